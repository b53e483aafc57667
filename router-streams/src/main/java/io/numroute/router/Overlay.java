package io.numroute.router;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the task has put and the table does not have yet. It keeps RocksDB from writing to disk what
 * the topic of facts may never get.
 *
 * <pre>
 *   put --> awaiting acknowledgement --(the producer, in order)--> acknowledged --(flush)--> table
 *             seen by the task only                                seen by readers
 * </pre>
 *
 * Acknowledgements come in the order of the puts, one for each: facts of a partition go to one
 * partition of the topic, by one producer that sends nothing after a failure. After a failure none
 * is taken any more. Bounded by Streams, which flushes after 10,000 records.
 */
final class Overlay {
  private final ConcurrentHashMap<Long, Entry> newest = new ConcurrentHashMap<>();
  private final ArrayDeque<Entry> awaiting = new ArrayDeque<>();
  private ArrayList<Entry> acknowledged = new ArrayList<>();
  private boolean failed;

  /** One put. Watermarks and refusals have no packed fact: they only say how far decisions go. */
  static final class Entry {
    final long digits;
    final byte @Nullable [] packed;
    final long decided;
    final long knownUntilMs;
    final byte[] sent;
    private volatile boolean visible;
    private @Nullable Entry before;

    /**
     * @param sent the value that goes to the topic, to recognise its acknowledgement
     */
    Entry(long digits, byte @Nullable [] packed, long decided, long knownUntilMs, byte[] sent) {
      this.digits = digits;
      this.packed = packed;
      this.decided = decided;
      this.knownUntilMs = knownUntilMs;
      this.sent = sent;
    }

    /** Whether both mean the same; for assertions. */
    boolean saysTheSameAs(@Nullable Entry other) {
      return other != null
          && digits == other.digits
          && decided == other.decided
          && knownUntilMs == other.knownUntilMs
          && Arrays.equals(packed, other.packed);
    }
  }

  /** By the task. */
  synchronized void put(Entry entry) {
    if (entry.packed != null) {
      entry.before = newest.get(entry.digits);
      newest.put(entry.digits, entry);
    }
    awaiting.add(entry);
  }

  /**
   * The topic has that value. The entry it belongs to, now visible to readers; null when it is of
   * another life of the store.
   */
  synchronized @Nullable Entry acknowledge(byte[] sent) {
    Entry entry = awaiting.peek();
    if (failed || entry == null || (entry.sent != sent && !Arrays.equals(entry.sent, sent))) {
      return null;
    }
    awaiting.remove();
    entry.visible = true;
    acknowledged.add(entry);
    return entry;
  }

  /** The topic may never get what awaits acknowledgement. */
  synchronized void fail() {
    failed = true;
  }

  /** The packed fact of that number as readers may know it, or null. */
  byte @Nullable [] acknowledged(long digits) {
    if (newest.isEmpty()) {
      return null;
    }
    for (Entry entry = newest.get(digits); entry != null; entry = entry.before) {
      if (entry.visible) {
        return entry.packed;
      }
    }
    return null;
  }

  /** The packed fact of that number as the task last put it, or null. */
  byte @Nullable [] newest(long digits) {
    Entry entry = newest.get(digits);
    return entry == null ? null : entry.packed;
  }

  /** Takes the acknowledged entries in order; they stay visible until {@link #forget}. */
  synchronized List<Entry> takeAcknowledged() {
    List<Entry> taken = acknowledged;
    acknowledged = new ArrayList<>();
    return taken;
  }

  /** The table has them now. */
  synchronized void forget(List<Entry> written) {
    for (Entry entry : written) {
      if (entry.packed == null) {
        continue;
      }
      Entry later = newest.get(entry.digits);
      if (later == entry) {
        newest.remove(entry.digits);
      } else {
        while (later != null && later.before != entry) {
          later = later.before;
        }
        if (later != null) {
          later.before = null;
        }
      }
    }
  }

  /** Puts that are not in the table. */
  synchronized int size() {
    return awaiting.size() + acknowledged.size();
  }
}
