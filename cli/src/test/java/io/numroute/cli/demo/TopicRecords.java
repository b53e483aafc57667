package io.numroute.cli.demo;

import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A foreign client's view of a topic: Kafka's own consumer with nothing of ours but the decoder.
 */
final class TopicRecords {
  private static final Duration POLL = Duration.ofMillis(200);

  private TopicRecords() {}

  /**
   * Reads a topic from its beginning to its end and on until {@code enough} holds, then what comes
   * within a poll or two more; gives up after a minute.
   */
  static <T extends SpecificRecord> List<T> read(
      String bootstrapServers, String topic, Class<T> type, Predicate<List<T>> enough) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "auto.offset.reset",
            "earliest",
            "key.deserializer",
            ByteArrayDeserializer.class,
            "value.deserializer",
            ByteArrayDeserializer.class);
    List<T> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long endNs = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      int after = 0;
      while (System.nanoTime() < endNs && after < 5) {
        for (ConsumerRecord<byte[], byte[]> next : consumer.poll(POLL)) {
          SpecificRecord message = decoded(next);
          if (type.isInstance(message)) {
            records.add(type.cast(message));
          }
        }
        after = atEnd(consumer) && enough.test(records) ? after + 1 : 0;
      }
    }
    return records;
  }

  private static boolean atEnd(KafkaConsumer<byte[], byte[]> consumer) {
    return consumer.endOffsets(consumer.assignment()).entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private static SpecificRecord decoded(ConsumerRecord<byte[], byte[]> found) {
    try {
      return AvroFraming.singleObject().decode(found.value());
    } catch (BadRecordException e) {
      throw new AssertionError("a record that cannot be read at " + found.offset(), e);
    }
  }
}
