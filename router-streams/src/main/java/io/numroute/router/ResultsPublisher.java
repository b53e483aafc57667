package io.numroute.router;

import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.FactFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.CommandResult;
import io.numroute.schemas.avro.FactKind;
import io.numroute.schemas.avro.NumberFact;
import io.numroute.schemas.avro.ResultStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Tells what became of each number command, from the topic of facts, to the partition of {@code
 * numroute.results} that has the number of the command's own.
 *
 * <p>The routers share the partitions as a consumer group. An offset is committed when the results
 * up to it are acknowledged, so none is missing; a crash repeats those of some {@link
 * #COMMIT_EVERY}. With the offset it notes the newest command told of: a fact of an older command,
 * from a router that did not know it had lost the partition, is no news.
 */
final class ResultsPublisher extends PublisherLoop {
  private static final String GROUP = "numroute-results";
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration COMMIT_EVERY = Duration.ofMillis(100);
  private static final long IDLE_COMMIT_NS = Duration.ofSeconds(10).toNanos();

  private final AvroFraming framing;
  private final UUID log;
  private final Map<TopicPartition, Progress> progress = new HashMap<>();
  private long committedAtNs;
  private boolean told;

  /** Where this publisher is in one partition. */
  private static final class Progress {
    long next;
    long toldOf;
    boolean moved;

    Progress(long next, long toldOf) {
      this.next = next;
      this.toldOf = toldOf;
    }
  }

  ResultsPublisher(KafkaSettings kafka, AvroFraming framing, String logId, String routerId) {
    super("results", kafka, GROUP, routerId);
    this.framing = framing;
    log = UUID.fromString(logId);
  }

  @Override
  void begin(Consumer<byte[], byte[]> consumer) {
    progress.clear();
    told = false;
    committedAtNs = System.nanoTime();
    consumer.subscribe(List.of(TopicCatalogue.NUMBER_FACTS), new Assignments(consumer));
  }

  @Override
  void step(Consumer<byte[], byte[]> consumer) {
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(told ? COMMIT_EVERY : POLL);
    } catch (OffsetOutOfRangeException e) {
      consumer.seekToBeginning(e.partitions());
      return;
    }
    for (ConsumerRecord<byte[], byte[]> message : records) {
      TopicPartition partition = new TopicPartition(message.topic(), message.partition());
      Progress at = progress.computeIfAbsent(partition, p -> new Progress(0, -1));
      told |= tell(message, at);
      at.next = message.offset() + 1;
      at.moved = true;
    }
    if (ManyAtATime.are(records.count())) {
      ManyAtATime.awaitMore();
    } else if (told) {
      flush();
    }
    long sinceNs = System.nanoTime() - committedAtNs;
    if (sinceNs > (told ? COMMIT_EVERY.toNanos() : IDLE_COMMIT_NS)) {
      commit(consumer);
    }
  }

  private boolean tell(ConsumerRecord<byte[], byte[]> message, Progress at) {
    NumberFact fact = read(message.value());
    if (fact == null
        || fact.getCommandPartition() != message.partition()
        || fact.getCommandOffset() <= at.toldOf
        || !fact.getCommandLog().equals(log.toString())) {
      return false;
    }
    boolean refused = fact.getKind() == FactKind.REFUSED;
    if (!refused && fact.getKind() != FactKind.ASSIGNED && fact.getKind() != FactKind.WITHDRAWN) {
      return false;
    }
    at.toldOf = fact.getCommandOffset();
    CommandResult result = new CommandResult();
    result.setLog(fact.getCommandLog());
    result.setPartition(fact.getCommandPartition());
    result.setOffset(fact.getCommandOffset());
    result.setEntity(fact.getNumber());
    result.setStatus(refused ? ResultStatus.REFUSED : ResultStatus.ACCEPTED);
    result.setCode(fact.getRefusalCode());
    result.setDetail(fact.getRefusalDetail());
    result.setDirectoryVersion(fact.getDirectoryVersion());
    CommandId id = new CommandId(log, message.partition(), fact.getCommandOffset());
    send(message.partition(), id, framing.encode(result));
    return true;
  }

  private @Nullable NumberFact read(byte @Nullable [] value) {
    try {
      return FactFraming.decode(framing, value);
    } catch (BadRecordException e) {
      return null;
    }
  }

  private void commit(Consumer<byte[], byte[]> consumer) {
    flush();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    progress.forEach(
        (partition, at) -> {
          if (at.moved) {
            offsets.put(partition, new OffsetAndMetadata(at.next, Long.toString(at.toldOf)));
          }
        });
    if (!offsets.isEmpty()) {
      consumer.commitSync(offsets);
      progress.values().forEach(at -> at.moved = false);
    }
    told = false;
    committedAtNs = System.nanoTime();
  }

  private final class Assignments implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> consumer;

    Assignments(Consumer<byte[], byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      consumer
          .committed(new HashSet<>(partitions))
          .forEach(
              (partition, committed) -> {
                if (committed == null) {
                  progress.put(partition, new Progress(0, -1));
                  consumer.seekToBeginning(List.of(partition));
                } else {
                  progress.put(
                      partition, new Progress(committed.offset(), toldOf(committed.metadata())));
                  consumer.seek(partition, committed);
                }
              });
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      commit(consumer);
      partitions.forEach(progress::remove);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      partitions.forEach(progress::remove);
    }

    private long toldOf(String metadata) {
      try {
        return Long.parseLong(metadata);
      } catch (NumberFormatException e) {
        return -1;
      }
    }
  }
}
