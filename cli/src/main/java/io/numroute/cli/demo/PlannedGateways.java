package io.numroute.cli.demo;

import io.numroute.routing.AdminState;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.Media;
import io.numroute.routing.Transport;
import io.numroute.routing.Validity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Gateways for an ISP that nobody knows the real ones of: 2 to 4, drawn from the ISP's name, at
 * addresses set apart for documentation only (RFC 2606 names, RFC 5737 IPv4, RFC 3849 IPv6). The
 * first carries every medium.
 */
final class PlannedGateways {
  private static final List<String> IPV4_NETWORKS =
      List.of("192.0.2.", "198.51.100.", "203.0.113.");
  private static final List<Transport> TRANSPORTS =
      List.of(
          Transport.UDP,
          Transport.UDP,
          Transport.UDP,
          Transport.TLS,
          Transport.TLS,
          Transport.TCP,
          Transport.TCP,
          Transport.WS);
  private static final List<Set<Media>> MEDIA =
      List.of(
          EnumSet.allOf(Media.class),
          EnumSet.allOf(Media.class),
          EnumSet.allOf(Media.class),
          EnumSet.of(Media.VOICE, Media.FAX, Media.MODEM),
          EnumSet.of(Media.VOICE, Media.VIDEO),
          EnumSet.of(Media.VOICE));

  private PlannedGateways() {}

  static List<Gateway> of(IspId isp, String ispName) {
    SplittableRandom random =
        new SplittableRandom(ByteBuffer.wrap(IspNames.sha256(ispName)).getLong());
    int count = 2 + random.nextInt(3);
    List<Gateway> gateways = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Transport transport = TRANSPORTS.get(random.nextInt(TRANSPORTS.size()));
      gateways.add(
          new Gateway(
              new GatewayId(isp, "gw" + i),
              host(isp, i, random),
              port(transport),
              transport,
              i == 1 ? EnumSet.allOf(Media.class) : MEDIA.get(random.nextInt(MEDIA.size())),
              AdminState.ENABLED,
              0,
              "",
              null,
              List.of(),
              Map.of(),
              Validity.ALWAYS));
    }
    return gateways;
  }

  private static String host(IspId isp, int number, SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> IPV4_NETWORKS.get(random.nextInt(IPV4_NETWORKS.size())) + (1 + random.nextInt(254));
      case 1 ->
          "2001:db8:"
              + Integer.toHexString(random.nextInt(0x10000))
              + "::"
              + Integer.toHexString(1 + random.nextInt(0xfffe));
      default -> "gw" + number + "." + isp + ".example";
    };
  }

  private static int port(Transport transport) {
    return switch (transport) {
      case UDP, TCP -> 5060;
      case TLS -> 5061;
      case WS -> 5066;
    };
  }
}
