package io.numroute.router;

import java.util.concurrent.atomic.AtomicLong;

/**
 * All partitions of the numbers as this router may hold them, one {@link PartitionReplica} each,
 * and how well its clients to Kafka serve them. It outlives the Kafka Streams instances that write
 * it.
 */
final class Replicas implements AutoCloseable {
  private final PartitionReplica[] partitions;
  private final RocksMemory memory;
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicLong notUnderstood = new AtomicLong();

  /**
   * @param logId of the number commands
   * @param memoryBytes see {@link RocksMemory}
   */
  Replicas(int count, String logId, long memoryBytes) {
    memory = new RocksMemory(memoryBytes);
    partitions = new PartitionReplica[count];
    for (int i = 0; i < count; i++) {
      partitions[i] = new PartitionReplica(i, logId, memory);
    }
  }

  int count() {
    return partitions.length;
  }

  PartitionReplica partition(int partition) {
    return partitions[partition];
  }

  /** Records of the topic of facts that could not be understood in a restore. */
  long skipped() {
    return skipped.get();
  }

  void countSkipped() {
    skipped.incrementAndGet();
  }

  /** Facts that a later version wrote and this one does not understand, met in a restore. */
  long notUnderstood() {
    return notUnderstood.get();
  }

  void countNotUnderstood() {
    notUnderstood.incrementAndGet();
  }

  /** Closes the tables of partitions that moved away at least {@code graceNs} ago. */
  void closeAbandoned(long nowNs, long graceNs) {
    for (PartitionReplica replica : partitions) {
      replica.closeTable(nowNs, graceNs);
    }
  }

  /** When Kafka Streams has ended. */
  @Override
  public void close() {
    for (PartitionReplica replica : partitions) {
      replica.detach(System.nanoTime());
      replica.closeTable(System.nanoTime(), Long.MIN_VALUE);
    }
    memory.close();
  }
}
