package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/**
 * Who serves one number, whatever block it lies in.
 *
 * @param service what kind of service the number stands for; null for an ordinary line
 * @param profile the serving ISP's routing profile to use; null for its default
 * @param routingNumber the {@code rn} of RFC 4694 for neighbours that need it, or null
 * @param successor what comes after it at a given instant, or null
 */
public record NumberAssignment(
    IspId servingIsp,
    @Nullable ServiceOperation service,
    @Nullable String profile,
    @Nullable PhoneNumber routingNumber,
    Validity validity,
    @Nullable Successor successor) {
  public NumberAssignment {
    if (profile != null) {
      Names.check("profile name", profile);
    }
    if (successor != null && successor.assignment.successor != null) {
      throw new IllegalArgumentException("a successor has no successor");
    }
    if (successor != null && successor.fromMs <= validity.fromMs()) {
      throw new IllegalArgumentException("the successor comes before the assignment it follows");
    }
  }

  /** Without a successor. */
  public NumberAssignment(
      IspId servingIsp,
      @Nullable ServiceOperation service,
      @Nullable String profile,
      @Nullable PhoneNumber routingNumber,
      Validity validity) {
    this(servingIsp, service, profile, routingNumber, validity, null);
  }

  /**
   * A change that is already decided and takes effect by itself: a port.
   *
   * @param fromMs first instant at which {@code assignment} speaks, epoch milliseconds
   */
  public record Successor(long fromMs, NumberAssignment assignment) {}

  /** The same without its successor. */
  NumberAssignment without() {
    return new NumberAssignment(servingIsp, service, profile, routingNumber, validity);
  }

  NumberAssignment followedBy(Successor next) {
    return new NumberAssignment(servingIsp, service, profile, routingNumber, validity, next);
  }

  NumberAssignment within(Validity other) {
    return new NumberAssignment(servingIsp, service, profile, routingNumber, other, successor);
  }

  /** What speaks for the number at that instant: this, or the successor. Validity is not asked. */
  public NumberAssignment at(long instantMs) {
    return successor != null && instantMs >= successor.fromMs ? successor.assignment : this;
  }

  /** The first instant after {@code instantMs} at which {@link #at} or its validity changes. */
  public long nextChangeMs(long instantMs) {
    if (successor == null) {
      return validity.nextChangeMs(instantMs);
    } else if (instantMs >= successor.fromMs) {
      return successor.assignment.validity.nextChangeMs(instantMs);
    }
    return Math.min(successor.fromMs, validity.nextChangeMs(instantMs));
  }
}
