package io.numroute.hop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.glassfish.grizzly.Buffer;

/** Cuts what arrives on one connection into frames. Holds at most one unfinished frame. */
final class FrameAssembler {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final int INITIAL = 16 << 10;

  private byte[] bytes = new byte[INITIAL];
  private int size;
  private final FrameReader reader = new FrameReader(bytes, 0, 0);

  /** Takes all of {@code arrived} and hands on the frames that are complete. */
  void take(Buffer arrived, FrameHandler handler) throws BadFrameException {
    int more = arrived.remaining();
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
    arrived.get(bytes, size, more);
    size += more;
    int from = 0;
    while (size - from >= Integer.BYTES) {
      int length = (int) INT.get(bytes, from);
      if (length < 2 || length > handler.maxLength()) {
        throw new BadFrameException("a frame of " + Integer.toUnsignedString(length) + " bytes");
      }
      int end = from + Integer.BYTES + length;
      if (end > size) {
        break;
      }
      reader.reset(bytes, from + Frame.HEADER, end);
      handler.frame(bytes[from + 4] & 0xFF, bytes[from + 5] & 0xFF, reader);
      from = end;
    }
    keepFrom(from);
  }

  private void keepFrom(int from) {
    size -= from;
    if (size == 0 && bytes.length > Frame.FULL) {
      bytes = new byte[INITIAL];
    } else if (size > 0 && from > 0) {
      System.arraycopy(bytes, from, bytes, 0, size);
    }
  }
}
