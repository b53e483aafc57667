package io.numroute.schemas;

import io.numroute.schemas.avro.LogHeader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Begins commands logs: writes the first record of each empty partition.
 *
 * <p>Several processes may do so at once. What stands at offset 0 of partition 0 decides the log
 * id, whoever wrote it; only then do the other partitions get theirs, with that id. A header that
 * came second is just a record that readers pass over.
 */
final class LogHeaders {
  /** Key of every header. */
  static final String KEY = "log";

  private final AvroFraming framing;
  private final KafkaSettings kafka;
  private final Deadline deadline;

  LogHeaders(AvroFraming framing, KafkaSettings kafka, Deadline deadline) {
    this.framing = framing;
    this.kafka = kafka;
    this.deadline = deadline;
  }

  void begin(List<TopicSpec> logs) {
    try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(LogIds.hasty(kafka))) {
      for (TopicSpec log : logs) {
        begin(log, consumer);
      }
    }
  }

  private void begin(TopicSpec log, Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < log.partitions(); i++) {
      partitions.add(new TopicPartition(log.name(), i));
    }
    List<TopicPartition> empty = empty(partitions, consumer);
    if (empty.contains(partitions.get(0))) {
      write(List.of(partitions.get(0)), new LogId(UUID.randomUUID()));
    }
    if (!empty.isEmpty()) {
      LogId id = LogIds.read(consumer, framing, partitions.get(0), deadline);
      write(empty.stream().filter(p -> p.partition() != 0).toList(), id);
    }
    LogIds.read(consumer, framing, partitions, deadline);
  }

  private List<TopicPartition> empty(
      List<TopicPartition> partitions, Consumer<byte[], byte[]> consumer) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, deadline.left());
    return partitions.stream().filter(p -> ends.getOrDefault(p, 0L) == 0).toList();
  }

  private void write(List<TopicPartition> partitions, LogId id) {
    if (partitions.isEmpty()) {
      return;
    }
    Map<String, Object> settings = kafka.producer();
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, deadline.leftMs());
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
      for (TopicPartition partition : partitions) {
        LogHeader header = new LogHeader(partition.topic(), id.toString(), Instant.now());
        ProducerRecord<byte[], byte[]> first =
            new ProducerRecord<>(
                partition.topic(),
                partition.partition(),
                KEY.getBytes(StandardCharsets.UTF_8),
                framing.encode(header));
        send(producer, first);
      }
    }
  }

  private void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> message) {
    try {
      producer.send(message).get(deadline.leftMs(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new TopicException(message.topic(), "its log header cannot be written: " + e, e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
