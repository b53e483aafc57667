package io.numroute.routing;

/**
 * The passing of one number from the ISP that serves it to another, with the consent of both.
 *
 * @param id offset of the command that asked for it, in the partition of its number
 * @param from the losing side: who served the number when it was asked for or, once it is
 *     confirmed, when it was confirmed
 * @param wanted how the gaining side will serve it
 * @param requestedMs append time of the command that asked for it
 * @param atMs when the gaining side wants to serve; {@link #AT_ONCE} for as soon as it is confirmed
 * @param reversibleMs for how long after it took effect the gaining side may give the number back
 * @param state where it is
 * @param since offset of the newest command that moved it
 */
public record Port(
    long id,
    IspId from,
    NumberAssignment wanted,
    long requestedMs,
    long atMs,
    long reversibleMs,
    PortState state,
    long since) {
  /** No instant to wait for. */
  public static final long AT_ONCE = Long.MIN_VALUE;

  private static final long SECOND_MS = 1000;
  private static final long DAY_MS = 24 * 3600 * SECOND_MS;

  /** Least time that the losing side must have. */
  public static final long MIN_TIMEOUT_MS = SECOND_MS;

  /** Longest that a request may lie open: it keeps the number from being ported elsewhere. */
  public static final long MAX_TIMEOUT_MS = 90 * DAY_MS;

  /** Longest that a port may be reversible, and be asked for ahead. */
  public static final long MAX_AHEAD_MS = 366 * DAY_MS;

  public Port {
    checkWanted(wanted);
  }

  /** The gaining side. */
  public IspId to() {
    return wanted.servingIsp();
  }

  /** Whether that is the gaining or the losing side. */
  public boolean isSide(Actor actor) {
    return actor.is(from) || actor.is(to());
  }

  /** First instant at which only the authority may give the number back. */
  public long reversibleUntilMs(PortState.Done done) {
    return done.fromMs() + reversibleMs;
  }

  Port moved(PortState next, Origin by) {
    return new Port(id, from, wanted, requestedMs, atMs, reversibleMs, next, by.version());
  }

  Port from(IspId losing) {
    return new Port(id, losing, wanted, requestedMs, atMs, reversibleMs, state, since);
  }

  /** The same by time alone. */
  Port became(PortState next) {
    return new Port(id, from, wanted, requestedMs, atMs, reversibleMs, next, since);
  }

  static void checkWanted(NumberAssignment wanted) {
    if (wanted.successor() != null || !wanted.validity().equals(Validity.ALWAYS)) {
      throw new IllegalArgumentException("what a port wants holds always and has no successor");
    }
  }
}
