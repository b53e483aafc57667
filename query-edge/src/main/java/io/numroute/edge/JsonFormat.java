package io.numroute.edge;

import static io.numroute.edge.ByteWriter.encoded;

import io.numroute.hop.Routers.Evidence;
import io.numroute.routing.Decision;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.Outcome;

/** The JSON of this surface: the first gateway is the primary, the others its backups. */
final class JsonFormat implements AnswerFormat {
  private static final byte[] MEDIA = encoded(",\"media\":\"");
  private static final byte[] PRIMARY = encoded("\",\"primary\":");
  private static final byte[] BACKUPS = encoded(",\"backups\":[");
  private static final byte[] END = encoded("]");

  private final GatewayParts.Cache gateways;

  JsonFormat(GatewayParts.Cache gateways) {
    this.gateways = gateways;
  }

  @Override
  public Reply.MediaType routed(
      ByteWriter out,
      Question question,
      Outcome.Routed routed,
      Decision decision,
      Evidence evidence,
      int ttlSeconds) {
    out.put((byte) '{');
    RoutedMembers.who(out, question, routed);
    out.put(MEDIA).ascii(question.media().word()).put(PRIMARY);
    VersionedGateway[] order = routed.gateways();
    long routingNumber = RoutedMembers.routingNumber(routed);
    gateways.of(order[0]).json(out, question.digits(), routingNumber);
    out.put(BACKUPS);
    for (int i = 1; i < order.length; i++) {
      if (i > 1) {
        out.put((byte) ',');
      }
      gateways.of(order[i]).json(out, question.digits(), routingNumber);
    }
    out.put(END);
    RoutedMembers.howLong(out, decision, evidence, ttlSeconds);
    if (question.kind == Question.Kind.EXPLAIN) {
      Explanation.write(out, decision);
      Explanation.state(out, decision, evidence);
    }
    out.put((byte) '}');
    return Reply.MediaType.JSON;
  }
}
