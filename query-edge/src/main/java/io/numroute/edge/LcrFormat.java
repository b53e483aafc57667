package io.numroute.edge;

import static io.numroute.edge.ByteWriter.encoded;

import io.numroute.hop.Routers.Evidence;
import io.numroute.routing.Decision;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.Outcome;

/**
 * The LcrResponse, version 1, of siphon-sip. A call that must not go is a rejection with its SIP
 * code; one that only we cannot place is an empty list of routes, and the asker's script decides.
 */
final class LcrFormat implements AnswerFormat {
  private static final byte[] HEAD = encoded("{\"routes\":[");
  private static final byte[] RURI = encoded(",\"ruri\":\"");
  private static final byte[] CDR_FIELDS = encoded("\"numroute_query_id\":\"");
  private static final byte[] TTL = encoded("],\"cache_ttl_secs\":");
  private static final byte[] NO_REJECT = encoded(",\"reject\":null}");
  private static final byte[] REJECT = encoded("{\"routes\":[],\"cache_ttl_secs\":0,\"reject\":");

  private final GatewayParts.Cache gateways;

  LcrFormat(GatewayParts.Cache gateways) {
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
      out.put(gateway.lcrHead).put(RURI);
      gateway.uri(out, question.digits(), routingNumber);
      out.put(gateway.lcrTail).put(CDR_FIELDS).ascii(question.queryId).ascii("\"}}");
    }
    out.put(TTL).decimal(ttlSeconds).put(NO_REJECT);
    return Reply.MediaType.JSON;
  }

  @Override
  public boolean notRouted(ByteWriter out, Outcome outcome) {
    out.put(REJECT);
    if (outcome instanceof Outcome.RefusedByRule refused) {
      reject(out, refused.sipCode(), refused.reason());
    } else if (outcome instanceof Outcome.Incomplete) {
      reject(out, 484, "Address Incomplete");
    } else if (outcome instanceof Outcome.Unallocated || outcome instanceof Outcome.Unassigned) {
      reject(out, 404, "Not Found");
    } else if (outcome instanceof Outcome.MediaNotCarried) {
      reject(out, 488, "Not Acceptable Here");
    } else if (outcome instanceof Outcome.NoGateway || outcome instanceof Outcome.Special) {
      out.ascii("null}");
    } else {
      reject(out, 403, "Forbidden");
    }
    return true;
  }

  private static void reject(ByteWriter out, int code, String reason) {
    out.ascii("{\"code\":").decimal(code).ascii(",\"reason\":").json(reason).ascii("}}");
  }
}
