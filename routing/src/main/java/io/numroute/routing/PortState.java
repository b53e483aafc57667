package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/**
 * Where a port is. Each state has the transitions that are legal in it, and no others.
 *
 * <pre>
 *   requested --confirmed--> scheduled --its instant--> done --reversed--> reversed
 *       |          \_______________________(instant past)___^
 *       |-- rejected                |
 *       |-- cancelled <-------------'
 *       '-- timed out (its deadline)
 * </pre>
 *
 * Nothing runs at an instant: {@link Standing#of} says what became of a port by time. Instants are
 * epoch milliseconds.
 */
public sealed interface PortState {
  /** The word used at every border. */
  String word();

  /** Whether it can still come to a change of who serves the number. */
  default boolean isOpen() {
    return this instanceof Requested || this instanceof Scheduled;
  }

  /**
   * The gaining side asked, the losing side has not answered.
   *
   * @param deadlineMs first instant at which it is too late to answer
   */
  record Requested(long deadlineMs) implements PortState {
    @Override
    public String word() {
      return "requested";
    }

    /** What it is when {@code atMs} is yet to come; otherwise it is {@link #done}. */
    Scheduled scheduled(long atMs) {
      return new Scheduled(atMs);
    }

    Done done(long nowMs, @Nullable Given former) {
      return new Done(nowMs, former);
    }

    Rejected rejected(long nowMs, PortRejection reason) {
      return new Rejected(nowMs, reason);
    }

    Cancelled cancelled(long nowMs) {
      return new Cancelled(nowMs);
    }

    TimedOut timedOut() {
      return new TimedOut(deadlineMs);
    }
  }

  /**
   * The losing side agreed; the gaining side serves from an instant on.
   *
   * @param fromMs that instant
   */
  record Scheduled(long fromMs) implements PortState {
    @Override
    public String word() {
      return "scheduled";
    }

    Cancelled cancelled(long nowMs) {
      return new Cancelled(nowMs);
    }

    Done tookEffect(@Nullable Given former) {
      return new Done(fromMs, former);
    }
  }

  /**
   * The gaining side serves.
   *
   * @param fromMs since when
   * @param former what a reversal gives back; null for the number's block
   */
  record Done(long fromMs, @Nullable Given former) implements PortState {
    @Override
    public String word() {
      return "done";
    }

    Reversed reversed(long nowMs) {
      return new Reversed(nowMs);
    }
  }

  /** The losing side said no. */
  record Rejected(long atMs, PortRejection reason) implements PortState {
    @Override
    public String word() {
      return "rejected";
    }
  }

  /** Given up before it took effect. */
  record Cancelled(long atMs) implements PortState {
    @Override
    public String word() {
      return "cancelled";
    }
  }

  /** Nobody answered in time. */
  record TimedOut(long atMs) implements PortState {
    @Override
    public String word() {
      return "timed-out";
    }
  }

  /** The number was given back. */
  record Reversed(long atMs) implements PortState {
    @Override
    public String word() {
      return "reversed";
    }
  }
}
