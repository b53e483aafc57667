package io.numroute.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.broker.EmbeddedBroker;
import io.numroute.routing.IspId;
import io.numroute.routing.Proof;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys through a real broker. */
class CredentialsIT {
  private static final AvroFraming FRAMING = AvroFraming.singleObject();
  private static final KeyPurpose ACME = KeyPurpose.operator(new IspId("acme"));
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path dir;

  @Test
  void keys_come_and_go_within_five_seconds_and_outlive_the_broker() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir, 0)) {
      KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
      try (CredentialsFollower follower = new CredentialsFollower(kafka, FRAMING)) {
        assertThat(follower.ready()).isFalse(); // no topic yet
        new TopicCatalogue(2, (short) 1, 1).ensure(kafka, FRAMING, PATIENCE);
        try (CredentialWriter writer =
            new CredentialWriter(kafka, FRAMING, Clock.systemUTC(), new SecureRandom(), PATIENCE)) {
          ApiKey authority = writer.create(KeyPurpose.authority(), "bootstrap");
          ApiKey acme = writer.create(ACME, authority.keyId());
          assertThat(follower.awaitReady(PATIENCE)).isTrue();
          assertThat(follower.awaitKey(acme.keyId(), PATIENCE)).isTrue();
          assertThat(follower.verify(authority.written()))
              .isEqualTo(Caller.authority(Proof.apiKey(authority.keyId())));
          assertThat(follower.verify(acme.written()))
              .isEqualTo(Caller.of(new IspId("acme"), Role.OPERATOR, Proof.apiKey(acme.keyId())));

          poison(kafka);
          long start = System.nanoTime();
          writer.revoke(acme.keyId(), ACME, authority.keyId());
          await(() -> follower.verify(acme.written()) == null);
          assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(5).toNanos());
          assertThat(follower.badRecords()).isEqualTo(3);

          writer.register(acme, ACME, "somebody who should not");
          ApiKey later = writer.create(ACME, authority.keyId());
          await(() -> follower.verify(later.written()) != null);
          assertThat(follower.verify(acme.written())).isNull();

          broker.stop();
          assertThat(follower.verify(later.written())).isNotNull();
          broker.start();
          ApiKey after = writer.create(ACME, authority.keyId());
          await(() -> follower.verify(after.written()) != null);

          try (CredentialsFollower second = new CredentialsFollower(kafka, FRAMING)) {
            assertThat(second.awaitReady(PATIENCE)).isTrue();
            assertThat(second.size()).isEqualTo(3);
            assertThat(second.verify(acme.written())).isNull();
          }
        }
      }
    }
  }

  private static void poison(KafkaSettings kafka) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      byte[] key = "k".getBytes(StandardCharsets.UTF_8);
      for (byte[] value : new byte[][] {{1, 2, 3}, {}, null}) {
        producer.send(new ProducerRecord<>(TopicCatalogue.CREDENTIALS, key, value)).get();
      }
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
