package io.numroute.edge.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A crash-safe ordered log of what an edge tells: append is called on I/O threads before an answer
 * leaves, and never blocks on a disk. Package-info has the picture.
 *
 * <p>Appending is one short mutual exclusion and a copy into mapped memory. Everything slow belongs
 * to two threads: the <i>groomer</i> allocates, maps and touches the next segment before it is
 * needed, and the <i>syncer</i> (only with fsync) makes groups of records durable. When the bound
 * is reached, the next segment is not ready, or the disk failed, append says so and keeps nothing.
 *
 * <p>The log is a number of segments with growing file numbers; the forwarder reads them in that
 * order, also those that earlier processes left, and deletes them behind it.
 *
 * <p>Long, because appending, grooming and syncing share one lock.
 */
public final class AnswerJournal implements AutoCloseable {
  /** Refused: the bound on disk is reached, because the forwarder cannot keep up or reach Kafka. */
  public static final long FULL = -1;

  /** Refused: the next segment is not there yet; a moment later it is. */
  public static final long NOT_READY = -2;

  /** Refused: the disk failed. */
  public static final long FAILED = -3;

  /** Refused: the journal is closed. */
  public static final long CLOSED = -4;

  private static final Logger LOG = LoggerFactory.getLogger(AnswerJournal.class);
  private static final int TOUCH_AHEAD = 1 << 20;
  private static final long GROOM_NS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);
  private static final ThreadLocal<CRC32C> CRC = ThreadLocal.withInitial(CRC32C::new);

  private final JournalSettings settings;
  private final String edge;
  private final long epoch;
  private final FileChannel lockFile;
  private final FileLock lock;
  private final Thread groomer;
  private final @Nullable Thread syncer;
  private final Milestones durable = new Milestones();

  /** Every segment that holds records not yet forwarded, by file number. */
  private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();

  private final Object appendLock = new Object();

  // Guarded by appendLock.
  private Segment active;
  private boolean closed;

  /** Sequence of the next record. Written under appendLock. */
  private volatile long nextSequence;

  private volatile @Nullable Segment prepared;
  private volatile boolean full;
  private volatile @Nullable String trouble;
  private volatile boolean failed;
  private volatile boolean stopping;
  private long nextNumber;

  private AnswerJournal(
      JournalSettings settings, String edge, long epoch, FileChannel lockFile, FileLock lock)
      throws IOException {
    this.settings = settings;
    this.edge = edge;
    this.epoch = epoch;
    this.lockFile = lockFile;
    this.lock = lock;
    this.nextNumber = recover();
    this.active = create();
    begin(active);
    this.groomer = new Thread(this::groom, "journal-groomer");
    groomer.setDaemon(true);
    this.syncer = durably() ? new Thread(this::sync, "journal-syncer") : null;
    if (syncer != null) {
      syncer.setDaemon(true);
    }
  }

  /**
   * Opens the journal of {@code edge}: a new epoch, after what earlier ones left.
   *
   * @param epoch random for each process start
   */
  public static AnswerJournal open(JournalSettings settings, String edge, long epoch)
      throws IOException {
    Files.createDirectories(settings.directory());
    FileChannel lockFile =
        FileChannel.open(
            settings.directory().resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    boolean opened = false;
    try {
      AnswerJournal journal =
          new AnswerJournal(settings, edge, epoch, lockFile, lock(lockFile, settings.directory()));
      journal.groomer.start();
      if (journal.syncer != null) {
        journal.syncer.start();
      }
      opened = true;
      return journal;
    } finally {
      if (!opened) {
        lockFile.close();
      }
    }
  }

  private static FileLock lock(FileChannel file, Path directory) throws IOException {
    FileLock lock;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException(
          "edge.journal.dir " + directory + " is in use by another edge; each needs its own");
    }
    return lock;
  }

  /**
   * Keeps one record. Returns its sequence, dense from 0, or one of the negative refusals. Called
   * once per answer on I/O threads; allocates nothing, waits for nothing but other appends.
   */
  public long append(byte[] bytes, int offset, int length) {
    if (length < 1
        || Segment.HEADER_BYTES + Segment.align(Segment.RECORD_HEADER_BYTES + length) + 8
            > settings.segmentBytes()) {
      throw new IllegalArgumentException("a record of " + length + " bytes fits no segment");
    }
    CRC32C crc = CRC.get();
    crc.reset();
    crc.update(bytes, offset, length);
    int bytesCrc = (int) crc.getValue();
    synchronized (appendLock) {
      if (closed) {
        return CLOSED;
      } else if (failed) {
        return FAILED;
      }
      try {
        if (!active.append(nextSequence, bytes, offset, length, bytesCrc)) {
          Segment next = prepared;
          if (next == null) {
            return full ? FULL : trouble != null ? FAILED : NOT_READY;
          }
          begin(next);
          active.seal();
          active = next;
          prepared = null;
          LockSupport.unpark(groomer);
          if (!next.append(nextSequence, bytes, offset, length, bytesCrc)) {
            throw new AssertionError("a record does not fit an empty segment");
          }
        }
      } catch (InternalError e) {
        // What the JVM makes of a SIGBUS: the disk under the mapping is gone.
        fail("the journal's disk failed under a write: " + e.getMessage());
        return FAILED;
      }
      @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
      long sequence = nextSequence++;
      return sequence;
    }
  }

  /**
   * Calls {@code waiter} once the record is as durable as {@code edge.journal.fsync} asks: at once
   * without fsync.
   */
  public void whenDurable(long sequence, long deadlineNs, Milestones.Waiter waiter) {
    if (syncer == null) {
      waiter.arrived(true);
    } else {
      durable.await(sequence, deadlineNs, waiter);
      LockSupport.unpark(syncer);
    }
  }

  /** Whether records are durable only some time after append. */
  public boolean durably() {
    return settings.fsync() == JournalSettings.Fsync.GROUP;
  }

  /** The epoch of this process start. */
  public long epoch() {
    return epoch;
  }

  /** How many records this epoch has. */
  public long records() {
    return nextSequence;
  }

  /** Bytes that the journal's files take. */
  public long bytesOnDisk() {
    long count = segments.size() + (prepared == null ? 0 : 1);
    return count * settings.segmentBytes();
  }

  /** What keeps it from taking the next record, in words; null when it is well. */
  public @Nullable String trouble() {
    String known = trouble;
    if (known != null) {
      return known;
    }
    return full && prepared == null && !roomLeft()
        ? "the journal is full (edge.journal.max.bytes); is Kafka reachable?"
        : null;
  }

  private boolean roomLeft() {
    return bytesOnDisk() + settings.segmentBytes() <= settings.maxBytes();
  }

  /** Takes no more records. What it holds is still there for the forwarder. */
  public void seal() {
    synchronized (appendLock) {
      if (!closed) {
        closed = true;
        active.seal();
      }
    }
  }

  /** Seals and lets the directory go. Called after the forwarder has stopped. */
  @Override
  public void close() throws IOException {
    seal();
    stopping = true;
    LockSupport.unpark(groomer);
    if (syncer != null) {
      LockSupport.unpark(syncer);
    }
    join(groomer);
    join(syncer);
    durable.close();
    Segment spare = prepared;
    if (spare != null) {
      spare.delete();
    }
    if (durably()) {
      for (Segment segment : segments.values()) {
        segment.force();
      }
    }
    // What is left stays mapped until it is collected: only the forwarder, which reads it, unmaps.
    lock.release();
    lockFile.close();
  }

  // For the forwarder.

  Path directory() {
    return settings.directory();
  }

  /** The oldest segment with a file number of at least {@code number}, or null. */
  @Nullable Segment segmentFrom(long number) {
    var entry = segments.ceilingEntry(number);
    return entry == null ? null : entry.getValue();
  }

  /** Whether {@code segment} is of this process start. */
  boolean ours(Segment segment) {
    return segment.epoch() == epoch;
  }

  /** Everything in it is acknowledged and the checkpoint is past it. */
  void forwarded(Segment segment) throws IOException {
    segments.remove(segment.number());
    segment.delete();
    LockSupport.unpark(groomer);
  }

  /** It was read as far as it can be read; what follows is damaged and kept for people. */
  void setAside(Segment segment) throws IOException {
    segments.remove(segment.number());
    segment.setAside();
    LockSupport.unpark(groomer);
  }

  /** Finds what earlier processes left, and the file number after theirs. */
  private long recover() throws IOException {
    long highest = -1;
    List<Path> files;
    try (Stream<Path> list = Files.list(settings.directory())) {
      files = new ArrayList<>(list.filter(f -> Segment.numberOf(f) >= 0).toList());
    }
    for (Path file : files) {
      highest = Math.max(highest, Segment.numberOf(file));
      Segment left = Segment.reopen(file);
      if (left != null) {
        segments.put(left.number(), left);
      } else if (Segment.isBlank(file)) {
        Files.delete(file);
      } else {
        LOG.error("journal file {} has a damaged header; it is set aside", file.getFileName());
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".damaged"),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    // A checkpoint may speak of a file that is gone: numbers are never used twice.
    Checkpoint checkpoint = Checkpoint.read(settings.directory());
    return Math.max(highest, checkpoint == null ? -1 : checkpoint.segment()) + 1;
  }

  private Segment create() throws IOException {
    return Segment.create(settings.directory(), nextNumber++, settings.segmentBytes(), durably());
  }

  private void begin(Segment segment) {
    segment.begin(edge, epoch, nextSequence);
    segments.put(segment.number(), segment);
  }

  private void groom() {
    long retryAtNs = System.nanoTime();
    while (!stopping) {
      long nowNs = System.nanoTime();
      if (prepared == null && nowNs - retryAtNs >= 0 && !failed) {
        full = !roomLeft();
        if (!full) {
          try {
            prepared = create();
            trouble = null;
          } catch (IOException e) {
            trouble = "the journal cannot allocate its next segment: " + e.getMessage();
            LOG.error("{}", trouble);
            retryAtNs = nowNs + RETRY_NS;
          }
        }
      }
      current().touchAhead(TOUCH_AHEAD);
      durable.expire(nowNs);
      LockSupport.parkNanos(this, GROOM_NS);
    }
  }

  private void sync() {
    long done = -1;
    long first = current().number();
    while (!stopping) {
      long upTo = nextSequence - 1;
      if (upTo == done) {
        LockSupport.parkNanos(this, GROOM_NS);
        continue;
      }
      long last = current().number();
      try {
        for (Segment segment : segments.subMap(first, true, last, true).values()) {
          segment.force();
        }
      } catch (RuntimeException | InternalError e) {
        // After a failed fsync nobody knows what is on the disk: no more answers on its word.
        fail("the journal's disk failed an fsync: " + e.getMessage());
        durable.close();
        return;
      }
      first = last;
      done = upTo;
      durable.reach(upTo);
    }
  }

  private Segment current() {
    synchronized (appendLock) {
      return active;
    }
  }

  private void fail(String why) {
    trouble = why;
    failed = true;
    LOG.error("{}", why);
  }

  private static void join(@Nullable Thread thread) {
    boolean interrupted = false;
    while (thread != null && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
