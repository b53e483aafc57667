package io.numroute.schemas;

import io.numroute.schemas.avro.LogHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** Reads the log id of a commands topic from the first record of each partition. */
public final class LogIds {
  private static final Duration POLL = Duration.ofMillis(500);

  private LogIds() {}

  /**
   * The id of the log that is in {@code topic} now, the same in every partition.
   *
   * @param clientSettings of any Kafka client: how to reach the cluster
   * @throws TopicException when the topic is missing, not begun, cut off at its beginning, or
   *     patched together from several logs
   */
  public static LogId read(
      Map<String, Object> clientSettings, AvroFraming framing, String topic, Duration timeout) {
    Deadline deadline = Deadline.in(timeout);
    Map<String, Object> settings = hasty(new KafkaSettings(clientSettings));
    try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
      List<TopicPartition> partitions = new ArrayList<>();
      consumer
          .partitionsFor(topic, deadline.left())
          .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
      if (partitions.isEmpty()) {
        throw new TopicException(topic, "does not exist");
      }
      return read(consumer, framing, partitions, deadline);
    }
  }

  /**
   * For a consumer of a few records: what waits for more is answered at once, so that closing it
   * does not wait either.
   */
  static Map<String, Object> hasty(KafkaSettings kafka) {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
    return settings;
  }

  /**
   * The id in the record at offset 0 of a partition.
   *
   * @throws TopicException when the record is no log header of its topic
   */
  public static LogId of(ConsumerRecord<byte[], byte[]> first, AvroFraming framing) {
    String topic = first.topic();
    try {
      if (first.offset() == 0
          && framing.decode(first.value()) instanceof LogHeader header
          && header.getTopic().equals(topic)) {
        return LogId.parse(header.getLogId());
      }
    } catch (BadRecordException | IllegalArgumentException e) {
      throw new TopicException(topic, "does not begin with a log header: " + e.getMessage(), e);
    }
    throw new TopicException(topic, "does not begin with a log header of its own");
  }

  static LogId read(
      Consumer<byte[], byte[]> consumer,
      AvroFraming framing,
      TopicPartition partition,
      Deadline deadline) {
    return read(consumer, framing, List.of(partition), deadline);
  }

  static LogId read(
      Consumer<byte[], byte[]> consumer,
      AvroFraming framing,
      List<TopicPartition> partitions,
      Deadline deadline) {
    String topic = partitions.get(0).topic();
    Map<TopicPartition, LogId> ids = new HashMap<>();
    consumer.assign(partitions);
    partitions.forEach(partition -> consumer.seek(partition, 0));
    try {
      while (ids.size() < partitions.size()) {
        if (deadline.passed()) {
          throw new TopicException(topic, "has partitions without a first record");
        }
        Collection<TopicPartition> read = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(deadline.atMost(POLL))) {
          TopicPartition partition = new TopicPartition(topic, message.partition());
          if (!ids.containsKey(partition)) {
            ids.put(partition, of(message, framing));
            read.add(partition);
          }
        }
        consumer.pause(read);
      }
    } catch (OffsetOutOfRangeException e) {
      throw new TopicException(topic, "its beginning is gone", e);
    } finally {
      consumer.unsubscribe();
    }
    LogId id = ids.values().iterator().next();
    if (ids.values().stream().anyMatch(other -> !other.equals(id))) {
      throw new TopicException(topic, "its partitions belong to different logs");
    }
    return id;
  }
}
