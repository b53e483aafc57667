package io.numroute.webhooks;

import io.numroute.routing.IspId;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is told where, and how far that is, as this process knows it: follows {@code
 * numroute.webhooks} and {@code numroute.webhook-progress} from their beginnings, on a thread of
 * its own. While Kafka is away, what was read stays as it is. Records that are not understood are
 * passed over.
 */
public final class WebhooksFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhooksFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final long RETRY_MS = 500;

  static final TopicPartition SUBSCRIPTIONS = new TopicPartition(TopicCatalogue.WEBHOOKS, 0);
  static final TopicPartition PROGRESS = new TopicPartition(TopicCatalogue.WEBHOOK_PROGRESS, 0);

  private final Map<String, Object> settings;
  private final AvroFraming framing;
  private final Thread thread = new Thread(this::run, "webhooks-follower");
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<IspId, Subscription> subscriptions = new ConcurrentHashMap<>();
  private final Map<IspId, Progress> progress = new ConcurrentHashMap<>();

  /** Told whenever {@link #read} grows. */
  private final Object reads = new Object();

  /** How far each was read; written by the thread alone. */
  private volatile Map<TopicPartition, Long> read = Map.of();

  private volatile long changes;
  private volatile @Nullable Consumer<byte[], byte[]> current;

  /** Follows from now until {@link #close}. */
  public WebhooksFollower(KafkaSettings kafka, AvroFraming framing) {
    this.settings = kafka.consumer();
    this.framing = framing;
    thread.setDaemon(true);
    thread.start();
  }

  /** The ISP's subscription, or null. */
  public @Nullable Subscription subscription(IspId isp) {
    return subscriptions.get(isp);
  }

  /** How far it is; null when nothing was tried yet. */
  public @Nullable Progress progress(IspId isp) {
    return progress.get(isp);
  }

  Map<IspId, Subscription> subscriptions() {
    return Map.copyOf(subscriptions);
  }

  /** Grows with each change of {@link #subscriptions}. */
  long changes() {
    return changes;
  }

  /**
   * Waits until what stood before those offsets is known here; false when it did not come in time.
   */
  boolean await(Map<TopicPartition, Long> ends, Duration timeout) throws InterruptedException {
    long deadlineNs = System.nanoTime() + timeout.toNanos();
    synchronized (reads) {
      while (!reached(ends)) {
        long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0) {
          return false;
        }
        reads.wait(leftMs);
      }
      return true;
    }
  }

  /** The same for subscriptions before {@code end}. */
  public boolean awaitSubscriptions(long end, Duration timeout) throws InterruptedException {
    return await(Map.of(SUBSCRIPTIONS, end), timeout);
  }

  private boolean reached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> read.getOrDefault(end.getKey(), -1L) >= end.getValue());
  }

  private void run() {
    boolean waiting = false;
    while (closed.getCount() > 0) {
      try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
        current = consumer;
        follow(consumer);
      } catch (WakeupException e) {
        LOG.debug("woken");
      } catch (InvalidOffsetException e) {
        LOG.warn("webhooks begin anew: {}", e.toString());
        read = Map.of();
      } catch (KafkaException e) {
        if (!waiting) {
          LOG.warn("webhooks cannot be read, trying again: {}", e.toString());
          waiting = true;
        }
      } catch (RuntimeException e) {
        LOG.error("webhooks cannot be read, trying again", e);
      } finally {
        current = null;
      }
      pause();
    }
  }

  private void pause() {
    try {
      closed.await(RETRY_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closed.countDown();
    }
  }

  /** From where it was left, so that nothing older comes after something newer. */
  private void follow(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> all = List.of(SUBSCRIPTIONS, PROGRESS);
    consumer.assign(all);
    if (read.isEmpty()) {
      subscriptions.clear();
      progress.clear();
      consumer.seekToBeginning(all);
    } else {
      read.forEach(consumer::seek);
    }
    while (closed.getCount() > 0) {
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
        apply(message);
      }
      Map<TopicPartition, Long> now =
          Map.of(
              SUBSCRIPTIONS,
              consumer.position(SUBSCRIPTIONS),
              PROGRESS,
              consumer.position(PROGRESS));
      synchronized (reads) {
        read = now;
        reads.notifyAll();
      }
    }
  }

  private void apply(ConsumerRecord<byte[], byte[]> message) {
    try {
      if (message.topic().equals(TopicCatalogue.WEBHOOK_PROGRESS)) {
        Progress told = WebhookRecords.progress(framing.decode(message.value()), message);
        progress.put(told.isp(), told);
      } else if (message.value() == null) {
        subscriptions.remove(WebhookRecords.isp(message));
        changes++;
      } else {
        Subscription told = WebhookRecords.subscription(framing.decode(message.value()), message);
        subscriptions.put(told.isp(), told);
        changes++;
      }
    } catch (BadRecordException e) {
      LOG.warn("{} at {} passed over: {}", message.topic(), message.offset(), e.code().word());
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Consumer<byte[], byte[]> consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      thread.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
