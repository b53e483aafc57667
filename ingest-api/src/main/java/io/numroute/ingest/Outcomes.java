package io.numroute.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The newest outcomes of each partition of a commands topic, and who waits for which. Older ones
 * are in the results topic: {@link ResultSearch}.
 *
 * <p>Outcomes of a partition come in the order of its commands, perhaps repeated. So when a later
 * one comes, an earlier command that is still waited for has none (a record that was no command, or
 * an outcome that this process missed): its waiter gets an empty answer and must not wait for ever.
 *
 * <p>Thread-safe. Futures complete on the thread that brings the outcome; what hangs on them must
 * be short.
 */
final class Outcomes {
  private final Lane[] lanes;

  /**
   * @param kept how many outcomes of each partition are remembered, a power of two
   */
  Outcomes(int partitions, int kept) {
    if (Integer.bitCount(kept) != 1) {
      throw new IllegalArgumentException("kept must be a power of two");
    }
    lanes = new Lane[partitions];
    for (int i = 0; i < partitions; i++) {
      lanes[i] = new Lane(kept);
    }
  }

  int partitions() {
    return lanes.length;
  }

  void decided(int partition, long offset, Outcome outcome) {
    List<Runnable> done = new ArrayList<>(1);
    lanes[partition].decided(offset, outcome, done);
    done.forEach(Runnable::run);
  }

  /** The outcome if it is among those remembered, or null. */
  @Nullable Outcome known(int partition, long offset) {
    return lanes[partition].known(offset);
  }

  /** Offset of the newest command whose outcome was seen; -1 before the first. */
  long newest(int partition) {
    return lanes[partition].newest();
  }

  /** The outcome when it comes; empty when it has passed unseen. */
  CompletableFuture<Optional<Outcome>> whenDecided(int partition, long offset) {
    return lanes[partition].whenDecided(offset);
  }

  private static final class Lane {
    private final Outcome[] ring;
    private final long[] offsets;
    private final TreeMap<Long, CompletableFuture<Optional<Outcome>>> waiting = new TreeMap<>();
    private long newest = -1;

    Lane(int kept) {
      ring = new Outcome[kept];
      offsets = new long[kept];
    }

    synchronized void decided(long offset, Outcome outcome, List<Runnable> done) {
      int slot = slot(offset);
      if (ring[slot] == null || offsets[slot] <= offset) {
        ring[slot] = outcome;
        offsets[slot] = offset;
      }
      newest = Math.max(newest, offset);
      while (!waiting.isEmpty() && waiting.firstKey() <= offset) {
        Map.Entry<Long, CompletableFuture<Optional<Outcome>>> first = waiting.pollFirstEntry();
        Optional<Outcome> answer =
            first.getKey() == offset
                ? Optional.of(outcome)
                : Optional.ofNullable(known(first.getKey()));
        done.add(() -> first.getValue().complete(answer));
      }
    }

    synchronized CompletableFuture<Optional<Outcome>> whenDecided(long offset) {
      if (offset <= newest) {
        return CompletableFuture.completedFuture(Optional.ofNullable(known(offset)));
      }
      return waiting.computeIfAbsent(offset, o -> new CompletableFuture<>());
    }

    synchronized @Nullable Outcome known(long offset) {
      int slot = slot(offset);
      return offsets[slot] == offset ? ring[slot] : null;
    }

    synchronized long newest() {
      return newest;
    }

    private int slot(long offset) {
      return (int) offset & (ring.length - 1);
    }
  }
}
