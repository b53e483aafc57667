package io.numroute.edge.journal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Gives a mapping back at once rather than when the collector finds it. A deleted file keeps its
 * disk blocks as long as it is mapped, so without this the journal's bound would not bound the
 * disk.
 *
 * <p>Touching the buffer afterwards crashes the JVM: {@link Segment} lets nobody.
 */
final class Unmapping {
  private static final @Nullable MethodHandle INVOKE_CLEANER = find();

  private Unmapping() {}

  static void unmap(MappedByteBuffer buffer) {
    if (INVOKE_CLEANER != null) {
      try {
        INVOKE_CLEANER.invoke((ByteBuffer) buffer);
      } catch (Throwable e) {
        throw new IllegalStateException("cannot unmap a journal segment", e);
      }
    }
  }

  private static @Nullable MethodHandle find() {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      var field = unsafe.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return MethodHandles.lookup()
          .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(field.get(null));
    } catch (ReflectiveOperationException e) {
      return null; // The collector will unmap.
    }
  }
}
