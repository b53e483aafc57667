package io.numroute.edge;

import io.numroute.hop.Routers.Evidence;
import io.numroute.routing.Decision;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.Outcome;

/**
 * What FreeSWITCH's {@code bridge} takes: one leg after the other, parted by {@code |}, each
 * through the profile {@code external}, with the variables of its leg in brackets. No line end.
 */
final class DialStringFormat implements AnswerFormat {
  private final GatewayParts.Cache gateways;

  DialStringFormat(GatewayParts.Cache gateways) {
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
    VersionedGateway[] order = routed.gateways();
    for (int i = 0; i < order.length; i++) {
      if (i > 0) {
        out.put((byte) '|');
      }
      GatewayParts gateway = gateways.of(order[i]);
      out.put(gateway.dialHead);
      gateway.userAndHost(out, question.digits(), routingNumber);
    }
    return Reply.MediaType.TEXT;
  }
}
