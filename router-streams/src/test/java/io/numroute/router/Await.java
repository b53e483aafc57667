package io.numroute.router;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, looking often. */
final class Await {
  private static final long LOOK_NS = Duration.ofMillis(5).toNanos();

  private Await() {}

  static void until(String what, Duration atMost, BooleanSupplier condition) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not " + what + " within " + atMost);
      }
      LockSupport.parkNanos(LOOK_NS);
    }
  }
}
