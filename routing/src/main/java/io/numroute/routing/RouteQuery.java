package io.numroute.routing;

/**
 * A question: where does this number live, at that instant, for that ISP and that kind of call?
 *
 * @param digits the number, 1 to 16 digits as {@link Digits} packs them, without plus
 * @param atMs the instant it is about, epoch milliseconds
 * @param orderSeed {@link CallOrder#keyOf} of the call id, or of the query id when the call has
 *     none
 * @param max most gateways wanted, 1 to {@link #MAX_GATEWAYS}
 */
public record RouteQuery(
    IspId askingIsp, long digits, Media media, long atMs, long orderSeed, int max) {
  /** As many as an authorisation response may hold (ETSI TS 101 321 peers use 12). */
  public static final int MAX_GATEWAYS = 12;

  public static final int DEFAULT_GATEWAYS = 5;

  public RouteQuery {
    if (max < 1 || max > MAX_GATEWAYS) {
      throw new IllegalArgumentException("max must be 1 to " + MAX_GATEWAYS);
    }
  }
}
