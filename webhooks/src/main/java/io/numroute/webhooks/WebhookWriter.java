package io.numroute.webhooks;

import io.numroute.routing.IspId;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes subscriptions and how far they are. Each call returns when Kafka has the record, and fails
 * within some four seconds otherwise. Thread-safe.
 */
public final class WebhookWriter implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final int MAX_BLOCK_MS = 3000;
  private static final int REQUEST_TIMEOUT_MS = 2000;
  private static final int DELIVERY_TIMEOUT_MS = 4000;
  private static final long WAIT_MS = 5000;

  private final Producer<byte[], byte[]> producer;
  private final AvroFraming framing;

  public WebhookWriter(KafkaSettings kafka, AvroFraming framing) {
    Map<String, Object> settings = kafka.producer();
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "numroute-webhooks");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
    this.producer = new KafkaProducer<>(settings);
    this.framing = framing;
  }

  /**
   * Makes it the ISP's.
   *
   * @return its revision
   * @throws IOException when Kafka did not acknowledge it; it may be there all the same
   */
  public long put(Subscription subscription) throws IOException {
    return write(TopicCatalogue.WEBHOOKS, subscription.isp(), WebhookRecords.toAvro(subscription));
  }

  /** Ends the ISP's subscription; throws and returns as {@link #put}. */
  public long delete(IspId isp) throws IOException {
    return write(TopicCatalogue.WEBHOOKS, isp, null);
  }

  void write(Progress progress) throws IOException {
    write(TopicCatalogue.WEBHOOK_PROGRESS, progress.isp(), WebhookRecords.toAvro(progress));
  }

  private long write(String topic, IspId isp, @Nullable SpecificRecord value) throws IOException {
    try {
      return producer
          .send(
              new ProducerRecord<>(
                  topic, 0, WebhookRecords.key(isp), value == null ? null : framing.encode(value)))
          .get(WAIT_MS, TimeUnit.MILLISECONDS)
          .offset();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new IOException("not acknowledged by Kafka", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
