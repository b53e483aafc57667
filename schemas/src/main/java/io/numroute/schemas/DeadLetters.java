package io.numroute.schemas;

import io.numroute.schemas.avro.DeadLetter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where records go that cannot be understood, or told to whom they are for: to {@code
 * numroute.dead-letters}, with their origin, for operators.
 *
 * <p>Parking never stops its caller: it waits a few seconds for Kafka at the very most, and a
 * letter that cannot be sent is logged and counted. The record itself stays in its own topic in any
 * case, and a consumer that reads a log again from its beginning parks it again. Thread-safe.
 */
public final class DeadLetters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  /** As the schema says. */
  private static final int MAX_VALUE = 64 << 10;

  private static final int MAX_KEY = 4 << 10;
  private static final int MAX_DETAIL = 1000;
  private static final int MAX_BLOCK_MS = 3000;
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final AvroFraming framing;
  private final AtomicLong parked = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();

  public DeadLetters(KafkaSettings kafka, AvroFraming framing) {
    this(new KafkaProducer<>(settings(kafka)), framing);
  }

  DeadLetters(Producer<byte[], byte[]> producer, AvroFraming framing) {
    this.producer = producer;
    this.framing = framing;
  }

  private static Map<String, Object> settings(KafkaSettings kafka) {
    Map<String, Object> settings = kafka.producer();
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L << 20);
    return settings;
  }

  /**
   * Parks {@code message}.
   *
   * @param consumer which role could not understand it
   */
  public void park(
      ConsumerRecord<byte[], byte[]> message, String consumer, BadRecordException reason) {
    parked.incrementAndGet();
    LOG.warn(
        "{} parks {}-{}@{}: {}",
        consumer,
        message.topic(),
        message.partition(),
        message.offset(),
        reason.code().word());
    DeadLetter letter =
        new DeadLetter(
            message.topic(),
            message.partition(),
            message.offset(),
            message.timestamp(),
            consumer,
            reason.code().word(),
            first(reason.getMessage(), MAX_DETAIL),
            first(message.key(), MAX_KEY),
            first(message.value(), MAX_VALUE));
    try {
      producer.send(
          new ProducerRecord<>(TopicCatalogue.DEAD_LETTERS, message.key(), framing.encode(letter)),
          (metadata, e) -> {
            if (e != null) {
              lose(message, e);
            }
          });
    } catch (KafkaException | RegistryException e) {
      lose(message, e);
    }
  }

  /** How many records were parked, the lost ones included. */
  public long parked() {
    return parked.get();
  }

  /** How many letters did not reach Kafka. */
  public long lost() {
    return lost.get();
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }

  private void lose(ConsumerRecord<byte[], byte[]> message, Exception e) {
    lost.incrementAndGet();
    LOG.error(
        "no dead letter could be sent for {}-{}@{}: {}",
        message.topic(),
        message.partition(),
        message.offset(),
        e.toString());
  }

  private static @Nullable ByteBuffer first(byte @Nullable [] bytes, int length) {
    return bytes == null
        ? null
        : ByteBuffer.wrap(bytes.length <= length ? bytes : Arrays.copyOf(bytes, length));
  }

  private static String first(@Nullable String text, int length) {
    return text == null ? "" : text.substring(0, Math.min(text.length(), length));
  }
}
