package io.numroute.edge;

import static io.numroute.edge.ByteWriter.encoded;

import io.numroute.hop.Routers.Evidence;
import io.numroute.routing.Decision;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.Outcome;

/**
 * The document of Kamailio's module rtjson: routes to be tried one after the other. Members of our
 * own stand beside its own, which it ignores.
 */
final class RtjsonFormat implements AnswerFormat {
  private static final byte[] HEAD =
      encoded("{\"version\":\"1.0\",\"routing\":\"serial\",\"routes\":[");
  private static final byte[] ROUTES_END = encoded("],");

  private final GatewayParts.Cache gateways;

  RtjsonFormat(GatewayParts.Cache gateways) {
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
    out.put(HEAD);
    long routingNumber = RoutedMembers.routingNumber(routed);
    VersionedGateway[] order = routed.gateways();
    for (int i = 0; i < order.length; i++) {
      if (i > 0) {
        out.put((byte) ',');
      }
      GatewayParts gateway = gateways.of(order[i]);
      out.put(GatewayParts.URI_MEMBER);
      gateway.uri(out, question.digits(), routingNumber);
      out.put(gateway.rtjsonTail);
    }
    out.put(ROUTES_END);
    RoutedMembers.who(out, question, routed);
    RoutedMembers.howLong(out, decision, evidence, ttlSeconds);
    out.put((byte) '}');
    return Reply.MediaType.JSON;
  }
}
