package io.numroute.hop;

/**
 * The first frame of each side.
 *
 * <pre>magic: int32   lowest, highest: int8   ready: int8   name: text</pre>
 *
 * @param name the router's id; of an edge, for the log
 * @param ready whether the router answers lookups; false from an edge
 */
record Hello(Versions versions, String name, boolean ready) {
  private static final int MAGIC = 0x4E524850; // NRHP
  private static final int MAX_NAME = 255;

  void write(FrameWriter out) {
    out.beginFrame(Frame.NO_VERSION, Frame.HELLO);
    out.int32(MAGIC);
    out.int8(versions.lowest());
    out.int8(versions.highest());
    out.int8(ready ? 1 : 0);
    out.text(name);
    out.endFrame();
  }

  /** What stands after the known fields comes from a later version and is left alone. */
  static Hello read(FrameReader in) throws BadFrameException {
    if (in.int32() != MAGIC) {
      throw new BadFrameException("a hello of another protocol");
    }
    int lowest = in.int8();
    int highest = in.int8();
    boolean ready = in.bool();
    String name = in.text();
    if (lowest < 1 || lowest > highest || name.isEmpty() || name.length() > MAX_NAME) {
      throw new BadFrameException("a hello with impossible versions or name");
    }
    return new Hello(new Versions(lowest, highest), printable(name), ready);
  }

  /** It goes into log lines. */
  private static String printable(String name) {
    return name.chars().allMatch(c -> c >= ' ' && c < 0x7F) ? name : name.replaceAll("[^ -~]", "?");
  }
}
