package io.numroute.router;

import java.util.concurrent.locks.LockSupport;

/**
 * While many records come, those of some moments are fetched together, for a fetch has a cost of
 * its own, in the broker and here. A record that comes alone waits for nothing.
 */
final class ManyAtATime {
  /** More at a time than single changes bring: an import is under way. */
  private static final int MANY = 200;

  private static final long TOGETHER_NS = 2_000_000;

  private ManyAtATime() {}

  /**
   * Waits a moment when the poll before this fetch brought many.
   *
   * @param polled how many
   */
  static void fetchTogether(int polled) {
    if (polled > MANY) {
      LockSupport.parkNanos(TOGETHER_NS);
    }
  }
}
