package io.numroute.edge;

import io.numroute.edge.Question.Kind;
import io.numroute.hop.Routers.Evidence;
import io.numroute.hop.Routers.OverlayRefused;
import io.numroute.http.Problems;
import io.numroute.routing.Decider;
import io.numroute.routing.Decision;
import io.numroute.routing.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a gateway is told, in the format it wants. Called once per answer; allocates nothing
 * for an answer that has a route.
 */
final class AnswerWriter {
  private final Map<Format, AnswerFormat> formats = new EnumMap<>(Format.class);

  AnswerWriter(GatewayParts.Cache gateways) {
    formats.put(Format.JSON, new JsonFormat(gateways));
    formats.put(Format.TEXT, new TextFormat(gateways));
    formats.put(Format.DIALSTRING, new DialStringFormat(gateways));
    formats.put(Format.RTJSON, new RtjsonFormat(gateways));
    formats.put(Format.LCR, new LcrFormat(gateways));
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
    return of(question).routed(out, question, routed, decision, evidence, ttlSeconds);
  }

  /** As {@link AnswerFormat#notRouted}. */
  boolean notRouted(ByteWriter out, Question question, Outcome outcome) {
    return of(question).notRouted(out, outcome);
  }

  private AnswerFormat of(Question question) {
    return Objects.requireNonNull(formats.get(question.format()));
  }

  /** A what-if whose overlay cannot be applied. */
  Reply.MediaType overlayRefused(ByteWriter out, Question question, OverlayRefused refused) {
    String place = refused.place().isEmpty() ? "the overlay" : refused.place();
    out.put(Problems.BAD_OVERLAY.head());
    out.ascii(",\"detail\":").json(place + " " + refused.detail());
    out.ascii(",\"pointer\":").json(refused.place());
    out.ascii(",\"queryId\":\"").ascii(question.queryId);
    out.ascii("\",\"number\":\"+").packedDigits(question.digits(), 0).ascii("\"}");
    return Reply.MediaType.PROBLEM;
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
      RefusalMembers.write(out, decision.outcome());
      if (evidence.stale()) {
        out.ascii(",\"stale\":true,\"ageMs\":").decimal(evidence.ageMs());
      }
      if (question.kind == Kind.EXPLAIN) {
        out.ascii(",\"validUntil\":\"").instant(decision.validUntilMs()).put((byte) '"');
        Explanation.write(out, decision);
        Explanation.state(out, decision, evidence);
      }
    }
    out.put((byte) '}');
    return Reply.MediaType.PROBLEM;
  }
}
