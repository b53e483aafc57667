package io.numroute.ingest;

import io.numroute.schemas.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads single records by their place, with one consumer for all: calls take turns. For questions
 * about the past, a few round trips each. Any of Kafka's exceptions may come out.
 */
final class LogReader implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int FETCH_BYTES = 16 * 1024;

  private final KafkaConsumer<byte[], byte[]> consumer;

  LogReader(KafkaSettings kafka) {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    // What is read is there. A fetch that waits at the end would hold up the next read.
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 0);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "numroute-ingest-reader");
    consumer = new KafkaConsumer<>(settings);
  }

  /** Offset of the first record that is kept. */
  synchronized long begin(TopicPartition place) {
    return consumer.beginningOffsets(List.of(place), TIMEOUT).getOrDefault(place, 0L);
  }

  /** Offset after the last record. */
  synchronized long end(TopicPartition place) {
    return consumer.endOffsets(List.of(place), TIMEOUT).getOrDefault(place, 0L);
  }

  /** The first record at {@code offset} or after it and before {@code end}, or null. */
  synchronized @Nullable ConsumerRecord<byte[], byte[]> read(
      TopicPartition place, long offset, long end) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    consumer.assign(List.of(place));
    consumer.seek(place, offset);
    try {
      while (consumer.position(place, TIMEOUT) < end) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new TimeoutException("no record from " + place + " in time");
        }
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofNanos(left))) {
          return message.offset() < end ? message : null;
        }
      }
    } catch (OffsetOutOfRangeException e) {
      return null;
    }
    return null;
  }

  /** The record at exactly that offset, or null. */
  synchronized @Nullable ConsumerRecord<byte[], byte[]> at(TopicPartition place, long offset) {
    long end = end(place);
    ConsumerRecord<byte[], byte[]> message = offset < end ? read(place, offset, end) : null;
    return message != null && message.offset() == offset ? message : null;
  }

  @Override
  public synchronized void close() {
    consumer.close();
  }
}
