package io.numroute.ingest;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How much of the imports is let into the logs: at most a window of undecided commands in each
 * partition, over all imports together. A single update then queues behind that many at most.
 *
 * <p>Lane 0 is the directory, lane {@code 1 + n} partition n of the numbers. Thread-safe.
 */
final class Admission {
  static final int DIRECTORY = 0;

  private final Semaphore[] lanes;

  Admission(int numberPartitions, int window) {
    lanes = new Semaphore[1 + numberPartitions];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new Semaphore(window);
    }
  }

  static int numbers(int partition) {
    return 1 + partition;
  }

  /** Waits for room in a lane; false when there was none in that time. */
  boolean enter(int lane, Duration patience) throws InterruptedException {
    return lanes[lane].tryAcquire()
        || lanes[lane].tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  void leave(int lane) {
    lanes[lane].release();
  }
}
