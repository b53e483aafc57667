package io.numroute.cli.bench;

import io.numroute.http.ApiKey;
import io.numroute.http.CredentialWriter;
import io.numroute.http.KeyPurpose;
import io.numroute.routing.IspId;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.AdminState;
import io.numroute.schemas.avro.AssignmentEntry;
import io.numroute.schemas.avro.BlockEntry;
import io.numroute.schemas.avro.DirectoryCommand;
import io.numroute.schemas.avro.GatewayEntry;
import io.numroute.schemas.avro.IspEntry;
import io.numroute.schemas.avro.IspState;
import io.numroute.schemas.avro.Media;
import io.numroute.schemas.avro.NumberCommand;
import io.numroute.schemas.avro.NumberOperation;
import io.numroute.schemas.avro.Operation;
import io.numroute.schemas.avro.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A small world: ISPs with three gateways each, blocks, and numbers that were ported away from
 * their block's holder. Written as commands, straight to the topics: how commands get there is not
 * what is measured.
 */
final class BenchData {
  static final int MAX_NUMBERS = 10_000_000;

  private static final int ISPS = 200;
  private static final int BLOCKS = 1_000;
  private static final Duration CREDENTIAL_TIMEOUT = Duration.ofSeconds(30);
  private static final String CREATED_BY = "bench";

  private final AvroFraming framing;
  private final ApiKey key = ApiKey.generate(new SecureRandom());
  private final int numbers;

  BenchData(AvroFraming framing, int numbers) {
    this.framing = framing;
    this.numbers = numbers;
  }

  /** The key of the ISP that asks. */
  ApiKey key() {
    return key;
  }

  /** Directory commands and number commands together. */
  int commands() {
    return ISPS * 4 + BLOCKS + numbers;
  }

  /** Different numbers out of all, in no order. */
  List<String> pick(int count) {
    SplittableRandom random = new SplittableRandom(11);
    List<String> picked = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int begin = (int) ((long) i * numbers / count);
      int end = (int) ((i + 1L) * numbers / count);
      picked.add(number(random.nextInt(begin, end)));
    }
    Collections.shuffle(picked, new Random(11));
    return picked;
  }

  private static String number(int index) {
    return "+44"
        + (7000 + index % BLOCKS)
        + String.format(Locale.ROOT, "%06d", index / BLOCKS * 7 + index % 7);
  }

  /** Writes everything; returns when Kafka has acknowledged it. */
  void write(KafkaSettings kafka) throws IOException {
    credential(kafka);
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      Sink sink =
          (topic, recordKey, value) -> {
            byte[] keyBytes = recordKey.getBytes(StandardCharsets.UTF_8);
            var unused =
                producer.send(
                    new ProducerRecord<>(topic, keyBytes, framing.encode(value)),
                    (metadata, exception) -> {
                      if (exception != null) {
                        failure.compareAndSet(null, exception);
                      }
                    });
          };
      directory(sink);
      producer.flush();
      // The log's first record is its header.
      long directoryEnd = 1L + ISPS * 4 + BLOCKS;
      for (int i = 0; i < numbers; i++) {
        assign(sink, i, directoryEnd);
      }
      producer.flush();
    }
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("cannot write the benchmark's data", failed);
    }
  }

  private void credential(KafkaSettings kafka) throws IOException {
    try (CredentialWriter writer =
        new CredentialWriter(
            kafka, framing, Clock.systemUTC(), new SecureRandom(), CREDENTIAL_TIMEOUT)) {
      writer.register(key, KeyPurpose.operator(new IspId(isp(0))), "bootstrap");
    }
  }

  private static void directory(Sink sink) {
    for (int i = 0; i < ISPS; i++) {
      IspEntry entry =
          IspEntry.newBuilder()
              .setId(isp(i))
              .setName("Carrier number " + i)
              .setState(IspState.ACTIVE)
              .build();
      sink.write(TopicCatalogue.DIRECTORY_COMMANDS, "isp/" + isp(i), put().setIsp(entry).build());
      for (int g = 1; g <= 3; g++) {
        gateway(sink, isp(i), "gw" + g);
      }
    }
    for (int i = 0; i < BLOCKS; i++) {
      String prefix = "44" + (7000 + i);
      BlockEntry entry =
          BlockEntry.newBuilder()
              .setPrefix(prefix)
              .setHolder(isp(i % ISPS))
              .setTotalLength(12)
              .build();
      sink.write(
          TopicCatalogue.DIRECTORY_COMMANDS, "block/" + prefix, put().setBlock(entry).build());
    }
  }

  private static void gateway(Sink sink, String isp, String name) {
    GatewayEntry entry =
        GatewayEntry.newBuilder()
            .setIsp(isp)
            .setName(name)
            .setHost(name + "." + isp + ".example")
            .setPort(5060)
            .setTransport(Transport.UDP)
            .setMedia(List.of(Media.VOICE, Media.FAX))
            .setState(AdminState.ENABLED)
            .build();
    sink.write(
        TopicCatalogue.DIRECTORY_COMMANDS,
        "gateway/" + isp + "/" + name,
        put().setGateway(entry).build());
  }

  private static DirectoryCommand.Builder put() {
    return DirectoryCommand.newBuilder()
        .setTopic(TopicCatalogue.DIRECTORY_COMMANDS)
        .setActor("authority")
        .setCredential(CREATED_BY)
        .setReceivedAtMs(Instant.now())
        .setOperation(Operation.PUT);
  }

  private static void assign(Sink sink, int index, long directoryEnd) {
    String number = number(index);
    sink.write(
        TopicCatalogue.NUMBER_COMMANDS,
        number,
        NumberCommand.newBuilder()
            .setTopic(TopicCatalogue.NUMBER_COMMANDS)
            .setActor("authority")
            .setCredential(CREATED_BY)
            .setReceivedAtMs(Instant.now())
            .setDirectoryEnd(directoryEnd)
            .setOperation(NumberOperation.ASSIGN)
            .setNumber(number)
            .setAssignment(
                AssignmentEntry.newBuilder().setServingIsp(isp(1 + index % (ISPS - 1))).build())
            .build());
  }

  private static String isp(int index) {
    return "carrier-" + index;
  }

  /** Where records go. */
  private interface Sink {
    void write(String topic, String key, SpecificRecord value);
  }
}
