package io.numroute.ingest;

import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.DeadLetters;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.RegistryException;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the results of number commands from the moment it starts, into {@link Outcomes}. A plain
 * consumer without a group, on a thread of its own, which outlives whatever happens to Kafka. The
 * directory's results are not read: this process decides the directory itself.
 */
final class ResultsFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResultsFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** More at a time than single changes bring: an import is under way. */
  private static final int MANY = 200;

  /** While many come, those of so long are fetched together. */
  private static final long TOGETHER_NS = 2_000_000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final AvroFraming framing;
  private final DeadLetters deadLetters;
  private final UUID numberLog;
  private final Outcomes outcomes;
  private final List<TopicPartition> places = new ArrayList<>();
  private final Thread thread;
  private volatile boolean ready;
  private volatile boolean closed;

  ResultsFollower(
      KafkaSettings kafka,
      AvroFraming framing,
      DeadLetters deadLetters,
      UUID numberLog,
      Outcomes outcomes) {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "numroute-ingest-results");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
    this.consumer = new KafkaConsumer<>(settings);
    this.framing = framing;
    this.deadLetters = deadLetters;
    this.numberLog = numberLog;
    this.outcomes = outcomes;
    for (int i = 0; i < outcomes.partitions(); i++) {
      places.add(new TopicPartition(TopicCatalogue.RESULTS, i));
    }
    this.thread = new Thread(this::run, "ingest-results");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Whether its place in every partition is known: results from here on are seen. */
  boolean ready() {
    return ready;
  }

  private void run() {
    try (consumer) {
      consumer.assign(places);
      consumer.seekToEnd(places);
      while (!closed) {
        try {
          follow();
        } catch (InvalidOffsetException e) { // older than what is kept: the search finds the rest
          consumer.seekToEnd(e.partitions());
        } catch (WakeupException | InterruptException e) {
          closed = true;
        } catch (KafkaException | RegistryException e) {
          LOG.warn("results cannot be followed now: {}", e.toString());
          pause();
        }
      }
    }
  }

  private void follow() {
    if (!ready) {
      places.forEach(consumer::position);
      ready = true;
    }
    ConsumerRecords<byte[], byte[]> messages = consumer.poll(POLL);
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      try {
        if (framing.decode(message.value()) instanceof CommandResult result
            && result.getPartition() == message.partition()) {
          if (result.getLog().equals(numberLog.toString())) {
            outcomes.decided(message.partition(), result.getOffset(), Outcome.of(result));
          }
        } else {
          throw new BadRecordException(
              BadRecordException.Code.NOT_UNDERSTOOD, "no result of this partition");
        }
      } catch (BadRecordException e) {
        deadLetters.park(message, "ingest", e);
      }
    }
    if (messages.count() > MANY) {
      LockSupport.parkNanos(TOGETHER_NS);
    }
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
