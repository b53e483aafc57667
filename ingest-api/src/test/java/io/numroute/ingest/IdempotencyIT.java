package io.numroute.ingest;

import static io.numroute.ingest.IngestFleet.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.ingest.IngestFleet.Answer;
import io.numroute.replica.DirectoryCommands;
import io.numroute.routing.Actor;
import io.numroute.routing.DirectoryCommand.DeleteGateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.Proof;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.LogIds;
import io.numroute.schemas.NumberPartitions;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.DirectoryCommand;
import io.numroute.schemas.avro.IdempotencyClaim;
import io.numroute.schemas.avro.NumberCommand;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Idempotency-Keys at two ingests. An ingest that died is what it has left: records in the topics,
 * written here as it writes them.
 */
@Tag("heavy")
class IdempotencyIT {
  private static final String APPLIED = "?wait=applied";

  private static IngestFleet fleet;
  private static Ingest second;
  private static ExecutorService threads;
  private static KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  static void start() throws Exception {
    fleet = new IngestFleet();
    second = fleet.another();
    threads = Executors.newFixedThreadPool(4);
    producer = new KafkaProducer<>(fleet.kafka.producer());
    fleet.put(fleet.authority(), "/v1/isps/owner" + APPLIED, "{'name':'owner'}");
    fleet.put(fleet.authority(), "/v1/blocks/4471" + APPLIED, "{'holder':'owner'}");
  }

  @AfterAll
  static void stop() {
    producer.close();
    threads.shutdownNow();
    second.close();
    fleet.close();
  }

  @Test
  void aKeyThatComesToTwoIngestsAtOnceIsWorkedOnOnce() throws Exception {
    String isp = fleet.newIsp("race");
    for (int round = 0; round < 25; round++) {
      String path = "/v1/gateways/race/gw" + round;
      String key = "race-" + round;
      List<Answer> answers = atOnce(isp, key, path);
      assertThat(answers).allMatch(answer -> answer.status() == 202 || answer.status() == 409);
      assertThat(answers).anyMatch(answer -> answer.status() == 202);
      String id = put(fleet.port(), isp, key, path).text("commandId");
      assertThat(put(second.port(), isp, key, path).text("commandId")).isEqualTo(id);
      for (Answer answer : answers) {
        assertThat(answer.status() == 202 ? answer.text("commandId") : id).isEqualTo(id);
        assertThat(answer.status() == 409 ? answer.problem() : "idempotency-key-in-use")
            .isEqualTo("idempotency-key-in-use");
      }
    }
    List<ConsumerRecord<byte[], byte[]>> commands = all(placeOf("gateway/race/gw0"));
    for (int round = 0; round < 25; round++) {
      assertThat(requests("gateway/race/gw" + round, commands)).hasSize(1);
    }
  }

  @Test
  void whatWasAnsweredIsAnsweredAgainElsewhereAndAfterARestart() throws Exception {
    String isp = fleet.newIsp("again");
    String other = fleet.newIsp("other");
    String key = "canary-key-in-clear";
    Answer first = put(fleet.port(), isp, key, "/v1/numbers/+4471900" + APPLIED, number("again"));
    assertThat(first.status()).as("%s", first.json()).isEqualTo(409);
    assertThat(first.text("code")).isEqualTo("not-in-own-block");
    assertThat(put(second.port(), other, key, "/v1/gateways/other/gw").status())
        .as("another tenant's key of that name is another")
        .isEqualTo(202);
    assertThat(put(second.port(), isp, key, "/v1/numbers/+4471901" + APPLIED, number("again")))
        .satisfies(reused -> assertThat(reused.status()).isEqualTo(422))
        .satisfies(reused -> assertThat(reused.problem()).isEqualTo("idempotency-key-reused"));

    second.close();
    second = fleet.another();
    fleet.restartIngest();
    for (int port : List.of(fleet.port(), second.port())) {
      Answer again = put(port, isp, key, "/v1/numbers/+4471900" + APPLIED, number("again"));
      assertThat(again.status()).isEqualTo(409);
      assertThat(again.json()).isEqualTo(first.json());
    }
    for (ConsumerRecord<byte[], byte[]> message : all(IdempotencyFollower.PLACE)) {
      assertThat(new String(message.value(), StandardCharsets.ISO_8859_1)).doesNotContain("canary");
    }
  }

  @Test
  void whatCameToNoCommandIsTriedAgain() throws Exception {
    String isp = fleet.newIsp("clumsy");
    String path = "/v1/gateways/clumsy/gw";
    assertThat(put(fleet.port(), isp, "k", path, "{\"hots\":\"192.0.2.1\"}").status())
        .isEqualTo(400);
    assertThat(put(second.port(), isp, "k", "/v1/gateways/race/gw0").status()).isEqualTo(403);
    assertThat(put(second.port(), isp, "k", path).status()).isEqualTo(202);
    assertThat(put(fleet.port(), isp, "x".repeat(256), path).status()).isEqualTo(400);
  }

  @Test
  void anIngestThatDiedBeforeItsCommandIsReplacedWhenItsLeaseIsOver() throws Exception {
    String isp = fleet.newIsp("before");
    String path = "/v1/numbers/+4471555123";
    String fact = number("before");
    UUID log = numberLog();
    int partition = NumberPartitions.of("+4471555123", IngestFleet.PARTITIONS);
    byte[] fingerprint = Writes.fingerprint("PUT", path + "?null", null, null, fact.getBytes());
    UUID held = claim("isp:before", "held", fingerprint, Duration.ofSeconds(20), log, partition, 1);
    UUID dead = claim("isp:before", "dead", fingerprint, Duration.ofSeconds(1), log, partition, 1);

    List<Answer> answers = new ArrayList<>();
    await(
        "taken over",
        () -> {
          answers.addAll(atOnce(isp, "dead", path, fact));
          return answers.get(answers.size() - 1).status() != 409;
        });
    assertThat(answers.get(0).status()).isEqualTo(409);
    assertThat(answers.get(0).response().headers().firstValue("Retry-After")).hasValue("1");
    assertThat(requests("+4471555123")).containsExactly("key:" + dead);
    String id = put(fleet.port(), isp, "dead", path, fact).text("commandId");
    assertThat(put(second.port(), isp, "dead", path, fact).text("commandId")).isEqualTo(id);
    assertThat(put(second.port(), isp, "held", path, fact).status()).isEqualTo(409);
    assertThat(requests("+4471555123")).doesNotContain("key:" + held);
  }

  @Test
  void anIngestThatDiedAfterItsCommandIsAnsweredForWithIt() throws Exception {
    String isp = fleet.newIsp("after");
    String path = "/v1/gateways/after/gw";
    fleet.put(isp, path + APPLIED, "{'host':'192.0.2.1'}");
    UUID log =
        LogIds.read(
                fleet.kafka.common(),
                fleet.framing,
                TopicCatalogue.DIRECTORY_COMMANDS,
                Duration.ofSeconds(20))
            .value();
    byte[] fingerprint =
        Writes.fingerprint("DELETE", path + "?wait=applied", null, null, new byte[0]);
    UUID dead = claim("isp:after", "dead", fingerprint, Duration.ofSeconds(1), log, 0, 1);
    DirectoryCommand command =
        DirectoryCommands.toAvro(
            new DeleteGateway(new GatewayId(new IspId("after"), "gw")),
            Actor.isp(new IspId("after")),
            Proof.apiKey("k"),
            Instant.now());
    command.setRequest("key:" + dead);
    long offset = send(TopicCatalogue.DIRECTORY_COMMANDS, 0, "gateway/after/gw", command);

    List<Answer> answers = new ArrayList<>();
    await(
        "taken over",
        () -> {
          try {
            answers.add(
                fleet.send(
                    isp,
                    request(second.port(), path + APPLIED)
                        .header("Idempotency-Key", "dead")
                        .DELETE()));
          } catch (Exception e) {
            throw new AssertionError(e);
          }
          return answers.get(answers.size() - 1).status() != 409;
        });
    Answer answer = answers.get(answers.size() - 1);
    assertThat(answers.get(0).problem()).isEqualTo("idempotency-key-in-use");
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
    assertThat(answer.text("commandId")).isEqualTo(new CommandId(log, 0, offset).toString());
    assertThat(requests("gateway/after/gw")).containsExactly(null, "key:" + dead);
  }

  private static List<Answer> atOnce(String isp, String key, String path, String... body) {
    List<Future<Answer>> sent = new ArrayList<>();
    for (int port : new int[] {fleet.port(), second.port(), fleet.port(), second.port()}) {
      sent.add(threads.submit(() -> put(port, isp, key, path, body)));
    }
    List<Answer> answers = new ArrayList<>();
    for (Future<Answer> answer : sent) {
      try {
        answers.add(answer.get());
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
    return answers;
  }

  private static Answer put(int port, String isp, String key, String path, String... body)
      throws Exception {
    return fleet.send(
        isp,
        request(port, path)
            .header("Idempotency-Key", key)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body.length == 0 ? "{\"host\":\"192.0.2.1\"}" : body[0])));
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(30));
  }

  private static String number(String isp) {
    return "{\"servingIsp\":\"" + isp + "\"}";
  }

  private static UUID numberLog() {
    return LogIds.read(
            fleet.kafka.common(),
            fleet.framing,
            TopicCatalogue.NUMBER_COMMANDS,
            Duration.ofSeconds(20))
        .value();
  }

  /** Leaves the claim of an ingest that is no more. */
  private static UUID claim(
      String actor,
      String key,
      byte[] fingerprint,
      Duration lease,
      UUID log,
      int partition,
      long from)
      throws Exception {
    UUID name = UUID.randomUUID();
    String hash = IdempotencyKeys.hash(actor, key);
    send(
        TopicCatalogue.IDEMPOTENCY,
        0,
        hash,
        new IdempotencyClaim(
            TopicCatalogue.IDEMPOTENCY,
            hash,
            actor,
            IdempotencyKeys.base64(fingerprint),
            name.toString(),
            null,
            lease.toMillis(),
            log.toString(),
            partition,
            from));
    return name;
  }

  private static long send(String topic, int partition, String key, SpecificRecord value)
      throws Exception {
    return producer
        .send(
            new ProducerRecord<>(
                topic,
                partition,
                key.getBytes(StandardCharsets.UTF_8),
                fleet.framing.encode(value)))
        .get()
        .offset();
  }

  /** What the commands of an entity or number are part of, in their order. */
  private static List<@Nullable String> requests(String entity) {
    return requests(entity, all(placeOf(entity)));
  }

  private static List<@Nullable String> requests(
      String entity, List<ConsumerRecord<byte[], byte[]>> commands) {
    List<@Nullable String> requests = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> message : commands) {
      if (message.key() != null
          && new String(message.key(), StandardCharsets.UTF_8).equals(entity)) {
        SpecificRecord command = decode(message);
        requests.add(
            command instanceof NumberCommand number
                ? number.getRequest()
                : ((DirectoryCommand) command).getRequest());
      }
    }
    return requests;
  }

  private static TopicPartition placeOf(String entity) {
    return entity.startsWith("+")
        ? new TopicPartition(
            TopicCatalogue.NUMBER_COMMANDS, NumberPartitions.of(entity, IngestFleet.PARTITIONS))
        : new TopicPartition(TopicCatalogue.DIRECTORY_COMMANDS, 0);
  }

  private static SpecificRecord decode(ConsumerRecord<byte[], byte[]> message) {
    try {
      return fleet.framing.decode(message.value());
    } catch (BadRecordException e) {
      throw new AssertionError(e);
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> all(TopicPartition place) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(fleet.kafka.consumer())) {
      consumer.assign(List.of(place));
      consumer.seekToBeginning(List.of(place));
      long end = consumer.endOffsets(List.of(place)).getOrDefault(place, 0L);
      while (consumer.position(place) < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(all::add);
      }
    }
    return all;
  }
}
