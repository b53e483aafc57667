package io.numroute.webhooks;

import java.time.Duration;

/**
 * When a receiver that failed is tried again, and for how long.
 *
 * @param first after the first failure; each later one triples it
 * @param most that it grows to, and that a receiver may ask for
 * @param giveUp how long an event waits for a receiver that fails before it is set apart
 */
public record Backoff(Duration first, Duration most, Duration giveUp) {
  /** Events are kept for 30 days; what waits longer would be gone unseen. */
  private static final Duration LONGEST = Duration.ofDays(20);

  /** 5 s, 15 s, 45 s, 2 min, 7 min, 20 min, then an hour each, for three days. */
  public static final Backoff DEFAULT =
      new Backoff(Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofDays(3));

  public Backoff {
    require(first.toMillis() >= 1, "ingest.webhooks.retry.first must be at least 1ms");
    require(
        most.compareTo(first) >= 0,
        "ingest.webhooks.retry.most must not be less than ingest.webhooks.retry.first");
    require(
        giveUp.compareTo(most) >= 0 && giveUp.compareTo(LONGEST) <= 0,
        "ingest.webhooks.retry.for must be from ingest.webhooks.retry.most to 20d");
  }

  private static void require(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException("setting " + message);
    }
  }

  /**
   * How long to wait after that many failures in a row.
   *
   * @param random from 0 to 1; makes it a quarter less to a quarter more
   */
  long delayMs(int failures, double random) {
    double tripled = first.toMillis() * Math.pow(3, Math.min(failures, 40) - 1);
    return (long) (Math.min(tripled, most.toMillis()) * (0.75 + 0.5 * random));
  }
}
