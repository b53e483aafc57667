package io.numroute.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numroute.broker.EmbeddedBroker;
import io.numroute.routing.Actor;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.Prefix;
import io.numroute.routing.Proof;
import io.numroute.routing.Refusal;
import io.numroute.routing.Verdict;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("heavy")
class DirectoryFollowerIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final TopicCatalogue CATALOGUE = new TopicCatalogue(1, (short) 1, 1);

  private final AvroFraming framing = AvroFraming.singleObject();
  private final List<String> parked = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private EmbeddedBroker broker;
  private KafkaSettings kafka;
  private DirectoryFollower follower;
  private Producer<byte[], byte[]> producer;

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.temporary();
    kafka = KafkaSettings.of(broker.bootstrapServers());
    producer = new KafkaProducer<>(kafka.producer());
    follower =
        new DirectoryFollower(
            kafka,
            framing,
            List.of(this::tell),
            (message, reason) -> parked.add(message.offset() + " " + reason.code().word()));
  }

  @AfterEach
  void stop() {
    follower.close();
    producer.close(Duration.ZERO);
    broker.close();
  }

  @Test
  void appliesWhatItUnderstandsAndMovesOverTheRest() throws Exception {
    CATALOGUE.ensure(kafka, framing, TIMEOUT);
    follower.start();
    byte[] isp = value(new DirectoryCommand.PutIsp(Samples.acme()));
    byte[] unknown = isp.clone();
    unknown[4] ^= 1;
    send("isp/acme", isp, null);
    send(null, isp, null);
    send("isp/acme", null, null);
    send("isp/acme", "not avro".getBytes(StandardCharsets.UTF_8), null);
    send("isp/acme", unknown, null);
    send("isp/other", isp, null);
    send(null, null, null);
    send("block/4471", value(new DirectoryCommand.DeleteBlock(Prefix.parse("4471"))), null);
    send("gateway/acme/gw1", value(new DirectoryCommand.PutGateway(Samples.gateway("gw1"))), null);
    long end =
        send("block/4471", value(new DirectoryCommand.PutBlock(Samples.block("4471"))), null);

    assertThat(follower.awaitOffset(end, TIMEOUT)).isTrue();
    assertThat(follower.current().version()).isEqualTo(10);
    assertThat(follower.position()).isEqualTo(11);
    assertThat(follower.current().ispCount()).isEqualTo(1);
    assertThat(follower.current().gateway(Samples.gateway("gw1").id())).isNotNull();
    assertThat(follower.current().blockCount()).isEqualTo(1);
    assertThat(parked)
        .containsExactly(
            "2 wrong-key",
            "3 null-value",
            "4 not-avro",
            "5 unknown-schema",
            "6 wrong-key",
            "7 null-value");
    assertThat(told)
        .containsExactly(
            "1 isp/acme accepted",
            "2  not-understood",
            "5 isp/acme not-understood",
            "6 isp/other not-understood",
            "8 block/4471 not-found",
            "9 gateway/acme/gw1 accepted",
            "10 block/4471 accepted");
    assertThat(follower.awaitReady(TIMEOUT)).isTrue();
    follower.check();
  }

  @Test
  void hostileTimestampsDoNotEnterTheLog() throws Exception {
    CATALOGUE.ensure(kafka, framing, TIMEOUT);
    follower.start();
    long end = send("isp/acme", value(new DirectoryCommand.PutIsp(Samples.acme())), Long.MAX_VALUE);
    assertThat(follower.awaitOffset(end, TIMEOUT)).isTrue();
    assertThat(follower.current().ispCount()).isEqualTo(1);
  }

  @Test
  void waitsForTheTopicAndOutlivesTheBroker() throws Exception {
    follower.start();
    assertThat(follower.awaitReady(Duration.ofMillis(300))).isFalse();
    assertThatThrownBy(follower::check).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(follower::logId).isInstanceOf(IllegalStateException.class);

    CATALOGUE.ensure(kafka, framing, TIMEOUT);
    long end = send("isp/acme", value(new DirectoryCommand.PutIsp(Samples.acme())), null);
    assertThat(follower.awaitOffset(end, TIMEOUT)).isTrue();
    assertThat(follower.awaitReady(TIMEOUT)).isTrue();
    String logId = follower.logId();

    broker.stop();
    awaitCheck(false);
    assertThat(follower.current().ispCount()).isEqualTo(1);

    broker.start();
    end =
        send(
            "gateway/acme/gw2",
            value(new DirectoryCommand.PutGateway(Samples.gateway("gw2"))),
            null);
    assertThat(follower.awaitOffset(end, TIMEOUT)).isTrue();
    awaitCheck(true);
    assertThat(follower.logId()).isEqualTo(logId);
  }

  @Test
  void stopsWhenTheLogIsAnotherOne() throws Exception {
    CATALOGUE.ensure(kafka, framing, TIMEOUT);
    follower.start();
    long end = send("isp/acme", value(new DirectoryCommand.PutIsp(Samples.acme())), null);
    assertThat(follower.awaitOffset(end, TIMEOUT)).isTrue();

    try (Admin admin = Admin.create(kafka.admin())) {
      admin.deleteTopics(List.of(TopicCatalogue.DIRECTORY_COMMANDS)).all().get();
    }
    CATALOGUE.ensure(kafka, framing, TIMEOUT);
    awaitCheck(false);
    assertThat(follower.awaitOffset(100, TIMEOUT)).isFalse();
    assertThatThrownBy(follower::check).hasMessageNotContaining("cannot read the log");
    assertThat(follower.current().ispCount()).isEqualTo(1);
  }

  @Test
  void replaysThirtyThousandCommands() throws Exception {
    CATALOGUE.ensure(kafka, framing, TIMEOUT);
    send("isp/acme", value(new DirectoryCommand.PutIsp(Samples.acme())), null);
    int commands = 30_000;
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int i = 0; i < commands; i++) {
      String prefix = Integer.toString(1_000_000 + i);
      byte[] value = value(new DirectoryCommand.PutBlock(Samples.block(prefix)));
      sent.add(producer.send(message("block/" + prefix, value, null)));
    }
    long end = sent.get(commands - 1).get().offset() + 1;
    long before = System.nanoTime();
    follower.start();
    assertThat(follower.awaitOffset(end, TIMEOUT)).isTrue();
    long tookMs = (System.nanoTime() - before) / 1_000_000;
    System.out.println("replayed " + commands + " commands in " + tookMs + " ms");
    assertThat(follower.current().blockCount()).isEqualTo(commands);
  }

  private void awaitCheck(boolean good) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      boolean found;
      try {
        follower.check();
        found = true;
      } catch (IllegalStateException e) {
        found = false;
      }
      if (found == good) {
        return;
      }
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private void tell(CommandId id, String entity, Verdict verdict, long directoryVersion) {
    assertThat(id.log()).hasToString(follower.logId());
    assertThat(directoryVersion).isEqualTo(id.offset());
    String outcome = verdict instanceof Verdict.Refused refused ? code(refused) : "accepted";
    told.add(id.offset() + " " + entity + " " + outcome);
  }

  private static String code(Verdict.Refused refused) {
    Refusal code = refused.code();
    return code.code();
  }

  private byte[] value(DirectoryCommand command) {
    return framing.encode(
        DirectoryCommands.toAvro(command, Actor.AUTHORITY, Proof.apiKey("k1"), Instant.EPOCH));
  }

  /** Sends one record and returns the offset after it. */
  private long send(@Nullable String key, byte @Nullable [] value, @Nullable Long timestamp)
      throws Exception {
    return producer.send(message(key, value, timestamp)).get().offset() + 1;
  }

  private static ProducerRecord<byte[], byte[]> message(
      @Nullable String key, byte @Nullable [] value, @Nullable Long timestamp) {
    return new ProducerRecord<>(
        TopicCatalogue.DIRECTORY_COMMANDS,
        0,
        timestamp,
        key == null ? null : key.getBytes(StandardCharsets.UTF_8),
        value);
  }
}
