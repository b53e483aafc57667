package io.numroute.edge;

import static io.numroute.edge.ByteWriter.encoded;

import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.Gateway;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a gateway contributes to every answer it stands in, encoded once: for each format what comes
 * before and after the number, and its entry in the answer log. Immutable; shared by all threads.
 */
final class GatewayParts {
  /** {@code {"uri":"}: where a route begins whose first member is the URI. */
  static final byte[] URI_MEMBER = encoded("{\"uri\":\"");

  private static final byte[] SCHEME = encoded("sip:");
  private static final byte[] ROUTING_NUMBER = encoded(";npdi;rn=+");

  final VersionedGateway source;

  /** {@code [leg_timeout=3]sofia/external/}. */
  final byte[] dialHead;

  /** From the quote after the URI to the closing brace, for rtjson. */
  final byte[] rtjsonTail;

  /** {@code {"carrier_id":"acme/gw1"}. */
  final byte[] lcrHead;

  /** From the quote after the URI into the open {@code "cdr_fields":{}. */
  final byte[] lcrTail;

  /** As {@code AnsweredGateway} in Avro. */
  final byte[] avro;

  /** {@code {"gateway":"acme/gw1","uri":"}. */
  private final byte[] jsonHead;

  /** From the quote after the URI to the closing brace. */
  private final byte[] jsonTail;

  /** {@code +}, or the digits to be put in front. */
  private final byte[] userHead;

  /** {@code @gw1.example:5060;transport=udp}. */
  private final byte[] host;

  /** Leading digits of the number that are left out. */
  private final int strip;

  private GatewayParts(VersionedGateway source) {
    Gateway gateway = source.gateway();
    String id = gateway.id().toString();
    this.source = source;
    this.strip = gateway.strip();
    // A number that was tampered with is an E.164 number no more, so it has no plus.
    boolean whole = gateway.strip() == 0 && gateway.prepend().isEmpty();
    this.userHead = encoded(whole ? "+" : gateway.prepend());
    String address = address(gateway);
    this.host = encoded("@" + address);
    this.jsonHead = new ByteWriter(64).ascii("{\"gateway\":").json(id).ascii(",\"uri\":\"").copy();
    this.jsonTail = ended(new ByteWriter(64).put((byte) '"'), gateway);
    this.dialHead = dialHead(gateway);
    this.rtjsonTail = rtjsonTail(gateway, id);
    this.lcrHead = new ByteWriter(64).ascii("{\"carrier_id\":").json(id).copy();
    this.lcrTail = lcrTail(gateway, address);
    this.avro = new ByteWriter(64).avroAscii(id).avroLong(source.version()).copy();
  }

  /** {@code gw1.example:5060;transport=udp}. */
  private static String address(Gateway gateway) {
    boolean ipv6 = gateway.host().indexOf(':') >= 0;
    return (ipv6 ? "[" + gateway.host() + "]" : gateway.host())
        + ":"
        + gateway.port()
        + ";transport="
        + gateway.transport().word();
  }

  /** Time-out, causes, attributes and the brace, as our own JSON has them. */
  private static byte[] ended(ByteWriter json, Gateway gateway) {
    Integer timeoutMs = gateway.timeoutMs();
    if (timeoutMs != null) {
      json.ascii(",\"timeoutMs\":").decimal(timeoutMs);
    }
    causes(json, "rerouteCauses", gateway);
    if (!gateway.attributes().isEmpty()) {
      json.ascii(",\"attributes\":{");
      attributes(json, gateway);
      json.put((byte) '}');
    }
    return json.put((byte) '}').copy();
  }

  private static void causes(ByteWriter json, String name, Gateway gateway) {
    if (!gateway.rerouteCauses().isEmpty()) {
      json.ascii(",").json(name).ascii(":[");
      for (Iterator<Integer> causes = gateway.rerouteCauses().iterator(); causes.hasNext(); ) {
        json.decimal(causes.next()).ascii(causes.hasNext() ? "," : "]");
      }
    }
  }

  /** As members, without braces. */
  private static void attributes(ByteWriter json, Gateway gateway) {
    String comma = "";
    for (Map.Entry<String, String> entry : new TreeMap<>(gateway.attributes()).entrySet()) {
      json.ascii(comma).json(entry.getKey()).ascii(":").json(entry.getValue());
      comma = ",";
    }
  }

  private static byte[] rtjsonTail(Gateway gateway, String id) {
    ByteWriter json = new ByteWriter(64).put((byte) '"');
    Integer timeoutMs = gateway.timeoutMs();
    if (timeoutMs != null) {
      json.ascii(",\"fr_inv_timer\":").decimal(timeoutMs);
    }
    Map<String, String> headers = RouteHeaders.of(gateway);
    if (!headers.isEmpty()) {
      StringBuilder extra = new StringBuilder();
      headers.forEach((name, value) -> extra.append(name + ": " + value + "\r\n"));
      json.ascii(",\"headers\":{\"extra\":").json(extra.toString()).put((byte) '}');
    }
    return ended(json.ascii(",\"gateway\":").json(id), gateway);
  }

  private static byte[] lcrTail(Gateway gateway, String address) {
    ByteWriter json = new ByteWriter(64).ascii("\",\"next_hop\":").json("sip:" + address);
    Integer timeoutMs = gateway.timeoutMs();
    if (timeoutMs != null) {
      json.ascii(",\"timeout_secs\":").decimal(wholeSeconds(timeoutMs));
    }
    causes(json, "reroute_causes", gateway);
    Map<String, String> headers = RouteHeaders.of(gateway);
    if (!headers.isEmpty()) {
      String comma = ",\"headers\":{";
      for (Map.Entry<String, String> header : headers.entrySet()) {
        json.ascii(comma).json(header.getKey()).ascii(":").json(header.getValue());
        comma = ",";
      }
      json.put((byte) '}');
    }
    json.ascii(",\"cdr_fields\":{");
    if (!gateway.attributes().isEmpty()) {
      attributes(json, gateway);
      json.put((byte) ',');
    }
    return json.copy();
  }

  private static byte[] dialHead(Gateway gateway) {
    List<String> variables = new ArrayList<>();
    Integer timeoutMs = gateway.timeoutMs();
    if (timeoutMs != null) {
      variables.add("leg_timeout=" + wholeSeconds(timeoutMs));
    }
    RouteHeaders.of(gateway).forEach((name, value) -> variables.add("sip_h_" + name + "=" + value));
    return encoded(
        (variables.isEmpty() ? "" : "[" + String.join(",", variables) + "]") + "sofia/external/");
  }

  /** Rounded up: a time-out of none at all would be another thing. */
  private static int wholeSeconds(int ms) {
    return (ms + 999) / 1_000;
  }

  /**
   * The JSON object of this gateway for a number.
   *
   * @param routingNumber packed digits; 0 for none
   */
  void json(ByteWriter out, long digits, long routingNumber) {
    out.put(jsonHead);
    uri(out, digits, routingNumber);
    out.put(jsonTail);
  }

  /** The URI of this gateway for a number. */
  void uri(ByteWriter out, long digits, long routingNumber) {
    out.put(SCHEME);
    userAndHost(out, digits, routingNumber);
  }

  /** The URI without its scheme. The user part is a telephone-subscriber of RFC 4694. */
  void userAndHost(ByteWriter out, long digits, long routingNumber) {
    out.put(userHead).packedDigits(digits, strip);
    if (routingNumber != 0) {
      out.put(ROUTING_NUMBER).packedDigits(routingNumber, 0);
    }
    out.put(host);
  }

  /**
   * The parts of the gateways in use, found by identity or, when they came over a connection, by
   * equality. A table of fixed size where the newer one wins a place: bounded, and never wrong.
   * Races only cost an encoding.
   */
  static final class Cache {
    /** Thousands of gateways leave most places to one; a power of two. */
    private static final int SLOTS = 1 << 15;

    private final GatewayParts[] slots = new GatewayParts[SLOTS];

    GatewayParts of(VersionedGateway gateway) {
      int slot = (int) (gateway.orderKey() >>> 40) & (SLOTS - 1);
      GatewayParts known = slots[slot];
      if (known != null && known.isOf(gateway)) {
        return known;
      }
      GatewayParts parts = new GatewayParts(gateway);
      slots[slot] = parts;
      return parts;
    }
  }

  private boolean isOf(VersionedGateway gateway) {
    return source == gateway
        || (source.version() == gateway.version() && source.gateway().equals(gateway.gateway()));
  }
}
