package io.numroute.routing;

import java.util.List;

/**
 * An outcome with what it rests on and how long it holds.
 *
 * @param validUntilMs until then the same question has the same outcome, unless somebody publishes
 *     a change; epoch milliseconds
 * @param directoryVersion version of the directory used
 * @param numberVersion offset of the command behind the number's fact; {@link #NO_FACT} when it has
 *     none
 * @param steps how it was reached; empty unless asked for
 */
public record Decision(
    Outcome outcome,
    long validUntilMs,
    long directoryVersion,
    long numberVersion,
    List<Step> steps) {
  public static final long NO_FACT = -1;

  /** No version stands behind a step. */
  public static final long NO_VERSION = -1;

  /**
   * One step of the decision, for people.
   *
   * @param name stable: asking-isp, number, block, serving-isp, gateway, order
   * @param finding one sentence
   * @param version of the fact it speaks of, or {@link #NO_VERSION}
   */
  public record Step(String name, String finding, long version) {}
}
