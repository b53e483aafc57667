package io.numroute.router;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The facts of one partition in a RocksDB of their own: number to {@link PackedFact}, and how far
 * the commands behind them go. Everything in it was acknowledged by the topic of facts.
 *
 * <p>Nothing is written ahead: after a crash the table is what was flushed last, facts and {@link
 * #decidedThrough} together, and the topic gives the rest again. Any thread may read; one writes.
 * Reading a closed table is safe and throws {@link ReplicaGoneException}.
 */
final class NumberTable implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NumberTable.class);

  private static final byte[] META_KEY = {0};

  /**
   * Of what is in the table; one of another format is begun anew. To be raised when {@link
   * PackedFact} changes, and when this version understands more than the last: what is kept as not
   * understood is then read again from the topic.
   */
  private static final byte META_FORMAT = 2;

  private static final String DAMAGED = "DAMAGED";

  /** As lists of files and threads allow; the data are bounded by {@link RocksMemory}. */
  private static final int BACKGROUND_JOBS = 2;

  private static final int BLOCK_BYTES = 16 << 10;
  private static final long MEMTABLE_BYTES = 16 << 20;
  private static final int BLOOM_BITS = 10;

  private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

  private final Path directory;
  private final String logId;
  private final Options options;
  private final BloomFilter bloom;
  private final ReadOptions reads = new ReadOptions();
  private final WriteOptions writes = new WriteOptions().setDisableWAL(true);
  private final RocksDB db;
  private final ReaderGate gate = new ReaderGate();
  private volatile boolean damaged;
  private long decidedThrough = -1;
  private long knownUntilMs;

  private NumberTable(Path directory, String logId, RocksMemory memory) throws RocksDBException {
    this.directory = directory;
    this.logId = logId;
    bloom = new BloomFilter(BLOOM_BITS);
    BlockBasedTableConfig blocks =
        new BlockBasedTableConfig()
            .setBlockCache(memory.blockCache)
            .setBlockSize(BLOCK_BYTES)
            .setFilterPolicy(bloom)
            .setIndexType(IndexType.kBinarySearch)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    options =
        new Options()
            .setCreateIfMissing(true)
            .setTableFormatConfig(blocks)
            .setOptimizeFiltersForHits(false)
            .setWriteBufferManager(memory.writeBuffers)
            .setWriteBufferSize(MEMTABLE_BYTES)
            .setLevelCompactionDynamicLevelBytes(true)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setBottommostCompressionType(CompressionType.LZ4_COMPRESSION)
            .setMaxBackgroundJobs(BACKGROUND_JOBS)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(2);
    try {
      db = RocksDB.open(options, directory.toString());
    } catch (RocksDBException e) {
      closeOptions();
      throw e;
    }
  }

  /**
   * The table in {@code directory}. One that is damaged, of another format, or holds the facts of
   * another log of commands, is deleted and begun anew; {@link #decidedThrough} then is -1.
   */
  static NumberTable open(Path directory, String logId, RocksMemory memory) {
    try {
      Files.createDirectories(directory);
      if (Files.exists(directory.resolve(DAMAGED))) {
        wipe(directory, "a read found it damaged");
      }
      try {
        NumberTable table = new NumberTable(directory, logId, memory);
        if (table.readMeta()) {
          return table;
        }
        table.close();
        wipe(directory, "it belongs to another log or version");
      } catch (RocksDBException e) {
        if (isNotTheData(e)) {
          throw new IllegalStateException("cannot open " + directory, e);
        }
        wipe(directory, String.valueOf(e.getMessage()));
      }
      return new NumberTable(directory, logId, memory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open " + directory, e);
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot open " + directory, e);
    }
  }

  /** Offset of the newest command behind what is in the table; -1 when it is empty. */
  long decidedThrough() {
    return decidedThrough;
  }

  /** Every command appended before this instant is behind it; epoch milliseconds. */
  long knownUntilMs() {
    return knownUntilMs;
  }

  /** Whether a read met bytes that are not what was written. The next opening begins anew. */
  boolean isDamaged() {
    return damaged;
  }

  /** Whether the files are still where they were when it was opened. */
  boolean isIn(Path where) {
    return !gate.isShut() && directory.equals(where) && Files.exists(where.resolve("CURRENT"));
  }

  /**
   * The packed fact of that number, or null; {@link Buffers#length} bytes, valid until this
   * thread's next call. Called once per lookup; allocates nothing.
   */
  @Nullable Buffers get(long digits) throws ReplicaGoneException {
    int ticket = gate.enter();
    if (ticket < 0) {
      throw ReplicaGoneException.INSTANCE;
    }
    try {
      Buffers buffers = BUFFERS.get();
      Keys.write(digits, buffers.key, 0);
      buffers.length = db.get(reads, buffers.key, buffers.bytes);
      return buffers.length == RocksDB.NOT_FOUND ? null : buffers;
    } catch (RocksDBException e) {
      throw failed(e);
    } finally {
      gate.leave(ticket);
    }
  }

  /** Adds facts, all or nothing, with how far the commands behind them go. */
  void write(List<Overlay.Entry> entries, long decidedThrough, long knownUntilMs)
      throws ReplicaGoneException {
    int ticket = gate.enter();
    if (ticket < 0) {
      throw ReplicaGoneException.INSTANCE;
    }
    try (WriteBatch batch = new WriteBatch()) {
      byte[] key = new byte[Long.BYTES];
      for (Overlay.Entry entry : entries) {
        if (entry.packed != null) {
          Keys.write(entry.digits, key, 0);
          batch.put(key, entry.packed);
        }
      }
      batch.put(META_KEY, meta(decidedThrough, knownUntilMs));
      db.write(writes, batch);
      this.decidedThrough = decidedThrough;
      this.knownUntilMs = knownUntilMs;
    } catch (RocksDBException e) {
      throw failed(e);
    } finally {
      gate.leave(ticket);
    }
  }

  /** Brings everything written to disk. */
  void flush() throws ReplicaGoneException {
    int ticket = gate.enter();
    if (ticket < 0) {
      throw ReplicaGoneException.INSTANCE;
    }
    try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
      db.flush(flush);
    } catch (RocksDBException e) {
      throw failed(e);
    } finally {
      gate.leave(ticket);
    }
  }

  /** About how many numbers it holds. */
  long approximateCount() {
    int ticket = gate.enter();
    if (ticket < 0) {
      return 0;
    }
    try {
      return Math.max(0, db.getLongProperty("rocksdb.estimate-num-keys") - 1);
    } catch (RocksDBException e) {
      return 0;
    } finally {
      gate.leave(ticket);
    }
  }

  /** Waits for readers that are inside. Idempotent. */
  @Override
  public synchronized void close() {
    if (gate.isShut()) {
      return;
    }
    gate.shut();
    db.close();
    closeOptions();
  }

  private void closeOptions() {
    reads.close();
    writes.close();
    options.close();
    bloom.close();
  }

  private ReplicaGoneException failed(RocksDBException e) {
    if (!damaged && !isNotTheData(e)) {
      damaged = true;
      LOG.error("{} is damaged: {}", directory, e.getMessage());
      try {
        Files.writeString(directory.resolve(DAMAGED), String.valueOf(e.getMessage()));
      } catch (IOException cannotMark) {
        LOG.error("cannot mark {} as damaged", directory, cannotMark);
      }
    } else {
      LOG.warn("{}: {}", directory, e.getMessage());
    }
    return ReplicaGoneException.INSTANCE;
  }

  /** Whether something about the machine is wrong rather than the bytes of the table. */
  private static boolean isNotTheData(RocksDBException e) {
    Status status = e.getStatus();
    String message = String.valueOf(e.getMessage());
    return message.contains("lock file")
        || message.contains("lock hold")
        || message.contains("Too many open files")
        || message.contains("Permission denied")
        || (status != null && status.getSubCode() == Status.SubCode.NoSpace);
  }

  private byte[] meta(long decidedThrough, long knownUntilMs) {
    byte[] log = logId.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(1 + 2 * Long.BYTES + log.length)
        .put(META_FORMAT)
        .putLong(decidedThrough)
        .putLong(knownUntilMs)
        .put(log)
        .array();
  }

  /** Whether the table is empty or of our log. */
  private boolean readMeta() throws RocksDBException {
    byte[] stored;
    try {
      stored = db.get(META_KEY);
    } catch (RocksDBException e) {
      close();
      throw e;
    }
    if (stored == null) {
      return true;
    }
    int start = 1 + 2 * Long.BYTES;
    if (stored.length < start
        || stored[0] != META_FORMAT
        || !Arrays.equals(
            stored,
            start,
            stored.length,
            logId.getBytes(StandardCharsets.US_ASCII),
            0,
            logId.length())) {
      return false;
    }
    ByteBuffer meta = ByteBuffer.wrap(stored, 1, 2 * Long.BYTES);
    decidedThrough = meta.getLong();
    knownUntilMs = meta.getLong();
    return true;
  }

  private static void wipe(Path directory, String why) throws IOException {
    LOG.warn("deleting {} to restore it from its topic: {}", directory, why);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(directory)) {
          Files.delete(file);
        }
      }
    } catch (NoSuchFileException e) {
      LOG.debug("already gone", e);
    }
  }

  /** One thread's key and value. */
  static final class Buffers {
    final byte[] key = new byte[Long.BYTES];
    final byte[] bytes = new byte[PackedFact.MAX_BYTES];
    int length;
  }
}
