package io.numroute.edge;

import io.numroute.edge.Question.Format;
import io.numroute.edge.Question.Kind;
import io.numroute.hop.Routers.Evidence;
import io.numroute.http.Problems;
import io.numroute.routing.Decider;
import io.numroute.routing.Decision;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.Origin;
import io.numroute.routing.Outcome;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a gateway is told, as JSON or as plain text. Called once per answer; allocates
 * nothing for an answer that has a route.
 */
final class AnswerWriter {
  private static final byte[] QUERY_ID = ascii("{\"queryId\":\"");
  private static final byte[] NUMBER = ascii("\",\"number\":\"+");
  private static final byte[] ASKING = ascii("\",\"askingIsp\":\"");
  private static final byte[] SERVING = ascii("\",\"servingIsp\":\"");
  private static final byte[] MEDIA = ascii("\",\"media\":\"");
  private static final byte[] PRIMARY = ascii("\",\"primary\":");
  private static final byte[] BACKUPS = ascii(",\"backups\":[");
  private static final byte[] VALID_UNTIL = ascii("],\"validUntil\":\"");
  private static final byte[] TTL = ascii("\",\"ttlSeconds\":");
  private static final byte[] FRESH = ascii(",\"stale\":false");
  private static final byte[] STALE = ascii(",\"stale\":true,\"ageMs\":");

  private final GatewayParts.Cache gateways;

  AnswerWriter(GatewayParts.Cache gateways) {
    this.gateways = gateways;
  }

  /** For how many whole seconds from now a decision may be kept. */
  static int ttlSeconds(Decision decision, long nowMs) {
    long leftMs = Math.min(decision.validUntilMs() - nowMs, Decider.MAX_TTL_MS);
    return leftMs <= 0 ? 0 : (int) (leftMs / 1_000);
  }

  /** A call can go. */
  Reply.MediaType routed(
      ByteWriter out,
      Question question,
      Outcome.Routed routed,
      Decision decision,
      Evidence evidence,
      int ttlSeconds) {
    VersionedGateway[] order = routed.gateways();
    if (question.format() == Format.TEXT) {
      for (VersionedGateway gateway : order) {
        gateways.of(gateway).uri(out, question.digits());
        out.put((byte) '\n');
      }
      return Reply.MediaType.TEXT;
    }
    out.put(QUERY_ID).ascii(question.queryId);
    out.put(NUMBER).packedDigits(question.digits(), 0);
    out.put(ASKING).ascii(question.askingIsp.value());
    out.put(SERVING).ascii(routed.servingIsp().value());
    out.put(MEDIA).ascii(question.media().word()).put(PRIMARY);
    gateways.of(order[0]).json(out, question.digits());
    out.put(BACKUPS);
    for (int i = 1; i < order.length; i++) {
      if (i > 1) {
        out.put((byte) ',');
      }
      gateways.of(order[i]).json(out, question.digits());
    }
    out.put(VALID_UNTIL).instant(decision.validUntilMs());
    out.put(TTL).decimal(ttlSeconds);
    if (evidence.stale()) {
      out.put(STALE).decimal(evidence.ageMs());
    } else {
      out.put(FRESH);
    }
    explained(out, question, decision, evidence);
    out.put((byte) '}');
    return Reply.MediaType.JSON;
  }

  /** A call cannot go, or the question was none. */
  Reply.MediaType problem(
      ByteWriter out,
      Problems problem,
      @Nullable String detail,
      String queryId,
      @Nullable Question question,
      @Nullable Decision decision,
      @Nullable Evidence evidence) {
    out.put(problem.head());
    if (detail != null) {
      out.ascii(",\"detail\":").json(detail);
    }
    out.ascii(",\"queryId\":\"").ascii(queryId).put((byte) '"');
    if (question != null && question.digits() != 0) {
      out.ascii(",\"number\":\"+").packedDigits(question.digits(), 0).put((byte) '"');
    }
    if (question != null && decision != null && evidence != null) {
      if (evidence.stale()) {
        out.put(STALE).decimal(evidence.ageMs());
      }
      explained(out, question, decision, evidence);
    }
    out.put((byte) '}');
    return Reply.MediaType.PROBLEM;
  }

  private static void explained(
      ByteWriter out, Question question, Decision decision, Evidence evidence) {
    if (question.kind != Kind.EXPLAIN) {
      return;
    }
    out.ascii(",\"steps\":[");
    for (int i = 0; i < decision.steps().size(); i++) {
      Decision.Step step = decision.steps().get(i);
      out.ascii(i == 0 ? "{\"name\":" : ",{\"name\":").json(step.kind().word());
      out.ascii(",\"finding\":").json(step.finding());
      Origin origin = step.origin();
      if (origin != null) {
        out.ascii(",\"version\":").decimal(origin.version());
      }
      out.put((byte) '}');
    }
    out.ascii("],\"directoryLog\":").json(evidence.directoryLog());
    out.ascii(",\"directoryVersion\":").decimal(decision.directoryVersion());
    out.ascii(",\"numberLog\":").json(evidence.numberLog());
    out.ascii(",\"numberPartition\":").decimal(evidence.numberPartition());
    out.ascii(",\"numberVersion\":").decimal(decision.numberVersion());
    out.ascii(",\"numbersDecided\":").decimal(evidence.numbersDecided());
    out.ascii(",\"router\":").json(evidence.router());
    out.ascii(",\"stateAgeMs\":").decimal(evidence.ageMs());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
