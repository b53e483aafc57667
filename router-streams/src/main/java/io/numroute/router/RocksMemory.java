package io.numroute.router;

import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The native memory of all number tables of one process: one block cache, which also pays for the
 * memtables. However many partitions a router holds, it stays within this.
 *
 * <p>Must outlive every {@link NumberTable} opened with it.
 */
final class RocksMemory implements AutoCloseable {
  static {
    RocksDB.loadLibrary();
  }

  private static final int SHARD_BITS = 4;
  private static final double INDEX_AND_FILTER_SHARE = 0.3;

  final Cache blockCache;
  final WriteBufferManager writeBuffers;

  /**
   * @param bytes of blocks, indexes, filters and memtables together; a quarter at most goes to
   *     memtables
   */
  RocksMemory(long bytes) {
    blockCache = new LRUCache(bytes, SHARD_BITS, false, INDEX_AND_FILTER_SHARE);
    writeBuffers = new WriteBufferManager(bytes / 4, blockCache);
  }

  @Override
  public void close() {
    writeBuffers.close();
    blockCache.close();
  }
}
