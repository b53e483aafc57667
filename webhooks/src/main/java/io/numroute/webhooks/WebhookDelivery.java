package io.numroute.webhooks;

import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.DeadLetters;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells ISPs of their events while it is the one that may: of all ingests it is the member of a
 * consumer group that has the one partition of {@code numroute.port-events}. The group keeps no
 * offset; each ISP's own place is in {@code numroute.webhook-progress}.
 */
public final class WebhookDelivery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookDelivery.class);

  private static final String GROUP = "numroute-webhooks";
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ASK = Duration.ofSeconds(3);
  private static final Duration CATCH_UP = Duration.ofSeconds(30);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final int SESSION_TIMEOUT_MS = 10_000;
  private static final long PAUSE_MS = 1000;

  private final KafkaSettings kafka;
  private final AvroFraming framing;
  private final WebhooksFollower follower;
  private final WebhookWriter writer;
  private final DeadLetters deadLetters;
  private final PortDocuments ports;
  private final WebhookSettings settings;
  private final HttpPost.Limits limits;
  private final Clock clock;
  private final Thread thread = new Thread(this::run, "webhooks");

  private @Nullable Turn turn;
  private volatile @Nullable Consumer<byte[], byte[]> current;
  private volatile boolean closing;

  /**
   * What it is given it does not close.
   *
   * @param commands of the number log
   * @param numberLog its id, and how many partitions it has
   */
  public WebhookDelivery(
      KafkaSettings kafka,
      AvroFraming framing,
      WebhooksFollower follower,
      WebhookWriter writer,
      DeadLetters deadLetters,
      Commands commands,
      UUID numberLog,
      int partitions,
      WebhookSettings settings,
      Clock clock) {
    this(
        kafka,
        framing,
        follower,
        writer,
        deadLetters,
        new PortDocuments(commands, framing, numberLog, partitions),
        settings,
        HttpPost.Limits.DEFAULT,
        clock);
  }

  WebhookDelivery(
      KafkaSettings kafka,
      AvroFraming framing,
      WebhooksFollower follower,
      WebhookWriter writer,
      DeadLetters deadLetters,
      PortDocuments ports,
      WebhookSettings settings,
      HttpPost.Limits limits,
      Clock clock) {
    this.kafka = kafka;
    this.framing = framing;
    this.follower = follower;
    this.writer = writer;
    this.deadLetters = deadLetters;
    this.ports = ports;
    this.settings = settings;
    this.limits = limits;
    this.clock = clock;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** From when the partition is given to when it is taken away. */
  private final class Turn implements AutoCloseable {
    private final ScheduledExecutorService timer =
        Executors.newScheduledThreadPool(2, named("webhooks-timer-"));

    /** One thread for each receiver that is spoken to: none waits for another's. */
    private final ExecutorService threads = Executors.newCachedThreadPool(named("webhook-"));

    private final HttpPost post =
        new HttpPost(
            InetAddress::getAllByName, settings.addresses(), settings.tls(), limits, timer);
    private final Backlog backlog = new Backlog(kafka, framing);
    final Lanes lanes =
        new Lanes(
            follower,
            new Lane.Means(
                post,
                ports,
                backlog,
                writer,
                (message, why) -> deadLetters.park(message, "webhooks", why),
                settings.keys(),
                settings.backoff(),
                threads,
                timer,
                clock,
                new SecureRandom()::nextDouble),
            framing);

    /** What is under way is broken off, and told again by whoever comes next. */
    @Override
    public void close() {
      lanes.close();
      post.close();
      threads.shutdown();
      timer.shutdownNow();
      backlog.close();
    }
  }

  private static ThreadFactory named(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  private void run() {
    while (!closing) {
      try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(consumerSettings())) {
        current = consumer;
        consumer.subscribe(List.of(TopicCatalogue.PORT_EVENTS), new Assignments(consumer));
        while (!closing) {
          step(consumer);
        }
      } catch (WakeupException | InterruptException e) {
        LOG.debug("woken");
      } catch (RuntimeException e) {
        LOG.warn("webhooks begin again: {}", e.toString());
        LOG.debug("why", e);
      } finally {
        current = null;
        end();
      }
      pause();
    }
  }

  private Map<String, Object> consumerSettings() {
    Map<String, Object> all = new HashMap<>(kafka.consumer());
    all.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    all.put(ConsumerConfig.CLIENT_ID_CONFIG, "numroute-webhooks");
    all.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
    return all;
  }

  private synchronized void pause() {
    try {
      if (!closing) {
        wait(PAUSE_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing = true;
    }
  }

  private void step(Consumer<byte[], byte[]> consumer) {
    try {
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
        Turn now = turn;
        if (now != null) {
          now.lanes.reconcile();
          now.lanes.offer(message);
        }
      }
    } catch (OffsetOutOfRangeException e) {
      consumer.seekToBeginning(e.partitions());
    }
    Turn now = turn;
    if (now != null) {
      now.lanes.reconcile();
      now.lanes.passed();
    }
  }

  private void begin(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> followed =
        List.of(WebhooksFollower.SUBSCRIPTIONS, WebhooksFollower.PROGRESS);
    try {
      if (!follower.await(consumer.endOffsets(followed, ASK), CATCH_UP)) {
        throw new KafkaException("subscriptions could not be read in time");
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    List<TopicPartition> events = List.of(Backlog.EVENTS);
    long beginning = consumer.beginningOffsets(events, ASK).getOrDefault(Backlog.EVENTS, 0L);
    long end = consumer.endOffsets(events, ASK).getOrDefault(Backlog.EVENTS, 0L);
    Turn next = new Turn();
    turn = next;
    consumer.seek(Backlog.EVENTS, next.lanes.begin(beginning, end));
    LOG.info("webhooks are told by this ingest");
  }

  private void end() {
    Turn last = turn;
    turn = null;
    if (last != null) {
      last.close();
    }
  }

  private final class Assignments implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> consumer;

    Assignments(Consumer<byte[], byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      if (assigned.contains(Backlog.EVENTS)) {
        end();
        begin(consumer);
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      if (revoked.contains(Backlog.EVENTS)) {
        end();
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      onPartitionsRevoked(lost);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
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
