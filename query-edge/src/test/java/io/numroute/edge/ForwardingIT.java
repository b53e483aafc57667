package io.numroute.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.broker.EmbeddedBroker;
import io.numroute.edge.journal.AnswerChain;
import io.numroute.edge.journal.JournalSettings;
import io.numroute.edge.journal.JournalSettings.Fsync;
import io.numroute.http.ApiKeys;
import io.numroute.http.Caller;
import io.numroute.http.Role;
import io.numroute.routing.IspId;
import io.numroute.routing.Proof;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers on their way to a real broker: exact, also over a crash, and while the broker is away.
 */
class ForwardingIT {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ApiKeys KEYS =
      (ascii, from, to) -> Caller.of(new IspId("acme"), Role.OPERATOR, Proof.apiKey("k1"));

  @TempDir Path directory;

  private Edge open(EmbeddedBroker broker, Duration closeTimeout) throws Exception {
    return Edge.start(
        EdgeConfig.at("edge-1", "127.0.0.1", 0, directory.resolve("journal"))
            .withCloseTimeout(closeTimeout)
            .withJournal(
                new JournalSettings(directory.resolve("journal"), 64 << 10, 8 << 20, Fsync.NONE)),
        new FakeRouters(),
        KEYS,
        () -> true,
        DefaultCountries.none(),
        KafkaSettings.of(broker.bootstrapServers()),
        AvroFraming.singleObject());
  }

  /** Asks, and returns the ids of what was answered. */
  private static List<String> ask(Edge edge, int times) throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      String body =
          CLIENT
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + edge.port() + "/v1/routes/4420" + i))
                      .header("Authorization", "Bearer k")
                      .build(),
                  BodyHandlers.ofString())
              .body();
      assertThat(body).contains("\"primary\"");
      ids.add(body.substring(12, body.indexOf('"', 12)));
    }
    return ids;
  }

  private static List<ConsumerRecord<byte[], byte[]>> readAll(EmbeddedBroker broker) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(KafkaSettings.of(broker.bootstrapServers()).consumer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      consumer
          .partitionsFor(TopicCatalogue.ANSWERS)
          .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long expected =
          consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
      while (records.size() < expected) {
        consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
      }
    }
    return records;
  }

  /** Checks sequences and chains of every epoch; the ids of all answers, in order. */
  private static List<String> verified(List<ConsumerRecord<byte[], byte[]>> records)
      throws Exception {
    Map<Long, AnswerChain> chains = new HashMap<>();
    Map<Long, Long> next = new HashMap<>();
    List<String> ids = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      assertThat(record.key()).isEqualTo("edge-1".getBytes(StandardCharsets.UTF_8));
      Answer answer = (Answer) AvroFraming.singleObject().decode(record.value());
      long sequence = next.getOrDefault(answer.getEpoch(), 0L);
      if (answer.getSequence() < sequence) {
        assertThat(answer.getPossibleDuplicate()).isTrue();
        continue;
      }
      assertThat(answer.getSequence()).isEqualTo(sequence);
      AnswerChain chain = chains.computeIfAbsent(answer.getEpoch(), AnswerChain::start);
      byte[] previous = new byte[AnswerChain.BYTES];
      answer.getPreviousHash().duplicate().get(previous);
      assertThat(previous).isEqualTo(chain.value());
      chain.add(record.value(), record.value().length - AnswerChain.TAIL_BYTES);
      next.put(answer.getEpoch(), sequence + 1);
      ids.add(answer.getQueryId());
    }
    return ids;
  }

  @Test
  void everyAnswerIsOnTheTopic_overRestarts_andWhileTheBrokerIsAway() throws Exception {
    List<String> told = new ArrayList<>();
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"), 0)) {
      new TopicCatalogue(2, (short) 1, 1)
          .ensure(
              KafkaSettings.of(broker.bootstrapServers()),
              AvroFraming.singleObject(),
              Duration.ofSeconds(60));
      Edge edge = open(broker, Duration.ofSeconds(20));
      told.addAll(ask(edge, 300));
      edge.close();
      assertThat(verified(readAll(broker))).isEqualTo(told);
      assertThat(readAll(broker)).hasSize(300);

      // Closed in a hurry: what is not acknowledged stays in the journal.
      edge = open(broker, Duration.ZERO);
      told.addAll(ask(edge, 300));
      edge.close();

      edge = open(broker, Duration.ofSeconds(30));
      told.addAll(ask(edge, 50));
      broker.stop();
      told.addAll(ask(edge, 200));
      assertThat(edge.counts().get("numroute_edge_journal_backlog")).isGreaterThanOrEqualTo(200L);
      broker.start();
      told.addAll(ask(edge, 50));
      edge.close();

      List<String> ids = verified(readAll(broker));
      Set<String> unique = new HashSet<>(ids);
      assertThat(ids).hasSize(unique.size());
      assertThat(ids).containsExactlyInAnyOrderElementsOf(told);
      assertThat(Arrays.asList(directory.resolve("journal").toFile().list()))
          .doesNotContain("000000000000.journal");
    }
  }
}
