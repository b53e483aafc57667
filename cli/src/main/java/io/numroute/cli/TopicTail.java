package io.numroute.cli;

import io.numroute.cli.terminal.Failure;
import io.numroute.schemas.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The end of a topic, read without a group: nothing is committed, nobody is disturbed. One thread.
 */
final class TopicTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int PATIENCE_MS = 10_000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  TopicTail(KafkaSettings kafka, String topic) {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    this.consumer = new KafkaConsumer<>(settings);
    try {
      this.partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw Failure.notFound("Kafka at " + kafka.bootstrapServers() + " has no topic " + topic);
      }
      consumer.assign(partitions);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /**
   * Gives the newest records that are there now: by time when they are few enough to be sorted,
   * otherwise each partition's in order.
   */
  void newest(int limit, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    boolean all = limit == Integer.MAX_VALUE;
    for (TopicPartition partition : partitions) {
      long begin = begins.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, 0L);
      consumer.seek(partition, all ? begin : Math.max(begin, end - limit));
    }
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    while (behind(ends)) {
      for (ConsumerRecord<byte[], byte[]> next : consumer.poll(POLL)) {
        TopicPartition partition = new TopicPartition(next.topic(), next.partition());
        if (next.offset() >= ends.getOrDefault(partition, 0L)) {
          continue;
        } else if (all) {
          reader.accept(next);
        } else {
          found.add(next);
        }
      }
    }
    ends.forEach(consumer::seek);
    found.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
    found.subList(Math.max(0, found.size() - limit), found.size()).forEach(reader);
  }

  /** Gives what comes after that, until the process is ended. */
  void follow(Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    while (!Thread.currentThread().isInterrupted()) {
      consumer.poll(POLL).forEach(reader);
    }
  }

  private boolean behind(Map<TopicPartition, Long> ends) {
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      if (consumer.position(end.getKey()) < end.getValue()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
