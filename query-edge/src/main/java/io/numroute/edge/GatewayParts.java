package io.numroute.edge;

import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.Gateway;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a gateway contributes to every answer it stands in, encoded once: its JSON before and after
 * the number, its URI likewise, and its entry in the answer log. Immutable; shared by all threads.
 */
final class GatewayParts {
  final VersionedGateway source;

  /** {@code {"gateway":"acme/gw1","uri":"}. */
  final byte[] jsonHead;

  /** {@code sip:+}, or {@code sip:} and the digits to be put in front. */
  final byte[] uriHead;

  /** {@code @gw1.example:5060;transport=udp}. */
  final byte[] uriTail;

  /** From the quote after the URI to the closing brace. */
  final byte[] jsonTail;

  /** As {@code AnsweredGateway} in Avro. */
  final byte[] avro;

  /** Leading digits of the number that are left out. */
  final int strip;

  private GatewayParts(VersionedGateway source) {
    Gateway gateway = source.gateway();
    String id = gateway.id().toString();
    this.source = source;
    this.strip = gateway.strip();
    this.jsonHead = new ByteWriter(64).ascii("{\"gateway\":").json(id).ascii(",\"uri\":\"").copy();
    // A number that was tampered with is an E.164 number no more, so it has no plus.
    boolean whole = gateway.strip() == 0 && gateway.prepend().isEmpty();
    this.uriHead = new ByteWriter(32).ascii(whole ? "sip:+" : "sip:" + gateway.prepend()).copy();
    boolean ipv6 = gateway.host().indexOf(':') >= 0;
    ByteWriter tail = new ByteWriter(64).ascii(ipv6 ? "@[" : "@").ascii(gateway.host());
    tail.ascii(ipv6 ? "]:" : ":").decimal(gateway.port());
    this.uriTail = tail.ascii(";transport=").ascii(gateway.transport().word()).copy();
    this.jsonTail = jsonTail(gateway);
    this.avro = new ByteWriter(64).avroAscii(id).avroLong(source.version()).copy();
  }

  private static byte[] jsonTail(Gateway gateway) {
    ByteWriter json = new ByteWriter(64).put((byte) '"');
    Integer timeoutMs = gateway.timeoutMs();
    if (timeoutMs != null) {
      json.ascii(",\"timeoutMs\":").decimal(timeoutMs);
    }
    if (!gateway.rerouteCauses().isEmpty()) {
      json.ascii(",\"rerouteCauses\":[");
      for (Iterator<Integer> causes = gateway.rerouteCauses().iterator(); causes.hasNext(); ) {
        json.decimal(causes.next()).ascii(causes.hasNext() ? "," : "]");
      }
    }
    if (!gateway.attributes().isEmpty()) {
      json.ascii(",\"attributes\":{");
      for (var entries = new TreeMap<>(gateway.attributes()).entrySet().iterator();
          entries.hasNext(); ) {
        Map.Entry<String, String> entry = entries.next();
        json.json(entry.getKey()).ascii(":").json(entry.getValue());
        json.ascii(entries.hasNext() ? "," : "}");
      }
    }
    return json.put((byte) '}').copy();
  }

  /** The JSON object of this gateway for a number. */
  void json(ByteWriter out, long digits) {
    out.put(jsonHead);
    uri(out, digits);
    out.put(jsonTail);
  }

  /** The URI of this gateway for a number. */
  void uri(ByteWriter out, long digits) {
    out.put(uriHead).packedDigits(digits, strip).put(uriTail);
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
