package io.numroute.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.numroute.schemas.TopicCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** An ISP with a Kafka client of its own: writes to its inbox and reads its outbox. */
final class InboxClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String isp;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, JsonNode> answers = new HashMap<>();
  private final List<String> order = new ArrayList<>();

  InboxClient(String isp, Map<String, Object> client) {
    this.isp = isp;
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> places =
        IntStream.range(0, TopicCatalogue.INBOX_PARTITIONS)
            .mapToObj(i -> new TopicPartition(TopicCatalogue.OUTBOX_PREFIX + isp, i))
            .toList();
    consumer.assign(places);
    consumer.seekToBeginning(places);
  }

  Future<RecordMetadata> write(int partition, String json) {
    return write(partition, json.replace('\'', '"').getBytes(UTF_8), Map.of());
  }

  Future<RecordMetadata> write(
      int partition, byte @Nullable [] value, Map<String, String> headers) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(TopicCatalogue.INBOX_PREFIX + isp, partition, null, value);
    headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
    return producer.send(record);
  }

  /**
   * Reads on in the outbox. One place may be answered again, but never differently.
   *
   * @return how many places are answered
   */
  int read() {
    for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(20))) {
      try {
        JsonNode answer = JSON.readTree(message.value());
        String place = new String(message.key(), UTF_8);
        JsonNode before = answers.put(place, answer);
        boolean right =
            answer.path("inbox").asText().equals(place)
                && place.startsWith(message.partition() + ":")
                && (before == null || before.equals(answer));
        if (!right) {
          throw new AssertionError(before + " became " + answer);
        } else if (before == null) {
          order.add(place);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return answers.size();
  }

  /** The answer to a record, when it comes. */
  JsonNode answer(Future<RecordMetadata> written) throws Exception {
    RecordMetadata place = written.get();
    String key = place.partition() + ":" + place.offset();
    IngestFleet.await(
        "answer to " + key,
        () -> {
          if (!answers.containsKey(key)) {
            read();
          }
          return answers.containsKey(key);
        });
    return Objects.requireNonNull(answers.get(key));
  }

  /** How many answers the outbox has. */
  long told() {
    return consumer.endOffsets(consumer.assignment()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /** Places in the order in which they were answered first. */
  List<String> order() {
    return order;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
    consumer.close();
  }
}
