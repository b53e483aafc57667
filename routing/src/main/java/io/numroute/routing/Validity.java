package io.numroute.routing;

/**
 * A half-open span of time in epoch milliseconds.
 *
 * @param fromMs first instant inside; {@link Long#MIN_VALUE} for always
 * @param untilMs first instant after; {@link Long#MAX_VALUE} for ever
 */
public record Validity(long fromMs, long untilMs) {
  public static final Validity ALWAYS = new Validity(Long.MIN_VALUE, Long.MAX_VALUE);

  public Validity {
    if (fromMs >= untilMs) {
      throw new IllegalArgumentException("validity ends before it begins");
    }
  }

  public boolean contains(long instantMs) {
    return fromMs <= instantMs && instantMs < untilMs;
  }

  /**
   * The first bound after {@code instantMs}, where {@link #contains} changes; MAX_VALUE when there
   * is none.
   */
  public long nextChangeMs(long instantMs) {
    return instantMs < fromMs ? fromMs : instantMs < untilMs ? untilMs : Long.MAX_VALUE;
  }
}
