package io.numroute.cli.bench;

import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts records on topics by their end offsets: exact where the topic is fresh, not compacted and
 * written without transactions, as the answers are.
 */
final class AnswerCount implements AutoCloseable {
  private static final long POLL_MS = 20;

  private final Admin admin;
  private final TopicCatalogue topics;

  AnswerCount(KafkaSettings kafka, TopicCatalogue topics) {
    this.admin = Admin.create(kafka.admin());
    this.topics = topics;
  }

  /** Sum of the end offsets of a topic's partitions. */
  long records(String topic) throws InterruptedException {
    int partitions =
        topics.topics().stream()
            .filter(spec -> spec.name().equals(topic))
            .findFirst()
            .orElseThrow()
            .partitions();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    try {
      return admin.listOffsets(ends).all().get().values().stream()
          .mapToLong(ListOffsetsResultInfo::offset)
          .sum();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot read the end of " + topic, e.getCause());
    }
  }

  /** Waits until the topic has that many, or the time is up; returns how many it has. */
  long await(String topic, long expected, Duration timeout) throws InterruptedException {
    long giveUpNs = System.nanoTime() + timeout.toNanos();
    long found = records(topic);
    while (found < expected && System.nanoTime() - giveUpNs < 0) {
      Thread.sleep(POLL_MS);
      found = records(topic);
    }
    return found;
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
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
