package io.numroute.hop;

import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.IspId;
import java.nio.charset.StandardCharsets;

/** What one process has read from its peers and shares between frames and connections. */
final class Interned {
  final InternTable<IspId> isps = new InternTable<>(1 << 13, in -> new IspId(rest(in)));
  final InternTable<String> names = new InternTable<>(1 << 8, Interned::rest);
  final InternTable<VersionedGateway> gateways = new InternTable<>(1 << 14, GatewayCodec::decode);

  private static String rest(FrameReader in) {
    return new String(in.rest(), StandardCharsets.UTF_8);
  }
}
