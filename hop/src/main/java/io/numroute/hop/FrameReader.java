package io.numroute.hop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one frame, or a part of one, that a peer wrote with {@link FrameWriter}. It trusts nothing:
 * every length and count is held against what is there before anything is allocated for it.
 */
final class FrameReader {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Longest text in UTF-8 bytes. */
  static final int MAX_TEXT = 1 << 14;

  private byte[] bytes;
  private int at;
  private int end;

  FrameReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** Turns to other bytes. */
  void reset(byte[] newBytes, int from, int newEnd) {
    this.bytes = newBytes;
    this.at = from;
    this.end = newEnd;
  }

  int remaining() {
    return end - at;
  }

  /** A frame may be longer than its reader's version knows only in a hello; others end exactly. */
  void expectEnd() throws BadFrameException {
    if (at != end) {
      throw new BadFrameException(remaining() + " bytes too many in a frame");
    }
  }

  int int8() throws BadFrameException {
    need(1);
    return bytes[at++] & 0xFF;
  }

  boolean bool() throws BadFrameException {
    return below(int8(), 2, "boolean") == 1;
  }

  int int16() throws BadFrameException {
    return int8() << 8 | int8();
  }

  int int32() throws BadFrameException {
    need(Integer.BYTES);
    int value = (int) INT.get(bytes, at);
    at += Integer.BYTES;
    return value;
  }

  long int64() throws BadFrameException {
    need(Long.BYTES);
    long value = (long) LONG.get(bytes, at);
    at += Long.BYTES;
    return value;
  }

  long varint() throws BadFrameException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = int8();
      value |= (next & 0x7FL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new BadFrameException("a number without end");
  }

  long version() throws BadFrameException {
    long value = varint() - 1;
    if (value < -1) {
      throw new BadFrameException("a version below -1");
    }
    return value;
  }

  /** A count of things of which each takes at least one byte. */
  int count(int max, String what) throws BadFrameException {
    long count = varint();
    if (count < 0 || count > max || count > remaining()) {
      throw new BadFrameException("more than " + Math.min(max, remaining()) + " " + what);
    }
    return (int) count;
  }

  /** The constant at the index that stands next. */
  <E> E constant(E[] constants) throws BadFrameException {
    return constants[below(int8(), constants.length, constants[0].getClass().getSimpleName())];
  }

  String text() throws BadFrameException {
    int length = count(MAX_TEXT, "bytes in a text");
    int from = at;
    at += length;
    for (int i = from; i < at; i++) {
      if (bytes[i] < 0) {
        return strictText(from, length);
      }
    }
    return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
  }

  /** The next byte string's share of {@code table}. */
  <T> T interned(InternTable<T> table, int maxLength) throws BadFrameException {
    int length = count(maxLength, "bytes in a part");
    int from = at;
    at += length;
    return table.of(bytes, from, length);
  }

  /** A copy of the next byte string. */
  byte[] byteString(int maxLength, String what) throws BadFrameException {
    int length = count(maxLength, what);
    byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return copy;
  }

  /** All that is left. */
  byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, at, end);
    at = end;
    return rest;
  }

  private String strictText(int from, int length) throws BadFrameException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new BadFrameException("a text that is no UTF-8", e);
    }
  }

  private static int below(int value, int limit, String what) throws BadFrameException {
    if (value >= limit) {
      throw new BadFrameException("unknown " + what + " " + value);
    }
    return value;
  }

  private void need(int count) throws BadFrameException {
    if (end - at < count) {
      throw new BadFrameException("a frame that ends too soon");
    }
  }
}
