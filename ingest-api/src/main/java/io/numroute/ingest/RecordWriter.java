package io.numroute.ingest;

import io.numroute.http.ProblemException;
import io.numroute.http.Problems;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.RegistryException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A producer of this door: gives up soon, since somebody waits at the other end. Single changes and
 * imports have one each, so that a change is sent at once, and what an import sends fills batches.
 */
final class RecordWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordWriter.class);

  /** A value that is longer is refused; below every limit of broker, client and reader. */
  static final int MAX_BYTES = AvroFraming.MAX_BYTES - 16 * 1024;

  private static final int MAX_BLOCK_MS = 3000;
  private static final int REQUEST_TIMEOUT_MS = 2000;
  private static final int DELIVERY_TIMEOUT_MS = 4000;
  private static final int IMPORT_LINGER_MS = 20;
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final AvroFraming framing;

  private RecordWriter(Map<String, Object> settings, AvroFraming framing) {
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
    this.producer = new KafkaProducer<>(settings);
    this.framing = framing;
  }

  /** For single changes. */
  static RecordWriter forChanges(KafkaSettings kafka, AvroFraming framing) {
    Map<String, Object> settings = kafka.producer();
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "numroute-ingest-commands");
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
    return new RecordWriter(settings, framing);
  }

  /** For imports: fewer and larger requests. */
  static RecordWriter forImports(KafkaSettings kafka, AvroFraming framing) {
    Map<String, Object> settings = kafka.producer();
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "numroute-ingest-imports");
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, IMPORT_LINGER_MS);
    return new RecordWriter(settings, framing);
  }

  /** For inboxes: whatever one of them floods, single changes have buffers of their own. */
  static RecordWriter forInboxes(KafkaSettings kafka, AvroFraming framing) {
    Map<String, Object> settings = kafka.producer();
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "numroute-ingest-inboxes");
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
    return new RecordWriter(settings, framing);
  }

  /**
   * Where the record is, and when the broker appended it, once all in-sync replicas have it.
   *
   * <p>What Kafka does not take within about four seconds fails with {@link KafkaAwayException};
   * what is too long for a record is refused as body-too-large and never sent. Thread-safe; may
   * block for three seconds while no broker is known.
   */
  CompletableFuture<RecordMetadata> append(
      String topic, int partition, String key, SpecificRecord record) {
    byte[] value;
    try {
      value = framing.encode(record);
    } catch (RegistryException | IllegalStateException e) {
      return CompletableFuture.failedFuture(new KafkaAwayException(false, e));
    }
    return append(topic, partition, key, value);
  }

  /** The same for a value that is no record of ours. */
  CompletableFuture<RecordMetadata> append(String topic, int partition, String key, byte[] value) {
    if (value.length > MAX_BYTES) {
      return CompletableFuture.failedFuture(tooLong());
    }
    CompletableFuture<RecordMetadata> acknowledged = new CompletableFuture<>();
    // While send() runs, a failure means that the record was never handed to the sender.
    AtomicBoolean handedOver = new AtomicBoolean();
    try {
      producer.send(
          new ProducerRecord<>(topic, partition, key.getBytes(StandardCharsets.UTF_8), value),
          (metadata, failure) -> {
            if (failure == null) {
              acknowledged.complete(metadata);
            } else if (failure instanceof RecordTooLargeException) {
              acknowledged.completeExceptionally(tooLong()); // by a limit that an operator lowered
            } else {
              acknowledged.completeExceptionally(new KafkaAwayException(handedOver.get(), failure));
            }
          });
      handedOver.set(true);
    } catch (KafkaException | IllegalStateException e) {
      acknowledged.completeExceptionally(new KafkaAwayException(false, e));
    }
    return acknowledged;
  }

  /** Sends what lingers, and waits until all that was appended so far has succeeded or failed. */
  void flush() {
    try {
      producer.flush();
    } catch (InterruptException e) {
      LOG.debug("a flush was interrupted; so will be the wait for what it sends");
    }
  }

  private static ProblemException tooLong() {
    return Problems.BODY_TOO_LARGE.because("longer than a record of the log may be");
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
