package io.numroute.replica;

import io.numroute.routing.Actor;
import io.numroute.routing.GatewayId;
import io.numroute.routing.GatewayStates;
import io.numroute.routing.GatewayStates.Report;
import io.numroute.routing.IspId;
import io.numroute.routing.Proof;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.GatewayStateReport;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reports of what was seen of gateways, between their topic and the domain. */
public final class GatewayReports {
  private static final long NOT_KEPT = -1;

  private GatewayReports() {}

  /**
   * What a record of the gateway-state topic reports.
   *
   * <p>It holds for so long from its append time on, whatever the writer's clock says. A record of
   * the first version, and one whose topic does not keep append times, says itself until when: it
   * must not come to life again each time it is read.
   *
   * @param place where the record was found; its key is the gateway as ISP/name, its offset the
   *     report's version
   * @param nowMs stands for an append time that the topic did not keep
   * @throws BadRecordException wrong-topic, wrong-key, or not-understood
   */
  public static Report toDomain(
      GatewayStateReport message, ConsumerRecord<byte[], byte[]> place, long nowMs)
      throws BadRecordException {
    Mapping.requireTopic(place.topic(), message.getTopic());
    Mapping.requireKey(place.key(), message.getGateway());
    long appendedMs = Mapping.appendedMs(place, NOT_KEPT);
    Long holdMs = message.getHoldMs();
    long expiresMs =
        holdMs == null || appendedMs == NOT_KEPT
            ? message.getExpiresAtMs()
            : appendedMs + Math.min(holdMs, GatewayStates.MAX_HOLD_MS);
    try {
      return new Report(
          gateway(message.getGateway()),
          message.getUp(),
          expiresMs,
          Mapping.actor(message.getActor()),
          place.offset(),
          appendedMs == NOT_KEPT ? nowMs : appendedMs);
    } catch (IllegalArgumentException e) {
      throw Mapping.notUnderstood(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The value for a report; its record's key is the gateway as ISP/name.
   *
   * @param hold how long it holds from its append time on
   * @param now the writer's clock, for readers of the first version alone
   * @param proof what proved the actor
   */
  public static GatewayStateReport toAvro(
      GatewayId gateway, boolean up, Duration hold, Instant now, Actor actor, Proof proof) {
    return new GatewayStateReport(
        TopicCatalogue.GATEWAY_STATE,
        gateway.toString(),
        up,
        now.plus(hold).toEpochMilli(),
        actor.toString(),
        proof.credential(),
        hold.toMillis(),
        proof.kind().word());
  }

  private static GatewayId gateway(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("a gateway is written ISP/name");
    }
    return new GatewayId(new IspId(text.substring(0, slash)), text.substring(slash + 1));
  }
}
