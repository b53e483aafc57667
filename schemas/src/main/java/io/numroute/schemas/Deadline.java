package io.numroute.schemas;

import java.time.Duration;

/** The end of a wait, by the monotonic clock. */
record Deadline(long atNs) {
  static Deadline in(Duration timeout) {
    return new Deadline(System.nanoTime() + timeout.toNanos());
  }

  boolean passed() {
    return atNs - System.nanoTime() <= 0;
  }

  /** What is left, at least 1 ms. */
  Duration left() {
    return Duration.ofNanos(Math.max(1_000_000, atNs - System.nanoTime()));
  }

  long leftMs() {
    return left().toMillis();
  }

  /** The shorter of what is left and {@code most}. */
  Duration atMost(Duration most) {
    Duration left = left();
    return left.compareTo(most) < 0 ? left : most;
  }
}
