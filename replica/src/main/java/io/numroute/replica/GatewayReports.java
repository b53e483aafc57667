package io.numroute.replica;

import io.numroute.routing.Actor;
import io.numroute.routing.GatewayId;
import io.numroute.routing.GatewayStates.Report;
import io.numroute.routing.IspId;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.GatewayStateReport;
import org.jspecify.annotations.Nullable;

/** Reports of what was seen of gateways, between their topic and the domain. */
public final class GatewayReports {
  private GatewayReports() {}

  /**
   * What a record of the gateway-state topic reports.
   *
   * @param topic where the record was found
   * @param key its key, the gateway as ISP/name
   * @param offset its offset, the report's version
   * @param appendTimeMs the broker's
   * @throws BadRecordException wrong-topic, wrong-key, or not-understood
   */
  public static Report toDomain(
      GatewayStateReport message,
      String topic,
      byte @Nullable [] key,
      long offset,
      long appendTimeMs)
      throws BadRecordException {
    Mapping.requireTopic(topic, message.getTopic());
    Mapping.requireKey(key, message.getGateway());
    try {
      return new Report(
          gateway(message.getGateway()),
          message.getUp(),
          message.getExpiresAtMs(),
          Mapping.actor(message.getActor()),
          offset,
          appendTimeMs);
    } catch (IllegalArgumentException e) {
      throw Mapping.notUnderstood(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The value for a report; its record's key is the gateway as ISP/name.
   *
   * @param expiresAtMs until when it holds, epoch milliseconds
   * @param credential id of what proved the actor
   */
  public static GatewayStateReport toAvro(
      GatewayId gateway, boolean up, long expiresAtMs, Actor actor, String credential) {
    return new GatewayStateReport(
        TopicCatalogue.GATEWAY_STATE,
        gateway.toString(),
        up,
        expiresAtMs,
        actor.toString(),
        credential);
  }

  private static GatewayId gateway(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("a gateway is written ISP/name");
    }
    return new GatewayId(new IspId(text.substring(0, slash)), text.substring(slash + 1));
  }
}
