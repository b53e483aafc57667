package io.numroute.http;

import io.numroute.routing.IspId;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.Credential;
import io.numroute.schemas.avro.CredentialRole;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Creates and revokes API keys by records of {@code numroute.credentials}. Each call returns when
 * Kafka has acknowledged the record. Thread-safe.
 */
public final class CredentialWriter implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final AvroFraming framing;
  private final Clock clock;
  private final SecureRandom random;
  private final Duration timeout;

  public CredentialWriter(
      KafkaSettings kafka,
      AvroFraming framing,
      Clock clock,
      SecureRandom random,
      Duration timeout) {
    this(new KafkaProducer<>(kafka.producer()), framing, clock, random, timeout);
  }

  CredentialWriter(
      Producer<byte[], byte[]> producer,
      AvroFraming framing,
      Clock clock,
      SecureRandom random,
      Duration timeout) {
    this.producer = producer;
    this.framing = framing;
    this.clock = clock;
    this.random = random;
    this.timeout = timeout;
  }

  /**
   * A new key.
   *
   * @param createdBy credential of who asked for it, or {@code bootstrap}
   * @throws IOException when Kafka did not acknowledge it
   */
  public ApiKey create(KeyPurpose purpose, String createdBy) throws IOException {
    ApiKey key = ApiKey.generate(random);
    register(key, purpose, createdBy);
    return key;
  }

  /** Makes a key good that was generated elsewhere. */
  public void register(ApiKey key, KeyPurpose purpose, String createdBy) throws IOException {
    send(key.keyId(), purpose, ByteBuffer.wrap(key.secretSha256()), createdBy, null);
  }

  /** Ends a key for ever. Nothing of its secret is kept. */
  public void revoke(String keyId, KeyPurpose purpose, String revokedBy) throws IOException {
    send(keyId, purpose, ByteBuffer.allocate(0), revokedBy, clock.millis());
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }

  private void send(
      String keyId, KeyPurpose purpose, ByteBuffer hash, String by, @Nullable Long revokedAtMs)
      throws IOException {
    IspId isp = purpose.isp();
    Credential credential =
        Credential.newBuilder()
            .setTopic(TopicCatalogue.CREDENTIALS)
            .setKeyId(keyId)
            .setRole(recorded(purpose.role()))
            .setIsp(isp == null ? null : isp.value())
            .setSecretSha256(hash)
            .setCreatedAtMs(clock.instant())
            .setCreatedBy(by)
            .setRevokedAtMs(revokedAtMs)
            .setName(purpose.name())
            .build();
    byte[] key = keyId.getBytes(StandardCharsets.UTF_8);
    try {
      producer
          .send(new ProducerRecord<>(TopicCatalogue.CREDENTIALS, key, framing.encode(credential)))
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new IOException("credential " + keyId + " was not acknowledged by Kafka", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static CredentialRole recorded(Role role) {
    return switch (role) {
      case AUTHORITY -> CredentialRole.AUTHORITY;
      case AUDITOR -> CredentialRole.AUDITOR;
      case OPERATOR -> CredentialRole.ISP;
      case GATEWAY -> CredentialRole.GATEWAY;
      case READ_ONLY -> CredentialRole.READ_ONLY;
    };
  }
}
