package io.numroute.hop;

import io.numroute.routing.Decision;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * A decision in bytes.
 *
 * <pre>
 *   outcome: int8   validUntilMs: int64   directoryVersion, numberVersion: varint
 *   if ROUTED:                servingIsp: text   count, gateways: byte strings of GatewayCodec
 *   if SERVING_ISP_SUSPENDED: servingIsp: text
 *   if NO_GATEWAY:            servingIsp: text   count, of each isp, name: text   reason: int8
 *   steps: count, of each name, finding: text   version: varint
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // CodecTest holds the order of each
final class DecisionCodec {
  private static final int ROUTED = 1;
  private static final int UNALLOCATED = 2;
  private static final int UNASSIGNED = 3;
  private static final int INCOMPLETE = 4;
  private static final int SPECIAL = 5;
  private static final int ASKING_ISP_UNKNOWN = 6;
  private static final int ASKING_ISP_SUSPENDED = 7;
  private static final int SERVING_ISP_SUSPENDED = 8;
  private static final int NO_GATEWAY = 9;

  private static final Outcome.DropReason[] REASONS = Outcome.DropReason.values();
  private static final int MAX_GATEWAYS = 255;
  private static final int MAX_LIST = 1 << 16;
  private static final int MAX_NAME = 63;

  private DecisionCodec() {}

  static void write(FrameWriter out, Decision decision, GatewayBytes gatewayBytes) {
    Outcome outcome = decision.outcome();
    out.int8(codeOf(outcome));
    out.int64(decision.validUntilMs());
    out.version(decision.directoryVersion());
    out.version(decision.numberVersion());
    if (outcome instanceof Outcome.Routed routed) {
      out.text(routed.servingIsp().value());
      out.varint(routed.gateways().length);
      for (VersionedGateway gateway : routed.gateways()) {
        out.byteString(gatewayBytes.of(gateway));
      }
    } else if (outcome instanceof Outcome.ServingIspSuspended suspended) {
      out.text(suspended.servingIsp().value());
    } else if (outcome instanceof Outcome.NoGateway none) {
      out.text(none.servingIsp().value());
      out.varint(none.dropped().size());
      for (Outcome.Dropped dropped : none.dropped()) {
        out.text(dropped.gateway().isp().value());
        out.text(dropped.gateway().name());
        out.int8(dropped.reason().ordinal());
      }
    }
    out.varint(decision.steps().size());
    for (int i = 0; i < decision.steps().size(); i++) {
      Decision.Step step = decision.steps().get(i);
      out.text(step.name());
      out.text(step.finding());
      out.version(step.version());
    }
  }

  static Decision read(FrameReader in, Interned interned) throws BadFrameException {
    int code = in.int8();
    long validUntilMs = in.int64();
    long directoryVersion = in.version();
    long numberVersion = in.version();
    Outcome outcome = outcome(code, in, interned);
    return new Decision(outcome, validUntilMs, directoryVersion, numberVersion, steps(in));
  }

  private static int codeOf(Outcome outcome) {
    if (outcome instanceof Outcome.Routed) {
      return ROUTED;
    } else if (outcome instanceof Outcome.Unallocated) {
      return UNALLOCATED;
    } else if (outcome instanceof Outcome.Unassigned) {
      return UNASSIGNED;
    } else if (outcome instanceof Outcome.Incomplete) {
      return INCOMPLETE;
    } else if (outcome instanceof Outcome.Special) {
      return SPECIAL;
    } else if (outcome instanceof Outcome.AskingIspUnknown) {
      return ASKING_ISP_UNKNOWN;
    } else if (outcome instanceof Outcome.AskingIspSuspended) {
      return ASKING_ISP_SUSPENDED;
    } else if (outcome instanceof Outcome.ServingIspSuspended) {
      return SERVING_ISP_SUSPENDED;
    } else if (outcome instanceof Outcome.NoGateway) {
      return NO_GATEWAY;
    }
    throw new AssertionError(outcome);
  }

  private static Outcome outcome(int code, FrameReader in, Interned interned)
      throws BadFrameException {
    return switch (code) {
      case ROUTED -> new Outcome.Routed(isp(in, interned), gateways(in, interned));
      case UNALLOCATED -> new Outcome.Unallocated();
      case UNASSIGNED -> new Outcome.Unassigned();
      case INCOMPLETE -> new Outcome.Incomplete();
      case SPECIAL -> new Outcome.Special();
      case ASKING_ISP_UNKNOWN -> new Outcome.AskingIspUnknown();
      case ASKING_ISP_SUSPENDED -> new Outcome.AskingIspSuspended();
      case SERVING_ISP_SUSPENDED -> new Outcome.ServingIspSuspended(isp(in, interned));
      case NO_GATEWAY -> new Outcome.NoGateway(isp(in, interned), dropped(in, interned));
      default -> throw new BadFrameException("unknown outcome " + code);
    };
  }

  private static IspId isp(FrameReader in, Interned interned) throws BadFrameException {
    return in.interned(interned.isps, MAX_NAME);
  }

  private static VersionedGateway[] gateways(FrameReader in, Interned interned)
      throws BadFrameException {
    int count = in.count(MAX_GATEWAYS, "gateways");
    if (count == 0) {
      throw new BadFrameException("routed to no gateway");
    }
    VersionedGateway[] gateways = new VersionedGateway[count];
    for (int i = 0; i < count; i++) {
      gateways[i] = in.interned(interned.gateways, GatewayCodec.MAX_BYTES);
    }
    return gateways;
  }

  private static List<Outcome.Dropped> dropped(FrameReader in, Interned interned)
      throws BadFrameException {
    int count = in.count(MAX_LIST, "dropped gateways");
    List<Outcome.Dropped> dropped = new ArrayList<>(Math.min(count, 16));
    for (int i = 0; i < count; i++) {
      GatewayId id = gatewayId(isp(in, interned), in.text());
      dropped.add(new Outcome.Dropped(id, in.constant(REASONS)));
    }
    return List.copyOf(dropped);
  }

  private static GatewayId gatewayId(IspId isp, String name) throws BadFrameException {
    try {
      return new GatewayId(isp, name);
    } catch (IllegalArgumentException e) {
      throw new BadFrameException("a gateway name that the domain refuses");
    }
  }

  private static List<Decision.Step> steps(FrameReader in) throws BadFrameException {
    int count = in.count(MAX_LIST, "steps");
    if (count == 0) {
      return List.of();
    }
    List<Decision.Step> steps = new ArrayList<>(Math.min(count, 16));
    for (int i = 0; i < count; i++) {
      steps.add(new Decision.Step(in.text(), in.text(), in.version()));
    }
    return List.copyOf(steps);
  }
}
