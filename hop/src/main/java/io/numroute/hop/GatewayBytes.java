package io.numroute.hop;

import io.numroute.routing.Directory.VersionedGateway;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The encoded form of each gateway object, made once. Called per gateway of a reply; allocates
 * nothing when the gateway is known.
 *
 * <p>By identity: the directory shares its gateways from version to version. One place per hash of
 * gateway and version, so at most {@link #PLACES} gateways are kept from the collector.
 */
final class GatewayBytes {
  /** More than the gateways of two thousand ISPs; the next power of two for each doubling. */
  private static final int PLACES = 1 << 14;

  private final AtomicReferenceArray<@Nullable Entry> places = new AtomicReferenceArray<>(PLACES);

  @SuppressWarnings(
      "ReferenceEquality") // an equal gateway has equal bytes, and comparing costs more
  byte[] of(VersionedGateway gateway) {
    long mixed = (gateway.orderKey() ^ gateway.version()) * 0x9E3779B97F4A7C15L;
    int place = (int) (mixed >>> 32) & (PLACES - 1);
    Entry entry = places.get(place);
    if (entry == null || entry.gateway != gateway) {
      entry = new Entry(gateway, GatewayCodec.encode(gateway));
      places.lazySet(place, entry);
    }
    return entry.bytes;
  }

  private static final class Entry {
    private final VersionedGateway gateway;
    private final byte[] bytes;

    Entry(VersionedGateway gateway, byte[] bytes) {
      this.gateway = gateway;
      this.bytes = bytes;
    }
  }
}
