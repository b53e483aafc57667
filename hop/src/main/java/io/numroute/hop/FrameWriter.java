package io.numroute.hop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes in which a frame is written: big-endian numbers, unsigned LEB128 for
 * small ones, texts and byte strings behind their length. Reused from frame to frame; not
 * thread-safe.
 */
final class FrameWriter {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int INITIAL = 4096;

  /** A buffer that grew beyond this is let go at the next frame. */
  private static final int KEPT = 1 << 19;

  private byte[] bytes = new byte[INITIAL];
  private int size;

  /** Starts a frame; its length is filled in by {@link #endFrame}. */
  void beginFrame(int version, int type) {
    if (bytes.length > KEPT) {
      bytes = new byte[INITIAL];
    }
    size = 0;
    int32(0);
    int8(version);
    int8(type);
  }

  void endFrame() {
    INT.set(bytes, 0, size - Integer.BYTES);
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Forgets what was written after the frame had {@code size} bytes. */
  void truncate(int size) {
    this.size = size;
  }

  void int8(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  void int16(int value) {
    int8(value >>> 8);
    int8(value);
  }

  void int32(int value) {
    room(Integer.BYTES);
    INT.set(bytes, size, value);
    size += Integer.BYTES;
  }

  /** Overwrites what {@link #int32} wrote at {@code offset}. */
  void int32At(int offset, int value) {
    INT.set(bytes, offset, value);
  }

  void int8At(int offset, int value) {
    bytes[offset] = (byte) value;
  }

  void int64(long value) {
    room(Long.BYTES);
    LONG.set(bytes, size, value);
    size += Long.BYTES;
  }

  /** An unsigned number, the smaller the shorter. */
  void varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** A version or an offset, where -1 stands for none. */
  void version(long value) {
    varint(value + 1);
  }

  /** UTF-8 behind its length in bytes. */
  void text(String text) {
    int length = text.length();
    if (length < 0x80) {
      room(1 + length);
      int at = size + 1;
      int i = 0;
      for (; i < length; i++) {
        char c = text.charAt(i);
        if (c >= 0x80) {
          break;
        }
        bytes[at++] = (byte) c;
      }
      if (i == length) {
        bytes[size] = (byte) length;
        size = at;
        return;
      }
    }
    byteString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes behind their length. */
  void byteString(byte[] value) {
    varint(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
