package io.numroute.router;

import io.numroute.schemas.CommandId;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that turns one log into results: it begins with new clients, takes steps, and begins
 * again after a pause when a step failed, from what was committed.
 */
abstract class PublisherLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PublisherLoop.class);

  private static final Duration CLOSE = Duration.ofSeconds(3);
  private static final long PAUSE_MS = 1000;
  private static final int SESSION_TIMEOUT_MS = 30_000;

  private final String name;
  private final KafkaSettings kafka;
  private final String group;
  private final String instance;
  private final Thread thread;
  private @Nullable Producer<byte[], byte[]> producer;
  private volatile @Nullable Exception lost;
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private volatile boolean closing;

  PublisherLoop(String name, KafkaSettings kafka, String group, String routerId) {
    this.name = name;
    this.kafka = kafka;
    this.group = group;
    instance = routerId;
    thread = new Thread(this::run, "router-" + name);
    thread.setDaemon(true);
  }

  /** Of this consumer alone. */
  Map<String, Object> ownConsumerSettings() {
    return Map.of();
  }

  /** Subscribes. */
  abstract void begin(Consumer<byte[], byte[]> consumer);

  /** Reads and sends; blocks for a moment at most. Flushes, but when more comes at once. */
  abstract void step(Consumer<byte[], byte[]> consumer);

  /** The clients of the last {@link #begin} are gone. */
  void end() {}

  void start() {
    thread.start();
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  final void send(int partition, CommandId id, byte[] result) {
    byte[] key = id.toString().getBytes(StandardCharsets.US_ASCII);
    send(new ProducerRecord<>(TopicCatalogue.RESULTS, partition, key, result));
  }

  final void send(ProducerRecord<byte[], byte[]> message) {
    Producer<byte[], byte[]> open = producer;
    if (open == null) {
      throw new IllegalStateException("not begun");
    }
    open.send(
        message,
        (metadata, error) -> {
          if (error != null) {
            lost = error;
          }
        });
  }

  /** Sends what lingers, and waits until everything sent is acknowledged. */
  final void flush() {
    Producer<byte[], byte[]> open = producer;
    if (open != null) {
      open.flush();
    }
    Exception error = lost;
    if (error != null) {
      throw new KafkaException("what was told was not acknowledged", error);
    }
  }

  private void run() {
    while (!closing) {
      try (KafkaConsumer<byte[], byte[]> reads = new KafkaConsumer<>(consumerSettings());
          KafkaProducer<byte[], byte[]> writes = new KafkaProducer<>(producerSettings())) {
        lost = null;
        producer = writes;
        consumer = reads;
        begin(reads);
        while (!closing) {
          step(reads);
        }
      } catch (WakeupException | InterruptException e) {
        LOG.debug("{} ends", name);
      } catch (RuntimeException e) {
        if (!closing) {
          LOG.warn("{} begins again: {}", name, e.toString());
          LOG.debug("{}", name, e);
          pause();
        }
      } finally {
        consumer = null;
        producer = null;
        end();
      }
    }
  }

  private synchronized void pause() {
    try {
      if (!closing) {
        wait(PAUSE_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<String, Object> consumerSettings() {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, instance + "-" + name);
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    settings.putAll(ownConsumerSettings());
    return settings;
  }

  private Map<String, Object> producerSettings() {
    Map<String, Object> settings = kafka.producer();
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, instance + "-" + name);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, ManyAtATime.LINGER_MS);
    // What comes while one request is under way goes together in the next.
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
    return settings;
  }

  /** Ends the thread; what was not committed is told again by whoever goes on. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    Consumer<byte[], byte[]> reads = consumer;
    if (reads != null) {
      reads.wakeup();
    }
    try {
      thread.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
