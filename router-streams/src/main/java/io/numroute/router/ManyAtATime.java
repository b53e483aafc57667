package io.numroute.router;

import java.util.concurrent.locks.LockSupport;

/**
 * How a step that reads, decides and writes goes about many records. While many come, those of some
 * moments are fetched together, and what is made of them lingers until batches are worth their
 * while: a fetch, a batch and a request cost as much as dozens of records. When few come, they are
 * fetched at once, and what is made of them is flushed at once.
 */
final class ManyAtATime {
  /** For producers whose user flushes when few came. */
  static final int LINGER_MS = 10;

  /** More at a time than single changes bring: an import is under way. */
  private static final int MANY = 50;

  private static final long TOGETHER_NS = 2_000_000;

  private ManyAtATime() {}

  /** Whether a poll brought that many. */
  static boolean are(int polled) {
    return polled > MANY;
  }

  /** Between a poll that brought many and the next. */
  static void awaitMore() {
    LockSupport.parkNanos(TOGETHER_NS);
  }
}
