package io.numroute.ingest;

import io.numroute.hop.Routers;
import io.numroute.replica.Asked;
import io.numroute.replica.DirectoryFollower;
import io.numroute.replica.NumberCommands;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.NumberFact;
import io.numroute.routing.NumberRules;
import io.numroute.routing.RouteQuery;
import io.numroute.routing.Verdict;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.LogId;
import io.numroute.schemas.LogIds;
import io.numroute.schemas.NumberPartitions;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.CommandResult;
import io.numroute.schemas.avro.ResultStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * A router without Streams or disk, for these tests alone: decides every number command of the real
 * topics in order, publishes results, and knows the facts.
 */
final class TestRouter implements Routers {
  private final AvroFraming framing;
  private final int partitions;
  private final DirectoryFollower directory;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final LogId numberLog;
  private final Map<Long, NumberFact> facts = new ConcurrentHashMap<>();
  private final Map<Integer, Long> decided = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::run, "test-router");
  private volatile boolean paused;
  private volatile boolean closed;

  TestRouter(KafkaSettings kafka, AvroFraming framing, int partitions) {
    this.framing = framing;
    this.partitions = partitions;
    producer = new KafkaProducer<>(kafka.producer());
    directory =
        new DirectoryFollower(
            kafka,
            framing,
            List.of((id, entity, verdict, version) -> publish(id, entity, verdict, version, true)),
            (message, reason) -> {});
    directory.start();
    numberLog =
        LogIds.read(
            kafka.common(), framing, TopicCatalogue.NUMBER_COMMANDS, Duration.ofSeconds(20));
    consumer = new KafkaConsumer<>(kafka.consumer());
    thread.start();
  }

  /** Lets commands lie until {@code false}. */
  void pause(boolean paused) {
    this.paused = paused;
  }

  private void run() {
    List<TopicPartition> all =
        IntStream.range(0, partitions)
            .mapToObj(i -> new TopicPartition(TopicCatalogue.NUMBER_COMMANDS, i))
            .toList();
    consumer.assign(all);
    all.forEach(place -> consumer.seek(place, 0));
    try (consumer) {
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(100))) {
          while (paused && !closed) {
            LockSupport.parkNanos(1_000_000);
          }
          decide(message);
        }
      }
    } catch (WakeupException e) {
      // closed
    }
  }

  private void decide(ConsumerRecord<byte[], byte[]> message) {
    try {
      if (framing.decode(message.value())
          instanceof io.numroute.schemas.avro.NumberCommand received) {
        Asked<NumberCommand> asked =
            NumberCommands.toDomain(received, message.topic(), message.key());
        while (!closed
            && !directory.awaitOffset(received.getDirectoryEnd(), Duration.ofSeconds(1))) {
          // as long as it takes
        }
        long digits = asked.command().number().digits();
        long directoryVersion = directory.current().version();
        NumberRules.Applied applied =
            NumberRules.apply(
                directory.current(),
                facts.get(digits),
                new io.numroute.routing.Origin(
                    message.offset(), asked.actor(), message.timestamp()),
                asked.command(),
                asked.precondition());
        if (applied.fact() != null) {
          facts.put(digits, applied.fact());
        }
        decided.put(message.partition(), message.offset());
        publish(
            new CommandId(numberLog.value(), message.partition(), message.offset()),
            received.getNumber(),
            applied.verdict(),
            directoryVersion,
            false);
      }
    } catch (BadRecordException e) {
      // somebody else's matter
    }
  }

  private void publish(
      CommandId id, String entity, Verdict verdict, long directoryVersion, boolean ofDirectory) {
    Verdict.Refused refused = verdict instanceof Verdict.Refused r ? r : null;
    CommandResult result =
        new CommandResult(
            id.log().toString(),
            id.partition(),
            id.offset(),
            entity,
            refused == null ? ResultStatus.ACCEPTED : ResultStatus.REFUSED,
            refused == null ? null : refused.code().code(),
            refused == null ? null : refused.detail(),
            directoryVersion);
    producer.send(
        new ProducerRecord<>(
            TopicCatalogue.RESULTS,
            ofDirectory ? partitions : id.partition(),
            id.toString().getBytes(StandardCharsets.UTF_8),
            framing.encode(result)));
  }

  @Override
  public void lookup(
      RouteQuery query, boolean explain, long deadlineNs, Callback<Answered> callback) {
    callback.unavailable(Unavailable.NO_ROUTER);
  }

  @Override
  public void fact(long digits, long deadlineNs, Callback<KnownFact> callback) {
    String key = "+" + io.numroute.routing.Digits.toString(digits);
    int partition = NumberPartitions.of(key, partitions);
    long until = decided.getOrDefault(partition, -1L);
    callback.answered(
        new KnownFact(
            facts.get(digits),
            new Evidence(
                directory.logId(), numberLog.toString(), partition, until, "test", 0, false)));
  }

  @Override
  public void whatIf(RouteQuery query, byte[] overlay, long deadlineNs, Callback<WhatIf> callback) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean ready() {
    return true;
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    directory.close();
    producer.close(Duration.ofSeconds(1));
  }
}
