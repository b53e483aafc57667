package io.numroute.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.NumberCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One command for each record of an inbox, whatever dies meanwhile. */
@Tag("heavy")
class InboxCrashIT {
  private static final int ROUNDS = Integer.getInteger("inbox.rounds", 5);
  private static final int RECORDS = 400;

  private final List<Process> processes = new ArrayList<>();
  private IngestFleet fleet;
  private InboxClient acme;
  private int written;

  @BeforeEach
  void start() throws Exception {
    fleet = new IngestFleet();
    fleet.newIsp("acme");
    fleet.put(fleet.authority(), "/v1/blocks/44?wait=applied", "{'holder':'acme'}");
    new TopicCatalogue(IngestFleet.PARTITIONS, (short) 1, 1)
        .ensureInbox(fleet.kafka, "acme", Duration.ofSeconds(20));
    acme = new InboxClient("acme", Map.of("bootstrap.servers", fleet.broker.bootstrapServers()));
  }

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
    acme.close();
    fleet.close();
  }

  @Test
  void processesThatAreKilledLoseNothingAndDoubleNothing() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    fleet.stopIngest();
    processes.add(ingest());
    processes.add(ingest());
    List<Future<RecordMetadata>> all = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      List<Future<RecordMetadata>> some = write(RECORDS);
      all.addAll(some);
      acme.answer(some.get(random.nextInt(100)));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(60)));
      int open = acme.read();
      Process victim = processes.remove(random.nextInt(processes.size()));
      victim.destroyForcibly().waitFor();
      System.out.printf("round %d: killed with %d of %d answered%n", round, open, all.size());
      processes.add(ingest());
    }
    check(all);
  }

  @Test
  void withoutKafkaForAWhileNothingIsLostAndNothingDoubled() throws Exception {
    List<Future<RecordMetadata>> all = new ArrayList<>(write(100));
    acme.answer(all.get(0));
    for (int round = 0; round < 2; round++) {
      all.addAll(write(3000));
      IngestFleet.await("some answers", () -> acme.read() > 200);
      fleet.broker.stop();
      LockSupport.parkNanos(Duration.ofSeconds(6).toNanos()); // longer than a producer tries
      fleet.broker.start();
    }
    check(all);
  }

  private List<Future<RecordMetadata>> write(int count) throws Exception {
    List<Future<RecordMetadata>> some = new ArrayList<>();
    for (int i = 0; i < count; i++, written++) {
      some.add(
          acme.write(
              written % 4,
              "{'number':{'number':'+44" + (1_000_000 + written) + "','servingIsp':'acme'}}"));
    }
    for (Future<RecordMetadata> one : some) {
      one.get();
    }
    return some;
  }

  /** Every record is answered, and is exactly one command, the one that its answer names. */
  private void check(List<Future<RecordMetadata>> all) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (acme.read() < all.size() && System.nanoTime() < deadline) {
      // as the outbox brings them
    }
    Map<String, String> commands = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> message : all(fleet)) {
      if (fleet.framing.decode(message.value()) instanceof NumberCommand command) {
        String place = "." + message.partition() + "." + message.offset();
        assertThat(commands.put(command.getRequest(), place))
            .as("doubled: %s", command.getRequest())
            .isNull();
      }
    }
    assertThat(commands).hasSize(all.size());
    for (Future<RecordMetadata> one : all) {
      JsonNode answer = acme.answer(one);
      assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("accepted");
      assertThat(answer.path("commandId").asText())
          .endsWith(commands.get("inbox:acme:" + answer.path("inbox").asText()));
    }
    System.out.printf("%d records, %d commands, 0 lost, 0 doubled%n", all.size(), commands.size());
  }

  /** All that is in the logs of number commands. */
  static List<ConsumerRecord<byte[], byte[]>> all(IngestFleet fleet) {
    List<TopicPartition> places =
        IntStream.range(0, IngestFleet.PARTITIONS)
            .mapToObj(i -> new TopicPartition(TopicCatalogue.NUMBER_COMMANDS, i))
            .toList();
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(fleet.kafka.consumer())) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(places);
      consumer.assign(places);
      consumer.seekToBeginning(places);
      while (places.stream()
          .anyMatch(place -> consumer.position(place) < ends.getOrDefault(place, 0L))) {
        consumer.poll(Duration.ofMillis(100)).forEach(found::add);
      }
    }
    return found;
  }

  private Process ingest() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                InboxProcess.class.getName(),
                fleet.broker.bootstrapServers())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String first = new String(process.getInputStream().readNBytes(5), StandardCharsets.UTF_8);
    assertThat(first).isEqualTo("ready");
    return process;
  }
}
