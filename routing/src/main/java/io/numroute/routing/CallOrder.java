package io.numroute.routing;

/**
 * The order in which equal gateways are offered to one call: pseudo-random over calls, the same for
 * the same call on every replica and in every re-computation. A call is known by a seed, the hash
 * of its call id.
 */
public final class CallOrder {
  private CallOrder() {}

  /**
   * A 64-bit key of a text (FNV-1a over its UTF-16 units, then {@link #mix}); the seed of a call
   * id, the key of a gateway.
   */
  public static long keyOf(CharSequence text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  /**
   * Sorts the first {@code count} gateways for the call {@code seed}. Called once per lookup;
   * allocates nothing. Insertion sort: an ISP has a handful of gateways, and the comparison is one
   * multiplication.
   */
  static void sort(Directory.VersionedGateway[] gateways, int count, long seed) {
    for (int i = 1; i < count; i++) {
      Directory.VersionedGateway gateway = gateways[i];
      long rank = mix(seed ^ gateway.orderKey());
      int j = i - 1;
      while (j >= 0 && Long.compareUnsigned(mix(seed ^ gateways[j].orderKey()), rank) > 0) {
        gateways[j + 1] = gateways[j];
        j--;
      }
      gateways[j + 1] = gateway;
    }
  }

  /**
   * The finalizer of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
   * generators", 2014).
   */
  static long mix(long z) {
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
