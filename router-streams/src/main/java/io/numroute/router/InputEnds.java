package io.numroute.router;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the consumer of the number commands knows of each partition's end, told to the processor and
 * to the watch over zombies. Written by a Streams thread after each poll.
 *
 * <p>Kafka's consumer learns the end with each fetch, so "at the end" is as old as one fetch can
 * wait; the watermark that states it is acknowledged by the brokers after it, so it never outlives
 * the connection to them.
 */
final class InputEnds {
  private final AtomicLongArray lastPolled;
  private final AtomicLongArray endSeen;
  private final AtomicLongArray seenAtMs;
  private final AtomicLongArray lastPollNs;

  InputEnds(int partitions) {
    lastPolled = new AtomicLongArray(partitions);
    endSeen = new AtomicLongArray(partitions);
    seenAtMs = new AtomicLongArray(partitions);
    lastPollNs = new AtomicLongArray(partitions);
    for (int i = 0; i < partitions; i++) {
      forget(i);
    }
  }

  /** A new assignment: nothing is known. */
  void forget(int partition) {
    lastPolled.set(partition, -1);
    endSeen.set(partition, -1);
    seenAtMs.set(partition, Long.MIN_VALUE);
    lastPollNs.set(partition, 0);
  }

  void polled(int partition, long lastOffset) {
    lastPolled.set(partition, lastOffset);
  }

  /** A poll that began at {@code atMs} left no record of the partition unread below {@code end}. */
  void atEnd(int partition, long end, long atMs) {
    endSeen.set(partition, end);
    seenAtMs.set(partition, atMs);
  }

  void pollEnded(int partition, long nowNs) {
    lastPollNs.set(partition, nowNs);
  }

  /**
   * How long ago the group last gave this partition's records to us; 0 when nobody polls, as in a
   * test. Counts while the process is stopped.
   */
  long sincePollNs(int partition, long nowNs) {
    long last = lastPollNs.get(partition);
    return last == 0 ? 0 : nowNs - last;
  }

  /**
   * When the partition was last known to hold nothing undecided, given that every record up to
   * {@code decided} is done; MIN_VALUE when it may.
   */
  long knownUntilMs(int partition, long decided) {
    return decided >= lastPolled.get(partition) ? seenAtMs.get(partition) : Long.MIN_VALUE;
  }

  /** The offset after the last record seen when the end was last seen; -1 when it was not. */
  long endSeen(int partition) {
    return endSeen.get(partition);
  }
}
