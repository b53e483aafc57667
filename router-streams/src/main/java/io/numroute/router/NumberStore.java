package io.numroute.router;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.FailureReason;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The number store as Kafka Streams sees it: keys as {@link Keys} says, values framed NumberFact
 * records. It passes what it is given to the {@link PartitionReplica} of its partition, which
 * outlives it.
 *
 * <p>Written by {@link #put} and by restores alone; the processor and lookups read the replica,
 * which {@link ReplicaQuery} finds. Streams may close it and init it again.
 */
final class NumberStore implements KeyValueStore<Bytes, byte[]> {
  /** What Streams calls the file with the offset that a restore continues from (4.2). */
  private static final String CHECKPOINT = ".checkpoint";

  private final String name;
  private final Replicas replicas;
  private final FactRecords records;
  private final boolean awaitsAcknowledgements;
  private @Nullable PartitionReplica replica;

  /**
   * @param awaitsAcknowledgements false when no producer reports them, as in a TopologyTestDriver:
   *     then a put counts as acknowledged
   */
  NumberStore(String name, Replicas replicas, FactRecords records, boolean awaitsAcknowledgements) {
    this.name = name;
    this.replicas = replicas;
    this.records = records;
    this.awaitsAcknowledgements = awaitsAcknowledgements;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    Path taskDirectory = context.stateDir().toPath();
    PartitionReplica mine = replicas.partition(context.taskId().partition());
    if (mine.attach(taskDirectory.resolve("rocksdb").resolve(name))) {
      restoreFromTheBeginning(taskDirectory);
    }
    replica = mine;
    context.register(root, (BatchingStateRestoreCallback) this::restore);
  }

  /** An empty table needs every record, whatever an older checkpoint beside it says. */
  private static void restoreFromTheBeginning(Path taskDirectory) {
    try {
      Files.deleteIfExists(taskDirectory.resolve(CHECKPOINT));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot restore " + taskDirectory, e);
    }
  }

  private void restore(Collection<KeyValue<byte[], byte[]>> batch) {
    List<Overlay.Entry> entries = new ArrayList<>(batch.size());
    for (KeyValue<byte[], byte[]> record : batch) {
      Overlay.Entry entry = records.read(record.key, record.value);
      if (entry == null) {
        replicas.countSkipped();
      } else {
        if (entry.packed != null && PackedFact.isNotUnderstood(entry.packed)) {
          replicas.countNotUnderstood();
        }
        entries.add(entry);
      }
    }
    try {
      attached().restore(entries);
    } catch (ReplicaGoneException e) {
      throw new ProcessorStateException("cannot restore " + name, e);
    }
  }

  @Override
  public void put(Bytes key, byte[] value) {
    Overlay.Entry entry = attached().expected(value);
    if (entry == null) {
      entry = records.read(key.get(), value);
      if (entry == null) {
        throw new IllegalArgumentException("not a fact of ours");
      }
    } else {
      assert entry.saysTheSameAs(records.read(key.get(), value)) : "said otherwise than written";
    }
    try {
      attached().put(entry);
    } catch (ReplicaGoneException e) {
      throw new ProcessorStateException("cannot write " + name, e);
    }
    if (!awaitsAcknowledgements) {
      attached().acknowledged(value);
    }
  }

  /**
   * Called before Streams notes how far a restore may skip: what is acknowledged is on disk then.
   */
  @Override
  @Deprecated
  public void flush() {
    PartitionReplica mine = replica;
    if (mine != null) {
      try {
        mine.flush();
      } catch (ReplicaGoneException e) {
        throw new ProcessorStateException("cannot flush " + name, e);
      }
    }
  }

  @Override
  public void close() {
    PartitionReplica mine = replica;
    if (mine != null) {
      replica = null;
      mine.detach(System.nanoTime());
    }
  }

  @Override
  public boolean persistent() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return replica != null;
  }

  /** Not kept: versions are offsets of commands. */
  @Override
  public Position getPosition() {
    return Position.emptyPosition();
  }

  @Override
  @SuppressWarnings("unchecked")
  public <R> QueryResult<R> query(Query<R> query, PositionBound bound, QueryConfig config) {
    PartitionReplica mine = replica;
    if (!(query instanceof ReplicaQuery)) {
      return QueryResult.forUnknownQueryType(query, this);
    } else if (mine == null) {
      return QueryResult.forFailure(FailureReason.NOT_PRESENT, "closed");
    }
    return (QueryResult<R>) QueryResult.forResult(mine);
  }

  @Override
  public long approximateNumEntries() {
    PartitionReplica mine = replica;
    return mine == null ? 0 : mine.approximateCount();
  }

  @Override
  public byte[] get(Bytes key) {
    throw readElsewhere();
  }

  @Override
  public byte[] putIfAbsent(Bytes key, byte[] value) {
    throw readElsewhere();
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    entries.forEach(e -> put(e.key, e.value));
  }

  @Override
  public byte[] delete(Bytes key) {
    throw new UnsupportedOperationException("facts are never deleted: a withdrawal is a fact");
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    throw readElsewhere();
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    throw readElsewhere();
  }

  private PartitionReplica attached() {
    PartitionReplica mine = replica;
    if (mine == null) {
      throw new IllegalStateException(name + " is closed");
    }
    return mine;
  }

  private static UnsupportedOperationException readElsewhere() {
    return new UnsupportedOperationException("read the PartitionReplica");
  }
}
