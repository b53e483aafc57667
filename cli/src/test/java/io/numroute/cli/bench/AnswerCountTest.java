package io.numroute.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numroute.schemas.TopicCatalogue;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AnswerCountTest {
  private static final String TOPIC = TopicCatalogue.ANSWERS;
  private static final TopicCatalogue TOPICS = new TopicCatalogue(4, (short) 1, 1);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("none");
  private final AnswerCount count = new AnswerCount(kafka, TOPICS);

  @Test
  void whatIsThereIsCountedOverAllPartitions() {
    ends(3);
    assertThat(count.await(TOPIC, 3L * partitions(), LONG)).isEqualTo(3L * partitions());
  }

  @Test
  void whatComesWhileItWaitsIsCounted() {
    ends(0);
    kafka.schedulePollTask(() -> ends(1));
    kafka.schedulePollTask(() -> ends(2));
    assertThat(count.await(TOPIC, 2L * partitions(), LONG)).isEqualTo(2L * partitions());
  }

  @Test
  void itWaitsAtTheEndAndReadsNothingThatIsThere() {
    ends(5);
    kafka.schedulePollTask(
        () -> {
          assertThat(kafka.position(new TopicPartition(TOPIC, 0))).isEqualTo(5);
          ends(6);
        });
    assertThat(count.await(TOPIC, 6L * partitions(), LONG)).isEqualTo(6L * partitions());
  }

  @Test
  void whenTheTimeIsUpItSaysHowManyThereAre() {
    ends(1);
    assertThat(count.await(TOPIC, Long.MAX_VALUE, Duration.ofMillis(5))).isEqualTo(partitions());
  }

  @Test
  void aKafkaThatIsGoneIsSaidWithTheTopic() {
    ends(1);
    kafka.setOffsetsException(new KafkaException("gone"));
    assertThatThrownBy(() -> count.await(TOPIC, 1, LONG))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(TOPIC);
  }

  private static int partitions() {
    return TOPICS.topics().stream()
        .filter(topic -> topic.name().equals(TOPIC))
        .findFirst()
        .orElseThrow()
        .partitions();
  }

  private void ends(long end) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (int partition = 0; partition < partitions(); partition++) {
      ends.put(new TopicPartition(TOPIC, partition), end);
    }
    kafka.updateEndOffsets(ends);
  }
}
