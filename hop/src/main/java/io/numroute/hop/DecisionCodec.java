package io.numroute.hop;

import io.numroute.routing.Decision;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.Origin;
import io.numroute.routing.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision in bytes.
 *
 * <pre>
 *   outcome: int8   validUntilMs: int64   directoryVersion, numberVersion: varint
 *   if ROUTED:                servingIsp: text   count, gateways: byte strings of GatewayCodec
 *                             assigned: int8 (0 or 1), then the assignment as AssignmentCodec
 *   if SERVING_ISP_SUSPENDED: servingIsp: text
 *   if NO_GATEWAY:            servingIsp: text   count, of each isp, name: text   reason: int8
 *   if MEDIA_NOT_CARRIED:     as NO_GATEWAY, then possible media: int8 (bit per ordinal)
 *   if REFUSED_BY_AGREEMENT:  servingIsp, whose: text
 *   if REFUSED_BY_RULE:       servingIsp, rule: text   sipCode: int16   reason: text
 *   steps: count, of each kind: int8   finding: text   source: int8 (0 for null, else ordinal + 1)
 *          origin: int8 (0 or 1), then as OriginCodec
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
  private static final int MEDIA_NOT_CARRIED = 10;
  private static final int REFUSED_BY_AGREEMENT = 11;
  private static final int REFUSED_BY_RULE = 12;

  private static final Outcome.DropReason[] REASONS = Outcome.DropReason.values();
  private static final Decision.Kind[] KINDS = Decision.Kind.values();
  private static final Decision.Source[] SOURCES = Decision.Source.values();
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
      NumberAssignment assignment = routed.assignment();
      out.int8(assignment == null ? 0 : 1);
      if (assignment != null) {
        AssignmentCodec.write(out, assignment);
      }
    } else if (outcome instanceof Outcome.ServingIspSuspended suspended) {
      out.text(suspended.servingIsp().value());
    } else if (outcome instanceof Outcome.NoGateway none) {
      out.text(none.servingIsp().value());
      writeDropped(out, none.dropped());
    } else if (outcome instanceof Outcome.MediaNotCarried none) {
      out.text(none.servingIsp().value());
      writeDropped(out, none.dropped());
      out.int8(GatewayCodec.mediaBits(none.possible()));
    } else if (outcome instanceof Outcome.RefusedByAgreement refused) {
      out.text(refused.servingIsp().value());
      out.text(refused.whose().value());
    } else if (outcome instanceof Outcome.RefusedByRule refused) {
      out.text(refused.servingIsp().value());
      out.text(refused.rule());
      out.int16(refused.sipCode());
      out.text(refused.reason());
    }
    out.varint(decision.steps().size());
    for (int i = 0; i < decision.steps().size(); i++) {
      Decision.Step step = decision.steps().get(i);
      out.int8(step.kind().ordinal());
      out.text(step.finding());
      Decision.Source source = step.source();
      out.int8(source == null ? 0 : source.ordinal() + 1);
      Origin origin = step.origin();
      out.int8(origin == null ? 0 : 1);
      if (origin != null) {
        OriginCodec.write(out, origin);
      }
    }
  }

  private static void writeDropped(FrameWriter out, List<Outcome.Dropped> all) {
    out.varint(all.size());
    for (Outcome.Dropped dropped : all) {
      out.text(dropped.gateway().isp().value());
      out.text(dropped.gateway().name());
      out.int8(dropped.reason().ordinal());
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
    } else if (outcome instanceof Outcome.MediaNotCarried) {
      return MEDIA_NOT_CARRIED;
    } else if (outcome instanceof Outcome.RefusedByAgreement) {
      return REFUSED_BY_AGREEMENT;
    } else if (outcome instanceof Outcome.RefusedByRule) {
      return REFUSED_BY_RULE;
    }
    throw new AssertionError(outcome);
  }

  private static Outcome outcome(int code, FrameReader in, Interned interned)
      throws BadFrameException {
    return switch (code) {
      case ROUTED -> new Outcome.Routed(isp(in, interned), gateways(in, interned), assignment(in));
      case UNALLOCATED -> new Outcome.Unallocated();
      case UNASSIGNED -> new Outcome.Unassigned();
      case INCOMPLETE -> new Outcome.Incomplete();
      case SPECIAL -> new Outcome.Special();
      case ASKING_ISP_UNKNOWN -> new Outcome.AskingIspUnknown();
      case ASKING_ISP_SUSPENDED -> new Outcome.AskingIspSuspended();
      case SERVING_ISP_SUSPENDED -> new Outcome.ServingIspSuspended(isp(in, interned));
      case NO_GATEWAY -> new Outcome.NoGateway(isp(in, interned), dropped(in, interned));
      case MEDIA_NOT_CARRIED -> mediaNotCarried(in, interned);
      case REFUSED_BY_AGREEMENT ->
          new Outcome.RefusedByAgreement(isp(in, interned), isp(in, interned));
      case REFUSED_BY_RULE ->
          new Outcome.RefusedByRule(isp(in, interned), in.text(), in.int16(), in.text());
      default -> throw new BadFrameException("unknown outcome " + code);
    };
  }

  static IspId isp(FrameReader in, Interned interned) throws BadFrameException {
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

  private static Outcome mediaNotCarried(FrameReader in, Interned interned)
      throws BadFrameException {
    IspId servingIsp = isp(in, interned);
    List<Outcome.Dropped> dropped = dropped(in, interned);
    return new Outcome.MediaNotCarried(servingIsp, GatewayCodec.media(in.int8()), dropped);
  }

  private static @Nullable NumberAssignment assignment(FrameReader in) throws BadFrameException {
    if (in.int8() == 0) {
      return null;
    }
    try {
      return AssignmentCodec.read(in);
    } catch (IllegalArgumentException e) {
      throw new BadFrameException("an assignment that the domain refuses");
    }
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

  static GatewayId gatewayId(IspId isp, String name) throws BadFrameException {
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
      steps.add(step(in));
    }
    return List.copyOf(steps);
  }

  private static Decision.Step step(FrameReader in) throws BadFrameException {
    Decision.Kind kind = in.constant(KINDS);
    String finding = in.text();
    int source = in.int8();
    if (source > SOURCES.length) {
      throw new BadFrameException("unknown source " + source);
    }
    try {
      return new Decision.Step(
          kind,
          finding,
          source == 0 ? null : SOURCES[source - 1],
          in.int8() == 0 ? null : OriginCodec.read(in));
    } catch (IllegalArgumentException e) {
      throw new BadFrameException("an actor that the domain refuses");
    }
  }
}
