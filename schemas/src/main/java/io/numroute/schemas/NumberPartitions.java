package io.numroute.schemas;

import java.nio.charset.StandardCharsets;

/**
 * The partition of a number's key, as the Java producer's default partitioner chooses it: murmur2
 * of the UTF-8 key, without its sign bit, modulo the partitions.
 *
 * <p>Written out here so that a lookup needs no key object, and because it is a promise to foreign
 * producers that must not change under us.
 */
public final class NumberPartitions {
  private static final int SEED = 0x9747b28c;
  private static final int M = 0x5bd1e995;
  private static final int R = 24;

  private NumberPartitions() {}

  public static int of(String key, int partitions) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return of(bytes, bytes.length, partitions);
  }

  /** Called once per lookup; allocates nothing. The key is the first {@code length} bytes. */
  public static int of(byte[] key, int length, int partitions) {
    return (murmur2(key, length) & 0x7fffffff) % partitions;
  }

  /** Austin Appleby's MurmurHash2, 32 bits, with Kafka's seed. */
  static int murmur2(byte[] data, int length) {
    int hash = SEED ^ length;
    int at = 0;
    for (; at + 4 <= length; at += 4) {
      int k =
          (data[at] & 0xff)
              | (data[at + 1] & 0xff) << 8
              | (data[at + 2] & 0xff) << 16
              | (data[at + 3] & 0xff) << 24;
      k *= M;
      k ^= k >>> R;
      k *= M;
      hash *= M;
      hash ^= k;
    }
    int rest = length - at;
    if (rest >= 3) {
      hash ^= (data[at + 2] & 0xff) << 16;
    }
    if (rest >= 2) {
      hash ^= (data[at + 1] & 0xff) << 8;
    }
    if (rest >= 1) {
      hash ^= data[at] & 0xff;
      hash *= M;
    }
    hash ^= hash >>> 13;
    hash *= M;
    hash ^= hash >>> 15;
    return hash;
  }
}
