package io.numroute.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /**
   * One step of the decision, for people.
   *
   * @param kind stable word for what was looked at
   * @param finding one sentence
   * @param source log of the fact it speaks of; null when it speaks of none
   * @param origin command or report behind that fact; null when it speaks of none
   */
  public record Step(Kind kind, String finding, @Nullable Source source, @Nullable Origin origin) {}

  /** What a step looked at. */
  public enum Kind {
    ASKING_ISP,
    NUMBER,
    BLOCK,
    SERVING_ISP,
    AGREEMENT,
    PROFILE,
    RULE,
    GATEWAY,
    ORDER,
    VALID_UNTIL;

    private final String word = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    public String word() {
      return word;
    }
  }

  /** Where a fact comes from. */
  public enum Source {
    /** {@code numroute.commands.directory}. */
    DIRECTORY,
    /** {@code numroute.commands.numbers}, the partition of the number. */
    NUMBERS,
    /** {@code numroute.gateway-state}. */
    GATEWAY_STATE;

    private final String word = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    public String word() {
      return word;
    }
  }
}
