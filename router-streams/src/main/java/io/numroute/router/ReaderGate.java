package io.numroute.router;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Keeps readers out of something that is being closed: whoever got in may finish, nobody gets in
 * after {@link #shut}.
 *
 * <p>A reader counts itself in, then looks whether the gate is shut; the closer shuts it, then
 * waits for the counts to be zero. Both do so with sequentially consistent accesses, so that one of
 * them sees the other (Dekker). The count is spread over cache lines by thread, so readers do not
 * contend. Called once per lookup; allocates nothing and never blocks a reader.
 */
final class ReaderGate {
  private static final int STRIPES = 16;
  private static final int LONGS_PER_LINE = 16;

  private final AtomicLongArray inside = new AtomicLongArray(STRIPES * LONGS_PER_LINE);
  private volatile boolean shut;

  /** A ticket to give to {@link #leave}, or -1 when the gate is shut. */
  int enter() {
    int ticket = ((int) Thread.currentThread().getId() & (STRIPES - 1)) * LONGS_PER_LINE;
    inside.getAndIncrement(ticket);
    if (shut) {
      inside.getAndDecrement(ticket);
      return -1;
    }
    return ticket;
  }

  void leave(int ticket) {
    inside.getAndDecrement(ticket);
  }

  boolean isShut() {
    return shut;
  }

  /** Lets nobody in any more and waits, spinning, for those inside: a few microseconds. */
  void shut() {
    shut = true;
    for (int i = 0; i < STRIPES; i++) {
      while (inside.get(i * LONGS_PER_LINE) != 0) {
        Thread.onSpinWait();
      }
    }
  }
}
