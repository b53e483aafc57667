package io.numroute.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.audit.AnswerLogCheck;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic of answers, read as a foreign consumer does. */
final class AnswerLog {
  private AnswerLog() {}

  /**
   * Everything from the beginning until one answer is the one waited for; the log must be sound.
   * The answers of one edge are in its order, so nothing of that edge from before is missing.
   */
  static List<Answer> readUntil(String bootstrapServers, Predicate<Answer> last) throws Exception {
    List<Answer> answers = new ArrayList<>();
    AnswerLogCheck check = new AnswerLogCheck();
    AvroFraming framing = AvroFraming.singleObject();
    boolean found = false;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(
          consumer.partitionsFor(TopicCatalogue.ANSWERS).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList());
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (!found && System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
          Answer answer = (Answer) framing.decode(message.value());
          check.add(answer, message.value());
          answers.add(answer);
          found |= last.test(answer);
        }
      }
    }
    assertThat(found).as("the answer waited for is on the log").isTrue();
    assertThat(check.findings()).allMatch(AnswerLogCheck.Finding::sound);
    return answers;
  }
}
