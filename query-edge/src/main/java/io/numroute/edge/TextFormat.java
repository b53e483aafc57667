package io.numroute.edge;

import io.numroute.hop.Routers.Evidence;
import io.numroute.routing.Decision;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.Outcome;

/** One URI a line, in the order to be tried. */
final class TextFormat implements AnswerFormat {
  private final GatewayParts.Cache gateways;

  TextFormat(GatewayParts.Cache gateways) {
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
    long routingNumber = RoutedMembers.routingNumber(routed);
    for (VersionedGateway gateway : routed.gateways()) {
      gateways.of(gateway).uri(out, question.digits(), routingNumber);
      out.put((byte) '\n');
    }
    return Reply.MediaType.TEXT;
  }
}
