package io.numroute.cli.bench;

import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts records on topics by their end offsets: exact where the topic is fresh, not compacted and
 * written without transactions, as the answers are. One thread.
 */
final class AnswerCount implements AutoCloseable {
  /**
   * Kafka holds a fetch back until there is that much to fetch, or for {@link #HELD_BACK_MS}: who
   * waits is woken by what comes, but not by each record, which would be work in what is measured.
   */
  private static final int WORTH_A_FETCH_BYTES = 1 << 16;

  private static final int HELD_BACK_MS = 20;

  private final Consumer<byte[], byte[]> consumer;
  private final TopicCatalogue topics;

  AnswerCount(KafkaSettings kafka, TopicCatalogue topics) {
    this(new KafkaConsumer<>(settings(kafka)), topics);
  }

  AnswerCount(Consumer<byte[], byte[]> consumer, TopicCatalogue topics) {
    this.consumer = consumer;
    this.topics = topics;
  }

  private static Map<String, Object> settings(KafkaSettings kafka) {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, WORTH_A_FETCH_BYTES);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, HELD_BACK_MS);
    return settings;
  }

  /** Waits until the topic has that many, or the time is up; returns how many it has. */
  long await(String topic, long expected, Duration timeout) {
    try {
      return await(partitions(topic), expected, System.nanoTime() + timeout.toNanos());
    } catch (KafkaException e) {
      throw new IllegalStateException("cannot read the end of " + topic, e);
    }
  }

  private long await(List<TopicPartition> partitions, long expected, long giveUpNs) {
    consumer.assign(partitions);
    while (true) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long found = ends.values().stream().mapToLong(Long::longValue).sum();
      Duration left = Duration.ofNanos(giveUpNs - System.nanoTime());
      if (found >= expected || left.isNegative()) {
        return found;
      }
      // From there on, so that nothing is read but what comes while it waits.
      ends.forEach(consumer::seek);
      consumer.poll(left);
    }
  }

  private List<TopicPartition> partitions(String topic) {
    int partitions =
        topics.topics().stream()
            .filter(spec -> spec.name().equals(topic))
            .findFirst()
            .orElseThrow()
            .partitions();
    return IntStream.range(0, partitions)
        .mapToObj(partition -> new TopicPartition(topic, partition))
        .toList();
  }

  @Override
  public void close() {
    consumer.close();
  }

  /**
   * Whether every answer is on the topic, once.
   *
   * @param answered responses that the node gave
   * @param onTopic answer records
   * @param notOk responses of any server with another status than 200
   */
  record Verdict(long answered, long onTopic, long notOk) {
    boolean good() {
      return answered == onTopic && notOk == 0;
    }

    String sentence() {
      String counts =
          String.format(
              Locale.ROOT,
              "%,d answers by the node, %,d answer records on the topic",
              answered,
              onTopic);
      if (good()) {
        return counts + ".";
      }
      return counts
          + (answered == onTopic ? "" : ": NOT THE SAME")
          + (notOk == 0
              ? "."
              : String.format(Locale.ROOT, ";%n%,d responses were not 200.", notOk));
    }
  }
}
