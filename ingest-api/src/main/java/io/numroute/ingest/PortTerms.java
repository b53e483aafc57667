package io.numroute.ingest;

import io.numroute.routing.Port;
import java.time.Duration;

/**
 * The terms of ports, which each request carries from the ingest that took it.
 *
 * @param timeout how long the losing side may take to answer; a second to 90 days
 * @param reversible how long after it took effect the gaining side may give the number back; at
 *     most 366 days
 */
public record PortTerms(Duration timeout, Duration reversible) {
  /** Three days to answer, two weeks to give back. */
  public static final PortTerms DEFAULT = new PortTerms(Duration.ofDays(3), Duration.ofDays(14));

  public PortTerms {
    require(
        isBetween(timeout, Port.MIN_TIMEOUT_MS, Port.MAX_TIMEOUT_MS),
        "ingest.port.timeout must be 1s to 90d");
    require(
        isBetween(reversible, 0, Port.MAX_AHEAD_MS), "ingest.port.reversible must be 0s to 366d");
  }

  private static boolean isBetween(Duration duration, long minMs, long maxMs) {
    return duration.compareTo(Duration.ofMillis(minMs)) >= 0
        && duration.compareTo(Duration.ofMillis(maxMs)) <= 0;
  }

  private static void require(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException("setting " + message);
    }
  }
}
