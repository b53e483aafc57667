package io.numroute.routing;

import io.numroute.routing.Directory.Member;
import io.numroute.routing.Directory.VersionedGateway;

/**
 * The order in which gateways are offered to one call: pseudo-random over calls, the same for the
 * same call on every replica and in every re-computation. A call is known by a seed, the hash of
 * its call id.
 *
 * <p>Lower tiers come first. Within a tier each gateway draws the time of its first event in a
 * process of rate {@code weight}, and the order is that of the times (P. Efraimidis, P. Spirakis,
 * "Weighted random sampling with a reservoir", 2006): the first is a gateway with probability
 * weight/sum, and so on among the rest, as RFC 2782 asks, but for weight 0, which comes after all
 * others of its tier. Draining gateways come last of all. The drawing is a keyed hash and {@link
 * StrictMath}, so it is the same bits everywhere.
 */
public final class CallOrder {
  // 53 bits of draw and one for draining leave ten.
  private static final int INDEX_BITS = 10;
  private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;

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

  /** What a gateway draws for a call: uniform over 53 bits, more is earlier. */
  private static long draw(long seed, long orderKey) {
    return mix(seed ^ orderKey) >>> 11;
  }

  /**
   * The place of a gateway among those of equal weight in one tier, as one long: more is earlier.
   * From above: whether it drains, what it drew, and its index, in the order of ids.
   *
   * @param index of the gateway among all of its ISP, less than {@link Member#MAX_OF_EACH}
   */
  static long place(long seed, long orderKey, boolean drains, int index) {
    long drawn = draw(seed, orderKey) << INDEX_BITS | (INDEX_MASK - index);
    return drains ? drawn | Long.MIN_VALUE : drawn;
  }

  /** The index that was given to {@link #place}. */
  static int indexOf(long place) {
    return (int) (INDEX_MASK - (place & INDEX_MASK));
  }

  /**
   * Puts a place among the best, where it belongs. Called once per lookup and gateway; allocates
   * nothing.
   *
   * @param best the {@code count} best in order, and room
   * @return how many there are now; the last is dropped when there is no room
   */
  static int insert(long[] best, int count, long place) {
    int at = count;
    if (count == best.length) {
      if (place <= best[count - 1]) {
        return count;
      }
      at--;
    }
    int left = at;
    while (left > 0 && place > best[left - 1]) {
      best[left] = best[left - 1];
      left--;
    }
    best[left] = place;
    return at + 1;
  }

  /**
   * The best targets of a rule, each gateway once. Not thread-safe; one per decision. A gateway's
   * place is one long: draining, tier, weight zero, and the time of its event.
   */
  static final class Ranking {
    private final long seed;
    private final VersionedGateway[] best;
    private final long[] keys;
    private int count;

    Ranking(int max, long seed) {
      this.seed = seed;
      this.best = new VersionedGateway[max];
      this.keys = new long[max];
    }

    void insert(VersionedGateway gateway, Rule.Target target) {
      boolean draining = gateway.has(VersionedGateway.DRAINS);
      boolean last = target.weight() == 0;
      int group = (draining ? 1 << 16 : 0) | target.tier() << 1 | (last ? 1 : 0);
      // In (0, 1], so that the logarithm is finite.
      double uniform = (draw(seed, gateway.orderKey()) + 1) * 0x1p-53;
      double time = -StrictMath.log(uniform) / (last ? 1 : target.weight());
      // Bits of doubles that are not negative are ordered as the doubles are; 35 bits of the
      // mantissa tell any two gateways apart, and where not, their ids do.
      long key = (long) group << 46 | Double.doubleToRawLongBits(time) >>> 17;
      int at = count;
      while (at > 0 && isBefore(gateway, key, at - 1)) {
        at--;
      }
      if (at == best.length) {
        return;
      }
      int kept = Math.min(count, best.length - 1);
      System.arraycopy(best, at, best, at + 1, kept - at);
      System.arraycopy(keys, at, keys, at + 1, kept - at);
      best[at] = gateway;
      keys[at] = key;
      count = kept + 1;
    }

    private boolean isBefore(VersionedGateway gateway, long key, int index) {
      return key != keys[index]
          ? key < keys[index]
          : gateway.gateway().id().compareTo(best[index].gateway().id()) < 0;
    }

    /** In order. */
    VersionedGateway[] gateways() {
      return count == best.length ? best : java.util.Arrays.copyOf(best, count);
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
