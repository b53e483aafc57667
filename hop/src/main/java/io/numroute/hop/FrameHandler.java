package io.numroute.hop;

/**
 * One side of one connection. All but {@link #closed} are called on the connection's I/O thread,
 * one after the other.
 */
interface FrameHandler {
  /**
   * Takes a frame, of which {@code in} holds what follows the type.
   *
   * @param version as the frame says
   */
  void frame(int version, int type, FrameReader in) throws BadFrameException;

  /** Longest frame that may come now. */
  int maxLength();

  /** The connection is gone; called once, on any thread. */
  void closed();
}
