package io.numroute.ingest;

import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.DeadLetters;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.RegistryException;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.IdempotencyClaim;
import io.numroute.schemas.avro.IdempotencyOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code numroute.idempotency} from its beginning into an {@link IdempotencyTable}, on a
 * thread of its own, which outlives whatever happens to Kafka.
 */
final class IdempotencyFollower implements AutoCloseable {
  static final TopicPartition PLACE = new TopicPartition(TopicCatalogue.IDEMPOTENCY, 0);

  private static final Logger LOG = LoggerFactory.getLogger(IdempotencyFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ASK = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Before it is known how far the topic went when it was first looked at. */
  private static final long UNKNOWN = -1;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final AvroFraming framing;
  private final DeadLetters deadLetters;
  private final IdempotencyTable table;
  private final Thread thread;
  private final TreeMap<Long, CompletableFuture<Void>> waiting = new TreeMap<>();
  private long folded;
  private long atStart = UNKNOWN;
  private volatile boolean ready;
  private volatile boolean closed;

  IdempotencyFollower(
      KafkaSettings kafka, AvroFraming framing, DeadLetters deadLetters, IdempotencyTable table) {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "numroute-ingest-idempotency");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
    this.consumer = new KafkaConsumer<>(settings);
    this.framing = framing;
    this.deadLetters = deadLetters;
    this.table = table;
    this.thread = new Thread(this::run, "ingest-idempotency");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Whether the table has everything that was there at the start. */
  boolean ready() {
    return ready;
  }

  /** Completes once the table has every record before that offset; on the follower's thread. */
  CompletableFuture<Void> folded(long end) {
    synchronized (waiting) {
      return folded >= end
          ? CompletableFuture.completedFuture(null)
          : waiting.computeIfAbsent(end, e -> new CompletableFuture<>());
    }
  }

  private void run() {
    try (consumer) {
      consumer.assign(List.of(PLACE));
      consumer.seekToBeginning(List.of(PLACE));
      while (!closed) {
        try {
          follow();
        } catch (InvalidOffsetException e) {
          LOG.warn("Idempotency-Keys are read anew: {}", e.getMessage());
          table.clear();
          consumer.seekToBeginning(List.of(PLACE));
        } catch (WakeupException | InterruptException e) {
          closed = true;
        } catch (KafkaException | RegistryException e) {
          LOG.warn("Idempotency-Keys cannot be followed now: {}", e.toString());
          pause();
        }
      }
    }
  }

  private void follow() {
    if (atStart == UNKNOWN) {
      atStart = consumer.endOffsets(List.of(PLACE), ASK).getOrDefault(PLACE, 0L);
    }
    for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
      fold(message);
    }
    long position = consumer.position(PLACE, ASK);
    List<CompletableFuture<Void>> reached;
    synchronized (waiting) {
      folded = position;
      Map<Long, CompletableFuture<Void>> passed = waiting.headMap(position, true);
      reached = List.copyOf(passed.values());
      passed.clear();
    }
    reached.forEach(waiter -> waiter.complete(null));
    if (!ready && position >= atStart) {
      ready = true;
      LOG.info("Idempotency-Keys: {}", table.size());
    }
  }

  private void fold(ConsumerRecord<byte[], byte[]> message) {
    try {
      SpecificRecord value = framing.decode(message.value());
      if (value instanceof IdempotencyClaim claim
          && isOf(message, claim.getTopic(), claim.getKey())) {
        table.claimed(claim, message.timestamp());
      } else if (value instanceof IdempotencyOutcome outcome
          && isOf(message, outcome.getTopic(), outcome.getKey())) {
        table.became(outcome);
      } else {
        throw new BadRecordException(
            BadRecordException.Code.WRONG_KEY, "no claim or outcome of this key");
      }
    } catch (BadRecordException e) {
      deadLetters.park(message, "ingest", e);
    } catch (IllegalArgumentException e) {
      deadLetters.park(
          message,
          "ingest",
          new BadRecordException(BadRecordException.Code.NOT_UNDERSTOOD, String.valueOf(e)));
    }
  }

  private static boolean isOf(ConsumerRecord<byte[], byte[]> message, String topic, String key) {
    return topic.equals(message.topic())
        && message.key() != null
        && key.equals(new String(message.key(), StandardCharsets.UTF_8));
  }

  @SuppressWarnings("WaitNotInLoop") // woken early is as good
  private synchronized void pause() {
    try {
      if (!closed) {
        wait(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    consumer.wakeup();
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
