package io.numroute.routing.time;

/** Is told until when what was just read stays as it is; remembers the earliest. */
public interface Horizon {
  /**
   * @param changeMs first instant, epoch milliseconds, at which it may be different
   */
  void consider(long changeMs);
}
