package io.numroute.routing;

/** What somebody asks of one number. {@link NumberRules#apply} decides it. */
public sealed interface NumberCommand {
  PhoneNumber number();

  /** Let that ISP serve the number from now on. */
  record Assign(PhoneNumber number, NumberAssignment assignment) implements NumberCommand {}

  /** Let the number fall back to its block. */
  record Withdraw(PhoneNumber number) implements NumberCommand {}

  /** Let nobody ask for a port of the number, or let everybody again. */
  record Lock(PhoneNumber number, boolean locked) implements NumberCommand {}

  /**
   * Let the number pass to another ISP.
   *
   * @param wanted how the gaining side will serve it
   * @param atMs from when on; {@link Port#AT_ONCE} for as soon as the losing side agrees
   * @param timeoutMs how long the losing side may take to answer, from the append time on
   * @param reversibleMs how long after it took effect the gaining side may give the number back
   */
  record RequestPort(
      PhoneNumber number, NumberAssignment wanted, long atMs, long timeoutMs, long reversibleMs)
      implements NumberCommand {
    public RequestPort {
      Port.checkWanted(wanted);
      if (timeoutMs < Port.MIN_TIMEOUT_MS || timeoutMs > Port.MAX_TIMEOUT_MS) {
        throw new IllegalArgumentException("a port times out after a second to 90 days");
      } else if (reversibleMs < 0 || reversibleMs > Port.MAX_AHEAD_MS) {
        throw new IllegalArgumentException("a port is reversible for at most 366 days");
      }
    }
  }

  /** To a port that was asked for. */
  sealed interface OfPort extends NumberCommand {
    /** Its id: see {@link Port#id}. */
    long port();
  }

  /** The losing side lets the number go. */
  record ConfirmPort(PhoneNumber number, long port) implements OfPort {}

  /** The losing side does not. */
  record RejectPort(PhoneNumber number, long port, PortRejection reason) implements OfPort {}

  /** The gaining side gives it up before it takes effect. */
  record CancelPort(PhoneNumber number, long port) implements OfPort {}

  /** The gaining side gives the number back. */
  record ReversePort(PhoneNumber number, long port) implements OfPort {}
}
