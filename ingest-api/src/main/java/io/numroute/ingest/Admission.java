package io.numroute.ingest;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much of the imports is let into the logs: a window of undecided commands in each partition,
 * over all imports together. A single update queues behind that many at most, so what matters is
 * how long they take: a window grows while a command is decided in time, and shrinks when one was
 * not (additive increase, multiplicative decrease, as TCP's).
 *
 * <p>Lane 0 is the directory, lane {@code 1 + n} partition n of the numbers. Thread-safe.
 */
final class Admission {
  static final int DIRECTORY = 0;

  /** From being let in to being seen as decided. */
  static final Duration IN_TIME = Duration.ofMillis(150);

  static final int LEAST = 32;
  private static final int FIRST = 256;

  private final LongSupplier nanoTime;
  private final Lane[] lanes;

  /**
   * @param most undecided commands of a lane
   */
  Admission(int numberPartitions, int most, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    lanes = new Lane[1 + numberPartitions];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new Lane(most);
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

  /** When that is, for {@link #leave}. */
  long now() {
    return nanoTime.getAsLong();
  }

  /**
   * Gives the room back.
   *
   * @param enteredNs {@link #now} at the entry
   */
  void leave(int lane, long enteredNs) {
    lanes[lane].leave(enteredNs, nanoTime.getAsLong());
  }

  /** Undecided commands that a lane has room for now. */
  int window(int lane) {
    return lanes[lane].window();
  }

  private static final class Lane extends Semaphore {
    private static final long serialVersionUID = 1;

    private final int most;
    private int window;
    private int inTime;
    private long shrunkNs = Long.MIN_VALUE;

    Lane(int most) {
      super(Math.min(FIRST, most));
      this.most = most;
      window = Math.min(FIRST, most);
    }

    synchronized int window() {
      return window;
    }

    synchronized void leave(long enteredNs, long nowNs) {
      long tookNs = nowNs - enteredNs;
      if (tookNs > IN_TIME.toNanos()) {
        inTime = 0;
        // What came in before the last shrinking says nothing about the window of now.
        if (shrunkNs == Long.MIN_VALUE || enteredNs - shrunkNs > 0) {
          shrunkNs = nowNs;
          // As many as would have been in time, if that can be told from one.
          long wouldBe = (long) (window * (double) IN_TIME.toNanos() / tookNs);
          long next = Math.max(window / 8, Math.min(window - Math.max(1, window / 4), wouldBe));
          resize((int) Math.max(Math.min(LEAST, most), next));
        }
      } else if (++inTime >= window) {
        inTime = 0;
        resize(Math.min(most, window + Math.max(1, window / 8)));
      }
      release();
    }

    private void resize(int next) {
      if (next > window) {
        release(next - window);
      } else if (next < window) {
        reducePermits(window - next);
      }
      window = next;
    }
  }
}
