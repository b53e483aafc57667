package io.numroute.hop;

/** The frame that either side sends at intervals: {@code ready: int8}, 0 from an edge. */
final class Heartbeat {
  private Heartbeat() {}

  static void write(FrameWriter out, int version, boolean ready) {
    out.beginFrame(version, Frame.HEARTBEAT);
    out.int8(ready ? 1 : 0);
    out.endFrame();
  }

  /** Whether the sender is ready. */
  static boolean read(FrameReader in) throws BadFrameException {
    boolean ready = in.bool();
    in.expectEnd();
    return ready;
  }
}
