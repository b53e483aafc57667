package io.numroute.hop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Values by the bytes they were decoded from, so that the same gateway, read a million times, is
 * decoded once and shared. Called several times per lookup; allocates nothing when the value is
 * known.
 *
 * <p>A fixed number of places; a value has two it may stand in and pushes out an older one. Threads
 * may race for a place: the loser's value is merely not shared. The hash is not secret; a peer that
 * makes collisions gets slower answers, no more.
 */
final class InternTable<T> {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final AtomicReferenceArray<@Nullable Entry<T>> places;
  private final Decoder<T> decoder;
  private final int mask;

  /**
   * @param places a power of two
   */
  InternTable(int places, Decoder<T> decoder) {
    this.places = new AtomicReferenceArray<>(places);
    this.decoder = decoder;
    this.mask = places - 1;
  }

  /** The value of those bytes. */
  T of(byte[] bytes, int from, int length) throws BadFrameException {
    int hash = hash(bytes, from, length);
    int first = hash & mask;
    int second = first ^ 1;
    Entry<T> entry = places.get(first);
    if (entry != null && entry.is(bytes, from, length)) {
      return entry.value;
    }
    Entry<T> other = places.get(second);
    if (other != null && other.is(bytes, from, length)) {
      return other.value;
    }
    byte[] key = Arrays.copyOfRange(bytes, from, from + length);
    T value = decode(key);
    if (entry != null) {
      places.lazySet(second, entry);
    }
    places.lazySet(first, new Entry<>(key, value));
    return value;
  }

  private T decode(byte[] key) throws BadFrameException {
    FrameReader in = new FrameReader(key, 0, key.length);
    try {
      T value = decoder.decode(in);
      in.expectEnd();
      return value;
    } catch (IllegalArgumentException e) {
      // The domain's constructors check themselves, and their messages may quote what they got.
      throw new BadFrameException("a part that the domain refuses");
    }
  }

  /** Eight bytes at a time, mixed as MurmurHash3 does. */
  private static int hash(byte[] bytes, int from, int length) {
    long hash = length;
    int at = from;
    int end = from + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = (hash ^ (long) LONG.get(bytes, at)) * 0xff51afd7ed558ccdL;
      hash ^= hash >>> 33;
    }
    long tail = 0;
    for (; at < end; at++) {
      tail = tail << 8 | (bytes[at] & 0xFF);
    }
    hash = (hash ^ tail) * 0xc4ceb9fe1a85ec53L;
    return (int) (hash ^ hash >>> 33);
  }

  /** Makes a value of exactly the bytes given. */
  interface Decoder<T> {
    T decode(FrameReader in) throws BadFrameException;
  }

  private static final class Entry<T> {
    private final byte[] key;
    private final T value;

    Entry(byte[] key, T value) {
      this.key = key;
      this.value = value;
    }

    boolean is(byte[] bytes, int from, int length) {
      return Arrays.equals(key, 0, key.length, bytes, from, from + length);
    }
  }
}
