package io.numroute.hop;

import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Validity;
import org.jspecify.annotations.Nullable;

/**
 * A number's assignment in bytes.
 *
 * <pre>
 *   servingIsp: text   service: int8 (0 for null, else ordinal + 1)   profile: text (empty for null)
 *   routingNumber: int64 (0 for null)   from, until: int64
 *   successor: int8 (0 or 1), then fromMs: int64 and its assignment, which has none
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // CodecTest holds the order
final class AssignmentCodec {
  private static final ServiceOperation[] SERVICES = ServiceOperation.values();

  private AssignmentCodec() {}

  static void write(FrameWriter out, NumberAssignment assignment) {
    ServiceOperation service = assignment.service();
    String profile = assignment.profile();
    PhoneNumber routingNumber = assignment.routingNumber();
    out.text(assignment.servingIsp().value());
    out.int8(service == null ? 0 : service.ordinal() + 1);
    out.text(profile == null ? "" : profile);
    out.int64(routingNumber == null ? 0 : routingNumber.digits());
    out.int64(assignment.validity().fromMs());
    out.int64(assignment.validity().untilMs());
    NumberAssignment.Successor successor = assignment.successor();
    out.int8(successor == null ? 0 : 1);
    if (successor != null) {
      out.int64(successor.fromMs());
      write(out, successor.assignment());
    }
  }

  /** Throws IllegalArgumentException, too, where the domain refuses a value. */
  static NumberAssignment read(FrameReader in) throws BadFrameException {
    return read(in, true);
  }

  private static NumberAssignment read(FrameReader in, boolean maySucceed)
      throws BadFrameException {
    IspId servingIsp = new IspId(in.text());
    int service = in.int8();
    if (service > SERVICES.length) {
      throw new BadFrameException("unknown service " + service);
    }
    String profile = in.text();
    long routingNumber = in.int64();
    Validity validity = new Validity(in.int64(), in.int64());
    int succeeded = in.int8();
    if (succeeded > (maySucceed ? 1 : 0)) {
      throw new BadFrameException("a successor of a successor");
    }
    NumberAssignment.@Nullable Successor successor =
        succeeded == 0 ? null : new NumberAssignment.Successor(in.int64(), read(in, false));
    return new NumberAssignment(
        servingIsp,
        service == 0 ? null : SERVICES[service - 1],
        profile.isEmpty() ? null : profile,
        routingNumber == 0 ? null : new PhoneNumber(routingNumber),
        validity,
        successor);
  }
}
