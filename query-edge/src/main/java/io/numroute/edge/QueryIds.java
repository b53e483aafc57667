package io.numroute.edge;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives every request a name that no other has: the edge's epoch and a counter, both hexadecimal,
 * as {@code 5f0c2a9be1d47783-1a}. Thread-safe.
 */
final class QueryIds {
  private static final int EPOCH_CHARS = 16;

  private final byte[] prefix = new byte[EPOCH_CHARS + 1];
  private final AtomicLong next = new AtomicLong();

  QueryIds(long epoch) {
    for (int i = 0; i < EPOCH_CHARS; i++) {
      prefix[i] = hex(epoch >>> (60 - 4 * i));
    }
    prefix[EPOCH_CHARS] = '-';
  }

  String next() {
    long count = next.getAndIncrement();
    int chars = Math.max(1, (67 - Long.numberOfLeadingZeros(count)) / 4);
    byte[] id = new byte[prefix.length + chars];
    System.arraycopy(prefix, 0, id, 0, prefix.length);
    long rest = count;
    for (int i = id.length - 1; i >= prefix.length; i--) {
      id[i] = hex(rest);
      rest >>>= 4;
    }
    return new String(id, StandardCharsets.ISO_8859_1);
  }

  private static byte hex(long nibble) {
    int value = (int) (nibble & 0xF);
    return (byte) (value < 10 ? '0' + value : 'a' + value - 10);
  }
}
