package io.numroute.hop;

import io.numroute.routing.AdminState;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.Media;
import io.numroute.routing.Transport;
import io.numroute.routing.Validity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A gateway in bytes. Enums are written as their ordinals: their order is part of frame version 1,
 * and a test holds it.
 *
 * <pre>
 *   isp, name, host: text   port: int16   transport: int8   media: int8 (bit per ordinal)
 *   state, strip: int8   prepend: text   timeoutMs: varint (0 for null)
 *   causes: count, int16 each   attributes: count, key and value: text, by key
 *   from, until: int64   origin: version: varint, actor: text, time: int64
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // CodecTest holds the order of each
final class GatewayCodec {
  /** What the domain allows comes to 25 KB at most: 32 texts of 255 three-byte characters. */
  static final int MAX_BYTES = 1 << 15;

  private static final Transport[] TRANSPORTS = Transport.values();
  private static final AdminState[] STATES = AdminState.values();
  private static final Media[] MEDIA = Media.values();
  private static final int MAX_CAUSES = 64;
  private static final int MAX_ATTRIBUTES = 16;

  private GatewayCodec() {}

  static byte[] encode(VersionedGateway versioned) {
    Gateway gateway = versioned.gateway();
    FrameWriter out = new FrameWriter();
    out.text(gateway.id().isp().value());
    out.text(gateway.id().name());
    out.text(gateway.host());
    out.int16(gateway.port());
    out.int8(gateway.transport().ordinal());
    out.int8(mediaBits(gateway.media()));
    out.int8(gateway.state().ordinal());
    out.int8(gateway.strip());
    out.text(gateway.prepend());
    Integer timeoutMs = gateway.timeoutMs();
    out.varint(timeoutMs == null ? 0 : timeoutMs);
    out.varint(gateway.rerouteCauses().size());
    for (int cause : gateway.rerouteCauses()) {
      out.int16(cause);
    }
    out.varint(gateway.attributes().size());
    for (Map.Entry<String, String> attribute : new TreeMap<>(gateway.attributes()).entrySet()) {
      out.text(attribute.getKey());
      out.text(attribute.getValue());
    }
    out.int64(gateway.validity().fromMs());
    out.int64(gateway.validity().untilMs());
    OriginCodec.write(out, versioned.origin());
    return out.toByteArray();
  }

  /** Throws IllegalArgumentException, too, where the domain refuses a value. */
  static VersionedGateway decode(FrameReader in) throws BadFrameException {
    GatewayId id = new GatewayId(new IspId(in.text()), in.text());
    String host = in.text();
    int port = in.int16();
    Transport transport = in.constant(TRANSPORTS);
    Set<Media> media = media(in.int8());
    AdminState state = in.constant(STATES);
    int strip = in.int8();
    String prepend = in.text();
    long timeoutMs = in.varint();
    if (timeoutMs < 0 || timeoutMs > Integer.MAX_VALUE) {
      throw new BadFrameException("a time-out that is no int");
    }
    List<Integer> causes = new ArrayList<>();
    for (int left = in.count(MAX_CAUSES, "causes"); left > 0; left--) {
      causes.add(in.int16());
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int left = in.count(MAX_ATTRIBUTES, "attributes"); left > 0; left--) {
      attributes.put(in.text(), in.text());
    }
    Validity validity = new Validity(in.int64(), in.int64());
    Gateway gateway =
        new Gateway(
            id,
            host,
            port,
            transport,
            media,
            state,
            strip,
            prepend,
            timeoutMs == 0 ? null : (Integer) (int) timeoutMs,
            causes,
            attributes,
            validity);
    return new VersionedGateway(gateway, OriginCodec.read(in));
  }

  static int mediaBits(Set<Media> media) {
    int bits = 0;
    for (Media medium : media) {
      bits |= 1 << medium.ordinal();
    }
    return bits;
  }

  static Set<Media> media(int bits) throws BadFrameException {
    if (bits >>> MEDIA.length != 0) {
      throw new BadFrameException("unknown media " + bits);
    }
    Set<Media> media = EnumSet.noneOf(Media.class);
    for (Media medium : MEDIA) {
      if ((bits & 1 << medium.ordinal()) != 0) {
        media.add(medium);
      }
    }
    return media;
  }
}
