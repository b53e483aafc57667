package io.numroute.hop;

import io.numroute.routing.Actor;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberFact;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Validity;
import org.jspecify.annotations.Nullable;

/**
 * The fact of a number in bytes.
 *
 * <pre>
 *   kind: int8   if NONE nothing more
 *   actor: text   version, directoryVersion: varint
 *   if ASSIGNED: servingIsp: text   service: int8 (0 for null, else ordinal + 1)
 *                profile: text (empty for null)   routingNumber: int64 (0 for null)
 *                from, until: int64
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // CodecTest holds the order of each
final class FactCodec {
  private static final int NONE = 0;
  private static final int ASSIGNED = 1;
  private static final int WITHDRAWN = 2;
  private static final ServiceOperation[] SERVICES = ServiceOperation.values();

  private FactCodec() {}

  static void write(FrameWriter out, @Nullable NumberFact fact) {
    if (fact == null) {
      out.int8(NONE);
      return;
    }
    out.int8(fact instanceof NumberFact.Assigned ? ASSIGNED : WITHDRAWN);
    out.text(fact.actor().toString());
    out.version(fact.version());
    out.version(fact.directoryVersion());
    if (fact instanceof NumberFact.Assigned assigned) {
      NumberAssignment assignment = assigned.assignment();
      ServiceOperation service = assignment.service();
      String profile = assignment.profile();
      PhoneNumber routingNumber = assignment.routingNumber();
      out.text(assignment.servingIsp().value());
      out.int8(service == null ? 0 : service.ordinal() + 1);
      out.text(profile == null ? "" : profile);
      out.int64(routingNumber == null ? 0 : routingNumber.digits());
      out.int64(assignment.validity().fromMs());
      out.int64(assignment.validity().untilMs());
    }
  }

  static @Nullable NumberFact read(FrameReader in) throws BadFrameException {
    int kind = in.int8();
    if (kind == NONE) {
      return null;
    } else if (kind != ASSIGNED && kind != WITHDRAWN) {
      throw new BadFrameException("unknown fact " + kind);
    }
    try {
      Actor actor = Actor.parse(in.text());
      long version = in.version();
      long directoryVersion = in.version();
      return kind == WITHDRAWN
          ? new NumberFact.Withdrawn(actor, version, directoryVersion)
          : new NumberFact.Assigned(assignment(in), actor, version, directoryVersion);
    } catch (IllegalArgumentException e) {
      throw new BadFrameException("a fact that the domain refuses");
    }
  }

  private static NumberAssignment assignment(FrameReader in) throws BadFrameException {
    IspId servingIsp = new IspId(in.text());
    int service = in.int8();
    if (service > SERVICES.length) {
      throw new BadFrameException("unknown service " + service);
    }
    String profile = in.text();
    long routingNumber = in.int64();
    return new NumberAssignment(
        servingIsp,
        service == 0 ? null : SERVICES[service - 1],
        profile.isEmpty() ? null : profile,
        routingNumber == 0 ? null : new PhoneNumber(routingNumber),
        new Validity(in.int64(), in.int64()));
  }
}
