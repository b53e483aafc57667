package io.numroute.router;

import io.numroute.routing.NumberFact;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this router knows of one partition of the numbers, and how well. Lookups read it; a store of
 * Kafka Streams writes it while a task is attached.
 *
 * <p>It outlives the task: when the task goes (a restart, a rebalance), lookups go on from what was
 * acknowledged, and {@link #ageMs} grows, until a task is attached again or {@link #closeTable}
 * ends it. Readers may be any threads; the writers' methods are called by the task's thread, but
 * for {@link #acknowledged} and {@link #sendFailed}, which the producer's thread calls.
 */
final class PartitionReplica {
  private static final long NEVER = Long.MIN_VALUE;

  private final int partition;
  private final String logId;
  private final RocksMemory memory;
  private volatile @Nullable NumberTable table;
  private volatile Overlay overlay = new Overlay();
  private volatile boolean attached;
  private volatile boolean deciding;
  private Overlay.@Nullable Entry expected;
  private volatile long decidedThrough = -1;
  private volatile long knownUntilMs = NEVER;
  private volatile long detachedAtNs;
  private long newestPut = -1;

  PartitionReplica(int partition, String logId, RocksMemory memory) {
    this.partition = partition;
    this.logId = logId;
    this.memory = memory;
  }

  int partition() {
    return partition;
  }

  // ---- for lookups

  /**
   * The fact of that number as the topic has it, or null when there is none. Called once per
   * lookup; allocates the fact and nothing else.
   */
  @Nullable NumberFact fact(long digits) throws ReplicaGoneException {
    NumberTable open = table;
    if (open == null) {
      throw ReplicaGoneException.INSTANCE;
    }
    byte[] packed = overlay.acknowledged(digits);
    return packed != null ? PackedFact.unpack(packed, packed.length) : stored(open, digits);
  }

  /** Offset of the newest command whose outcome the topic has; -1 before the first. */
  long decidedThrough() {
    return decidedThrough;
  }

  /**
   * Upper bound on how old the state is: every command that Kafka appended longer ago than this is
   * decided here. {@link Long#MAX_VALUE} when nothing is known.
   */
  long ageMs(long nowMs) {
    long known = knownUntilMs;
    return known == NEVER ? Long.MAX_VALUE : Math.max(0, nowMs - known);
  }

  boolean isReadable() {
    return table != null;
  }

  boolean isAttached() {
    return attached;
  }

  /** Whether the active task is here and has restored everything. */
  boolean isDeciding() {
    return deciding;
  }

  // ---- for the task

  /** A task begins with the table in {@code directory}; whether that was empty. */
  synchronized boolean attach(Path directory) {
    NumberTable open = table;
    if (open != null && (open.isDamaged() || !open.isIn(directory))) {
      table = null;
      open.close();
      open = null;
    }
    overlay = new Overlay();
    if (open == null) {
      open = NumberTable.open(directory, logId, memory);
      table = open;
    }
    newestPut = open.decidedThrough();
    decidedThrough = open.decidedThrough();
    knownUntilMs = decidedThrough < 0 ? NEVER : open.knownUntilMs();
    attached = true;
    return open.decidedThrough() < 0;
  }

  /** The task has restored everything and decides from now on. */
  void decide() {
    deciding = true;
  }

  /** The task is about to put this, so that the store need not decode what was just encoded. */
  void expect(Overlay.Entry entry) {
    expected = entry;
  }

  /** What the task said of the very array that it now puts, or null. */
  Overlay.@Nullable Entry expected(byte[] sent) {
    Overlay.Entry entry = expected;
    expected = null;
    return entry != null && entry.sent == sent ? entry : null;
  }

  /** The task puts a fact, a refusal or a watermark; older ones than known are ignored. */
  void put(Overlay.Entry entry) throws ReplicaGoneException {
    NumberTable open = table;
    if (open == null || open.isDamaged()) {
      throw ReplicaGoneException.INSTANCE;
    }
    if (entry.decided < newestPut || (entry.decided == newestPut && entry.packed != null)) {
      throw new IllegalStateException("command " + entry.decided + " was decided before");
    }
    newestPut = entry.decided;
    overlay.put(entry);
  }

  /** What the task itself put last for that number, acknowledged or not. */
  @Nullable NumberFact newest(long digits) throws ReplicaGoneException {
    NumberTable open = table;
    if (open == null) {
      throw ReplicaGoneException.INSTANCE;
    }
    byte[] packed = overlay.newest(digits);
    return packed != null ? PackedFact.unpack(packed, packed.length) : stored(open, digits);
  }

  /** Offset of the newest command that the task put an outcome of. */
  long newestPut() {
    return newestPut;
  }

  /** Records that the topic had; those of commands already known are ignored. */
  void restore(List<Overlay.Entry> records) throws ReplicaGoneException {
    NumberTable open = table;
    if (open == null || open.isDamaged()) {
      throw ReplicaGoneException.INSTANCE;
    }
    long decided = open.decidedThrough();
    long known = open.knownUntilMs();
    List<Overlay.Entry> fresh = new ArrayList<>(records.size());
    for (Overlay.Entry record : records) {
      boolean watermark = record.packed == null;
      if (record.decided > decided || (watermark && record.decided == decided)) {
        fresh.add(record);
        decided = record.decided;
        known = Math.max(known, record.knownUntilMs);
      }
    }
    open.write(fresh, decided, known);
    newestPut = decided;
    raise(decided, known);
  }

  /** The topic has this value; by the producer's thread, in order. */
  synchronized void acknowledged(byte[] value) {
    Overlay.Entry entry = overlay.acknowledge(value);
    if (entry != null) {
      raise(entry.decided, entry.knownUntilMs);
    }
  }

  /** The topic may not have got what was put; by the producer's thread. */
  void sendFailed() {
    overlay.fail();
  }

  /** Brings what is acknowledged to disk. */
  void flush() throws ReplicaGoneException {
    NumberTable open = table;
    if (open != null) {
      synchronized (this) {
        writeAcknowledged(open);
      }
      open.flush();
    }
  }

  /** The task is gone. What it put and the topic never acknowledged is forgotten. */
  synchronized void detach(long nowNs) {
    NumberTable open = table;
    if (open != null) {
      try {
        writeAcknowledged(open);
      } catch (ReplicaGoneException e) {
        // Damaged: readers learn it for themselves, and the next attach begins anew.
      }
      decidedThrough = open.decidedThrough();
    }
    overlay = new Overlay();
    attached = false;
    deciding = false;
    detachedAtNs = nowNs;
  }

  /** Closes the table of a replica that lost its task at least {@code graceNs} ago. */
  synchronized boolean closeTable(long nowNs, long graceNs) {
    NumberTable open = table;
    if (open == null || attached || nowNs - detachedAtNs < graceNs) {
      return false;
    }
    table = null;
    knownUntilMs = NEVER;
    open.close();
    return true;
  }

  long approximateCount() {
    NumberTable open = table;
    return open == null ? 0 : open.approximateCount() + overlay.size();
  }

  private static @Nullable NumberFact stored(NumberTable open, long digits)
      throws ReplicaGoneException {
    NumberTable.Buffers found = open.get(digits);
    return found == null ? null : PackedFact.unpack(found.bytes, found.length);
  }

  private void writeAcknowledged(NumberTable open) throws ReplicaGoneException {
    Overlay current = overlay;
    List<Overlay.Entry> entries = current.takeAcknowledged();
    if (!entries.isEmpty()) {
      Overlay.Entry last = entries.get(entries.size() - 1);
      long known = open.knownUntilMs();
      for (Overlay.Entry entry : entries) {
        known = Math.max(known, entry.knownUntilMs);
      }
      open.write(entries, last.decided, known);
      current.forget(entries);
    }
  }

  private void raise(long decided, long known) {
    if (decided > decidedThrough) {
      decidedThrough = decided;
    }
    if (known > knownUntilMs) {
      knownUntilMs = known;
    }
  }
}
