package io.numroute.webhooks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.notation.StrictJson;
import io.numroute.schemas.avro.PortEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An event as it is sent, by the Standard Webhooks specification: type, timestamp and data in the
 * body, id, time of the attempt and signature in the headers.
 *
 * @param id the same however often the event is sent, and even when the event itself is repeated
 */
@SuppressWarnings("ArrayRecordComponent") // written to sockets, compared by nobody
record EventMessage(String id, byte[] body) {

  static EventMessage of(PortEvent event, EventType type, ObjectNode port) {
    String id = id(event);
    ObjectNode json = StrictJson.object();
    json.put("type", type.word());
    json.put("timestamp", event.getAtMs().toString());
    json.put("id", id);
    json.put("isp", event.getIsp());
    json.set("data", port);
    return new EventMessage(id, StrictJson.bytes(json));
  }

  /** Port, kind and ISP name an event; a full stop would be read as the end of the id. */
  private static String id(PortEvent event) {
    return String.join(
        "-",
        "port",
        event.getPort().replace('.', '-'),
        event.getKind().name().toLowerCase(Locale.ROOT),
        event.getIsp());
  }

  /** The headers of an attempt at that time. */
  Map<String, String> headers(SigningKeys keys, Instant now) {
    long timestamp = now.getEpochSecond();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", Long.toString(timestamp));
    headers.put("webhook-signature", keys.sign(id, timestamp, body));
    return headers;
  }
}
