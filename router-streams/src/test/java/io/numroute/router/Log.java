package io.numroute.router;

import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** A topic of our records, read from its beginning by a plain consumer. */
final class Log implements AutoCloseable {
  private final Consumer<byte[], byte[]> consumer;
  private final List<SpecificRecord> all = new ArrayList<>();
  private final Map<Integer, List<SpecificRecord>> byPartition = new TreeMap<>();
  private final List<TopicPartition> partitions;

  Log(String bootstrapServers, String topic) {
    consumer = new KafkaConsumer<>(KafkaSettings.of(bootstrapServers).consumer());
    partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  List<SpecificRecord> in(int partition) {
    return byPartition.getOrDefault(partition, List.of());
  }

  /** Everything read, as soon as {@code enough} says so. */
  List<SpecificRecord> until(Duration atMost, Predicate<List<SpecificRecord>> enough) {
    Await.until(
        "enough records",
        atMost,
        () -> {
          poll();
          return enough.test(all);
        });
    return all;
  }

  /** Everything that is in the topic now. */
  List<SpecificRecord> toEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
      poll();
    }
    return all;
  }

  private void poll() {
    for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(50))) {
      try {
        SpecificRecord decoded = AvroFraming.singleObject().decode(message.value());
        all.add(decoded);
        byPartition.computeIfAbsent(message.partition(), p -> new ArrayList<>()).add(decoded);
      } catch (BadRecordException e) {
        throw new AssertionError(message.toString(), e);
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
