package io.numroute.hop;

/**
 * What all frames have in common. The picture is in the package's documentation.
 *
 * <p>{@link #HELLO} has the same form in all versions, and may get longer at its end.
 */
final class Frame {
  /** Bytes of a frame after its length. */
  static final int MAX_LENGTH = 4 << 20;

  /** Longest frame before the peer has said hello: strangers get no memory. */
  static final int MAX_HELLO = 1 << 10;

  /** A writer closes its frame when it has grown beyond this, far below {@link #MAX_LENGTH}. */
  static final int FULL = 256 << 10;

  /** Longest item in a frame. */
  static final int MAX_ITEM = 1 << 20;

  /** Length, version, type. */
  static final int HEADER = Integer.BYTES + 2;

  static final int HELLO = 1;
  static final int HEARTBEAT = 2;
  static final int ASKS = 3;
  static final int ANSWERS = 4;

  /** The version byte of a hello, which is sent before a version is agreed. */
  static final int NO_VERSION = 0;

  private Frame() {}
}
