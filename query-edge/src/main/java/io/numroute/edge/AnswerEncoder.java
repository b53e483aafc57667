package io.numroute.edge;

import io.numroute.hop.Routers.DownGateway;
import io.numroute.hop.Routers.Evidence;
import io.numroute.routing.Decider;
import io.numroute.routing.Decision;
import io.numroute.routing.Digits;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.Media;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.Outcome;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.ServiceOperation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes an {@code Answer} as it goes into the journal: framing, then the Avro datum field by
 * field, up to {@code epoch}; the forwarder appends the rest. By hand, because the generated class
 * costs more than the lookup; a test decodes what is written here with it.
 *
 * <p>Called once per answer; allocates nothing for ASCII. Immutable.
 */
final class AnswerEncoder {
  /** Version of no log. */
  private static final long NONE = -1;

  private final byte[] head;
  private final byte[] edge;
  private final GatewayParts.Cache gateways;

  /**
   * @param header framing of an Answer
   * @param topic written into each record, so that one that strayed is known
   */
  AnswerEncoder(byte[] header, String topic, String edge, GatewayParts.Cache gateways) {
    this.head = new ByteWriter(64).put(header).avroString(topic).copy();
    this.edge = new ByteWriter(64).avroString(edge).copy();
    this.gateways = gateways;
  }

  /**
   * Appends one answer to {@code out}.
   *
   * @param outcome {@code routed}, or the slug of the problem told
   * @param decision null when no router decided, and then so is {@code evidence}
   */
  void write(
      ByteWriter out,
      Question question,
      String outcome,
      @Nullable Decision decision,
      @Nullable Evidence evidence,
      int status) {
    out.put(head).avroAscii(question.queryId).put(edge).avroLong(question.receivedAtMs);
    out.avroAscii(question.kind.word).avroAscii(question.askingIsp.value());
    out.avroString(question.caller.proof().credential());
    number(out, question);
    out.avroAscii(question.media().word()).avroLong(question.atMs());
    String callId = question.callId();
    if (callId == null) {
      out.avroLong(0);
    } else {
      out.avroLong(1).avroString(callId);
    }
    out.avroLong(question.orderSeed()).avroLong(question.max()).avroAscii(outcome);
    served(out, decision == null ? null : decision.outcome());
    if (decision == null || evidence == null) {
      out.avroLong(0).avroLong(NONE); // directory
      out.avroLong(0).avroLong(NONE).avroLong(NONE).avroLong(NONE); // number
      out.avroLong(Decider.SEMANTICS).avroLong(0).avroLong(0).avroBoolean(false);
      out.avroLong(question.receivedAtMs);
    } else {
      out.avroAscii(evidence.directoryLog()).avroLong(decision.directoryVersion());
      out.avroAscii(evidence.numberLog()).avroLong(evidence.numberPartition());
      out.avroLong(decision.numberVersion()).avroLong(evidence.numbersDecided());
      out.avroLong(Decider.SEMANTICS).avroString(evidence.router());
      out.avroLong(evidence.ageMs()).avroBoolean(evidence.stale());
      out.avroLong(decision.validUntilMs());
    }
    out.avroLong(status);
    assigned(out, decision == null ? null : decision.outcome());
    refused(out, decision == null ? null : decision.outcome());
    down(out, evidence);
    out.avroAscii(question.caller.proof().kind().word());
  }

  private static void number(ByteWriter out, Question question) {
    long digits = question.digits();
    if (digits == 0) {
      out.avroString(question.sent());
    } else {
      out.avroLong(1 + Digits.length(digits));
      out.put((byte) '+').packedDigits(digits, 0);
    }
  }

  private void served(ByteWriter out, @Nullable Outcome outcome) {
    IspId servingIsp = outcome == null ? null : ServingIsp.of(outcome);
    if (servingIsp == null) {
      out.avroLong(0);
    } else {
      out.avroLong(1).avroAscii(servingIsp.value());
    }
    if (outcome instanceof Outcome.Routed routed) {
      out.avroLong(routed.gateways().length);
      for (VersionedGateway gateway : routed.gateways()) {
        out.put(gateways.of(gateway).avro);
      }
    }
    out.avroLong(0); // End of the array of gateways.
  }

  /** {@code service} and {@code routingNumber}. */
  private static void assigned(ByteWriter out, @Nullable Outcome outcome) {
    NumberAssignment assignment =
        outcome instanceof Outcome.Routed routed ? routed.assignment() : null;
    ServiceOperation service = assignment == null ? null : assignment.service();
    if (service == null) {
      out.avroLong(0);
    } else {
      out.avroLong(1).avroAscii(service.word());
    }
    PhoneNumber routingNumber = assignment == null ? null : assignment.routingNumber();
    if (routingNumber == null) {
      out.avroLong(0);
    } else {
      out.avroLong(1).avroLong(1 + Digits.length(routingNumber.digits()));
      out.put((byte) '+').packedDigits(routingNumber.digits(), 0);
    }
  }

  /** {@code sipCode}, {@code refusedBy}, {@code rule} and {@code possibleMedia}. */
  private static void refused(ByteWriter out, @Nullable Outcome outcome) {
    if (outcome instanceof Outcome.RefusedByRule refused) {
      out.avroLong(1).avroLong(refused.sipCode());
      out.avroLong(1).avroAscii(refused.servingIsp().value());
      out.avroLong(1).avroString(refused.rule());
    } else if (outcome instanceof Outcome.RefusedByAgreement refused) {
      out.avroLong(0).avroLong(1).avroAscii(refused.whose().value()).avroLong(0);
    } else {
      out.avroLong(0).avroLong(0).avroLong(0);
    }
    if (outcome instanceof Outcome.MediaNotCarried none && !none.possible().isEmpty()) {
      out.avroLong(none.possible().size());
      for (Media media : none.possible()) {
        out.avroAscii(media.word());
      }
    }
    out.avroLong(0); // End of the array of media.
  }

  /** {@code downGateways}. */
  private static void down(ByteWriter out, @Nullable Evidence evidence) {
    List<DownGateway> down = evidence == null ? List.of() : evidence.down();
    if (!down.isEmpty()) {
      out.avroLong(down.size());
      for (int i = 0; i < down.size(); i++) {
        GatewayId id = down.get(i).gateway();
        String isp = id.isp().value();
        out.avroLong(isp.length() + 1 + id.name().length());
        out.ascii(isp).put((byte) '/').ascii(id.name());
        out.avroLong(down.get(i).version());
      }
    }
    out.avroLong(0); // End of the array of gateways.
  }
}
