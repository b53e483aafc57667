package io.numroute.replica;

import io.numroute.routing.GatewayStates;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.BadRecordException.Code;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.GatewayStateReport;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was observed of gateways, as this process knows it: follows {@code numroute.gateway-state}
 * from its beginning, on one thread of its own, and folds each report into {@link GatewayStates}.
 *
 * <p>It outlives Kafka's absence, and it outlives its topic: when the records it needs are gone, or
 * the topic is another one, it begins anew and shows what it had until it has caught up, for no
 * report holds longer than an hour. A record that is no report is handed to {@code poison} and
 * passed over.
 */
public final class GatewayStateFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayStateFollower.class);

  private static final TopicPartition PARTITION =
      new TopicPartition(TopicCatalogue.GATEWAY_STATE, 0);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final long PROBE_NS = Duration.ofSeconds(1).toNanos();
  private static final long FORGET_NS = Duration.ofMinutes(1).toNanos();
  private static final long RETRY_MS = 500;

  /** So that a clock that is ahead makes nothing forgotten that still counts. */
  private static final long FORGET_MARGIN_MS = Duration.ofMinutes(5).toMillis();

  /** How far this host's clock may be ahead of a broker's. */
  private static final long SKEW_MS = 2_000;

  /** Before the first record was looked for. */
  private static final long NOWHERE = -1;

  private final Map<String, Object> settings;
  private final AvroFraming framing;
  private final Listener listener;
  private final BiConsumer<ConsumerRecord<byte[], byte[]>, BadRecordException> poison;
  private final Clock clock;
  private final Thread thread = new Thread(this::run, "gateway-state-follower");

  private volatile GatewayStates current = GatewayStates.none();
  private volatile boolean ready;
  private volatile @Nullable String trouble = "not started";
  private volatile long poisoned;
  private volatile long notUnderstood;
  private volatile boolean closed;
  private volatile @Nullable Consumer<byte[], byte[]> consumer;

  private GatewayStates folded = GatewayStates.none();
  private boolean caughtUp;
  private long position = NOWHERE;
  private long newestMs;
  private long newestStamp;
  private long markedPosition;
  private long markedStamp;
  private long probedNs;
  private long probedEnd = NOWHERE;
  private long probedMs;
  private long forgotNs;

  /**
   * Hears of each report, in order. Called on the follower's thread, which waits for it: be quick,
   * do not throw.
   */
  public interface Listener {
    /** What follows begins with the oldest report there is, again. */
    void begins();

    void reported(GatewayStates.Report report);

    /** Every report that a broker appended before that instant was told. */
    void knownUntil(long ms);
  }

  private static final Listener NOBODY =
      new Listener() {
        @Override
        public void begins() {}

        @Override
        public void reported(GatewayStates.Report report) {}

        @Override
        public void knownUntil(long ms) {}
      };

  /** A follower that nobody listens to and that leaves parking to others. */
  public GatewayStateFollower(KafkaSettings kafka, AvroFraming framing, Clock clock) {
    this(kafka, framing, clock, NOBODY, (message, reason) -> {});
  }

  /**
   * @param poison gets what is not understood, with the reason; {@code DeadLetters::park} in
   *     exactly one role
   */
  public GatewayStateFollower(
      KafkaSettings kafka,
      AvroFraming framing,
      Clock clock,
      Listener listener,
      BiConsumer<ConsumerRecord<byte[], byte[]>, BadRecordException> poison) {
    this.framing = framing;
    this.listener = listener;
    this.poison = poison;
    this.clock = clock;
    settings = kafka.consumer();
    settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
    settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    settings.put(ConsumerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500);
    thread.setDaemon(true);
  }

  /** Begins to follow, in the background. */
  public void start() {
    trouble = "not connected yet";
    thread.start();
  }

  /** The newest states. Never waits; called once per lookup. */
  public GatewayStates current() {
    return current;
  }

  /** Whether every report was folded that was there when this follower first looked. */
  public boolean ready() {
    return ready;
  }

  /** Records that were broken, or nothing of ours. */
  public long poisoned() {
    return poisoned;
  }

  /** Records that a later version may well have meant something by. They say nothing here. */
  public long notUnderstood() {
    return notUnderstood;
  }

  /** Throws IllegalStateException, which says why, when this follower is not connected. */
  public void check() {
    String reason = closed ? "closed" : trouble;
    if (reason != null) {
      throw new IllegalStateException("gateway-state follower: " + reason);
    }
  }

  @Override
  public void close() {
    closed = true;
    Consumer<byte[], byte[]> running = consumer;
    if (running != null) {
      running.wakeup();
    }
    synchronized (this) {
      notifyAll();
    }
    try {
      thread.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      try (Consumer<byte[], byte[]> opened = new KafkaConsumer<>(settings)) {
        consumer = opened;
        follow(opened);
      } catch (WakeupException | InterruptException e) {
        LOG.debug("the gateway-state follower was woken");
      } catch (InvalidOffsetException e) {
        LOG.info("gateway states begin anew: {}", e.getMessage());
        position = NOWHERE;
      } catch (RuntimeException e) {
        retry(e);
      } catch (Throwable e) {
        trouble = e.toString();
        throw e;
      } finally {
        consumer = null;
      }
    }
  }

  private void follow(Consumer<byte[], byte[]> opened) {
    opened.assign(List.of(PARTITION));
    if (position == NOWHERE) {
      opened.seekToBeginning(List.of(PARTITION));
      position = opened.position(PARTITION);
      folded = GatewayStates.none();
      caughtUp = false;
      newestMs = Long.MIN_VALUE;
      newestStamp = Long.MIN_VALUE;
      markedStamp = Long.MIN_VALUE;
      listener.begins();
    }
    opened.seek(PARTITION, position);
    probedNs = System.nanoTime() - PROBE_NS;
    forgotNs = System.nanoTime();
    probedEnd = NOWHERE;
    while (!closed) {
      if (System.nanoTime() - probedNs >= PROBE_NS) {
        probe(opened);
        if (position == NOWHERE) {
          return;
        }
      }
      for (ConsumerRecord<byte[], byte[]> message : opened.poll(POLL)) {
        fold(message);
        newestStamp = Math.max(newestStamp, message.timestamp());
        position = message.offset() + 1;
      }
      position = opened.position(PARTITION);
      tell();
    }
  }

  private void tell() {
    if (System.nanoTime() - forgotNs >= FORGET_NS) {
      forgotNs = System.nanoTime();
      folded = folded.forgetting(Math.max(newestMs, clock.millis() - FORGET_MARGIN_MS));
    }
    boolean all = probedEnd != NOWHERE && position >= probedEnd;
    caughtUp |= all;
    if (caughtUp) {
      current = folded;
      ready = true;
    }
    if (all) {
      probedEnd = NOWHERE;
      listener.knownUntil(probedMs - SKEW_MS);
    }
  }

  private void fold(ConsumerRecord<byte[], byte[]> message) {
    try {
      SpecificRecord value = framing.decode(message.value());
      if (!(value instanceof GatewayStateReport written)) {
        throw new BadRecordException(
            Code.NOT_UNDERSTOOD, "no report of a gateway: " + value.getSchema().getName());
      }
      GatewayStates.Report report = GatewayReports.toDomain(written, message, clock.millis());
      folded = folded.with(report);
      newestMs = Math.max(newestMs, report.timeMs());
      listener.reported(report);
    } catch (BadRecordException e) {
      if (e.code().mayBeOfALaterVersion()) {
        notUnderstood++;
      } else {
        poisoned++;
      }
      try {
        poison.accept(message, e);
      } catch (RuntimeException failed) {
        LOG.error("gateway-state record {} could not be parked", message.offset(), failed);
      }
    }
  }

  /** Asks how far the topic goes: it tells whether everything until now is known. */
  private void probe(Consumer<byte[], byte[]> opened) {
    long nowMs = clock.millis();
    Long end = opened.endOffsets(List.of(PARTITION), PROBE_TIMEOUT).get(PARTITION);
    probedNs = System.nanoTime();
    trouble = null;
    if (end != null && end < position) {
      LOG.warn("gateway states begin anew: the topic ends at {}, was read to {}", end, position);
      position = NOWHERE;
    } else if (isAnother(opened)) {
      LOG.warn("gateway states begin anew: the topic is another one than was read to {}", position);
      position = NOWHERE;
    } else {
      markedPosition = position;
      markedStamp = newestStamp;
      if (end != null && probedEnd == NOWHERE) {
        probedEnd = end;
        probedMs = nowMs;
      }
    }
  }

  /**
   * Whether something stands before where we were at the last probe that is newer than all we had
   * read then: the topic was lost and has grown past that place since.
   */
  private boolean isAnother(Consumer<byte[], byte[]> opened) {
    if (markedStamp < 0 || markedStamp == Long.MAX_VALUE) {
      return false;
    }
    OffsetAndTimestamp later =
        opened.offsetsForTimes(Map.of(PARTITION, markedStamp + 1), PROBE_TIMEOUT).get(PARTITION);
    return later != null && later.offset() < markedPosition;
  }

  private void retry(RuntimeException e) {
    if (!closed) {
      LOG.warn("gateway states cannot be read, will try again: {}", e.toString());
      trouble = "cannot read the topic: " + e.getMessage();
      synchronized (this) {
        try {
          if (!closed) {
            wait(RETRY_MS);
          }
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
