package io.numroute.router;

import io.numroute.routing.Digits;
import io.numroute.routing.PhoneNumber;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the number store: text outside, in the topic of facts; eight bytes inside, in
 * RocksDB.
 *
 * <pre>
 *   outside          inside
 *   +447106123456    the digits as {@link Digits} packs them, big endian
 *   !+447106123456   nothing: the last refusal of a command for that number
 *   ~watermark       nothing
 * </pre>
 *
 * A refusal has a key of its own, so it never takes the place of a fact, and one key a number, so
 * the topic stays bounded by compaction.
 */
final class Keys {
  /** Key of the watermark, one per partition. */
  static final byte[] WATERMARK = "~watermark".getBytes(StandardCharsets.US_ASCII);

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Keys() {}

  static byte[] fact(PhoneNumber number) {
    return number.toString().getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] refusal(PhoneNumber number) {
    return ("!" + number).getBytes(StandardCharsets.US_ASCII);
  }

  /** The digits of a fact's key, or {@link Digits#INVALID} for any other key. */
  static long digits(byte @Nullable [] key) {
    if (key == null || key.length < 2 || key.length > 1 + Digits.E164_MAX || key[0] != '+') {
      return Digits.INVALID;
    }
    long digits = 0;
    for (int i = 1, shift = 60; i < key.length; i++, shift -= 4) {
      int digit = key[i] - '0';
      if (digit < 0 || digit > 9) {
        return Digits.INVALID;
      }
      digits |= (digit + 1L) << shift;
    }
    return Digits.at(digits, 0) == 0 ? Digits.INVALID : digits;
  }

  static void write(long digits, byte[] target, int offset) {
    LONG.set(target, offset, digits);
  }

  static long read(byte[] source, int offset) {
    return (long) LONG.get(source, offset);
  }
}
