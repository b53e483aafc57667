package io.numroute.replica;

import io.numroute.routing.Directory;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.LogId;
import io.numroute.schemas.LogIds;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.TopicException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory as this process knows it: follows the directory log from its first record, on one
 * thread of its own, and applies each command.
 *
 * <p>It outlives Kafka's absence: it tries for ever, and {@link #check} tells. It does not outlive
 * its log: when the log at the other end is another one, or its records are gone, it stops with the
 * last directory it had and {@link #check} says why; it never begins anew on its own. A record that
 * is no command this version understands moves the version; what a later version says with it is
 * left out of decisions, and else it changes nothing.
 */
public final class DirectoryFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryFollower.class);

  private static final TopicPartition LOG_PARTITION =
      new TopicPartition(TopicCatalogue.DIRECTORY_COMMANDS, 0);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration RETRY = Duration.ofMillis(500);

  /** How often an idle follower asks the broker whether it is still there. */
  private static final long PROBE_NS = Duration.ofSeconds(3).toNanos();

  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final AvroFraming framing;
  private final Map<String, Object> settings;
  private final DirectoryApplier applier;
  private final Thread thread = new Thread(this::run, "directory-follower");

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progress = lock.newCondition();

  private volatile @Nullable LogId logId;
  private volatile long position;
  private volatile long firstEnd = Long.MAX_VALUE;
  private volatile @Nullable String trouble = "not started";
  private volatile boolean failed;
  private volatile boolean closed;
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private long lastContactNs;

  /**
   * @param listeners called in order for each command
   * @param poison gets what is not understood, with the reason; {@code DeadLetters::park} in
   *     exactly one role
   */
  public DirectoryFollower(
      KafkaSettings kafka,
      AvroFraming framing,
      List<DirectoryListener> listeners,
      BiConsumer<ConsumerRecord<byte[], byte[]>, BadRecordException> poison) {
    this.framing = framing;
    this.settings = settings(kafka);
    this.applier = new DirectoryApplier(framing, listeners, poison);
    thread.setDaemon(true);
  }

  /** A follower that nobody listens to and that leaves parking to others. */
  public DirectoryFollower(KafkaSettings kafka, AvroFraming framing) {
    this(kafka, framing, List.of(), (message, reason) -> {});
  }

  private static Map<String, Object> settings(KafkaSettings kafka) {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
    settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    settings.put(ConsumerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500);
    return settings;
  }

  /** Begins to follow, in the background. */
  public void start() {
    trouble = "not connected yet";
    thread.start();
  }

  /** The newest directory. Never waits; called once per lookup. */
  public Directory current() {
    return applier.current();
  }

  /** End offset of what is applied: every record of the log below it is in {@link #current}. */
  public long position() {
    return position;
  }

  /** Id of the log. Throws IllegalStateException before its first record was read. */
  public String logId() {
    LogId id = logId;
    if (id == null) {
      throw new IllegalStateException("the directory log was not read yet: " + trouble);
    }
    return id.toString();
  }

  /** Whether everything is applied that was in the log when this follower first reached it. */
  public boolean ready() {
    return position >= firstEnd && !failed;
  }

  /** Records that were broken, or nothing of ours. */
  public long poisoned() {
    return applier.poisoned();
  }

  /** Records that a later version may well have meant something by; see {@link Directory#skip}. */
  public long notUnderstood() {
    return applier.notUnderstood();
  }

  /**
   * Waits until every record below {@code endOffset} is applied.
   *
   * @return false when the time is over, or this follower has failed or is closed
   */
  public boolean awaitOffset(long endOffset, Duration timeout) {
    return position >= endOffset || await(() -> position >= endOffset, timeout);
  }

  /** Waits until {@link #ready}; false as for {@link #awaitOffset}. */
  public boolean awaitReady(Duration timeout) {
    return await(this::ready, timeout);
  }

  /**
   * Throws IllegalStateException, which says why, when this follower is not connected or has failed
   * for good. Until then it goes on with the directory it has.
   */
  public void check() {
    String reason = trouble;
    if (closed) {
      throw new IllegalStateException("directory follower: closed");
    } else if (reason != null) {
      throw new IllegalStateException("directory follower: " + reason);
    }
  }

  @Override
  public void close() {
    closed = true;
    Consumer<byte[], byte[]> running = consumer;
    if (running != null) {
      running.wakeup();
    }
    announce();
    try {
      thread.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed && !failed) {
      try (Consumer<byte[], byte[]> opened = new KafkaConsumer<>(settings)) {
        consumer = opened;
        follow(opened);
      } catch (WakeupException | InterruptException e) {
        if (!closed) {
          fail("interrupted", e);
        }
      } catch (InvalidOffsetException e) {
        fail("records of the log that it needs are gone: " + e.getMessage(), e);
      } catch (TopicException e) {
        fail(String.valueOf(e.getMessage()), e);
      } catch (RuntimeException e) {
        retry(e);
      } catch (Throwable e) {
        fail(e.toString(), e);
        throw e;
      } finally {
        consumer = null;
      }
    }
  }

  private void follow(Consumer<byte[], byte[]> opened) {
    opened.assign(List.of(LOG_PARTITION));
    verifyLog(opened);
    opened.seek(LOG_PARTITION, position);
    while (!closed) {
      ConsumerRecords<byte[], byte[]> messages = opened.poll(POLL);
      LogId log = logId;
      if (log == null) {
        throw new AssertionError();
      }
      for (ConsumerRecord<byte[], byte[]> message : messages) {
        applier.apply(message, log);
        advance(message.offset() + 1);
      }
      advance(opened.position(LOG_PARTITION));
      if (ready()) {
        applier.upToDate();
      }
      if (messages.isEmpty()) {
        probe(opened);
      } else {
        contact();
      }
    }
  }

  /** The log must begin, and be the one that was followed before. */
  private void verifyLog(Consumer<byte[], byte[]> opened) {
    opened.seek(LOG_PARTITION, 0);
    lastContactNs = System.nanoTime() - PROBE_NS;
    while (!closed) {
      for (ConsumerRecord<byte[], byte[]> first : opened.poll(POLL)) {
        LogId found = LogIds.of(first, framing);
        LogId known = logId;
        if (known != null && !known.equals(found)) {
          throw new TopicException(
              first.topic(), "is another log, " + found + ", than the one followed, " + known);
        }
        logId = found;
        lastContactNs = System.nanoTime() - PROBE_NS;
        probe(opened);
        return;
      }
      probe(opened);
    }
    throw new WakeupException();
  }

  private void probe(Consumer<byte[], byte[]> opened) {
    if (System.nanoTime() - lastContactNs < PROBE_NS) {
      return;
    }
    Long end = opened.endOffsets(List.of(LOG_PARTITION), PROBE_TIMEOUT).get(LOG_PARTITION);
    if (end != null && end < position) {
      throw new TopicException(
          LOG_PARTITION.topic(), "ends at " + end + ", but was read to " + position);
    }
    if (end != null && logId != null && firstEnd == Long.MAX_VALUE) {
      firstEnd = end;
      announce();
    }
    contact();
  }

  private void contact() {
    lastContactNs = System.nanoTime();
    if (trouble != null) {
      trouble = logId == null ? "the directory log is empty" : null;
    }
  }

  private void advance(long end) {
    if (end > position) {
      position = end;
      announce();
    }
  }

  private void announce() {
    lock.lock();
    try {
      progress.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean await(java.util.function.BooleanSupplier done, Duration timeout) {
    long leftNs = timeout.toNanos();
    lock.lock();
    try {
      while (!done.getAsBoolean()) {
        if (leftNs <= 0 || closed || failed) {
          return false;
        }
        leftNs = progress.awaitNanos(leftNs);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void fail(String reason, Throwable e) {
    LOG.error("the directory is followed no more: {}", reason, e);
    trouble = reason;
    failed = true;
    announce();
  }

  private void retry(RuntimeException e) {
    if (!closed) {
      LOG.warn("the directory log cannot be read, will try again: {}", e.toString());
      trouble = "cannot read the log: " + e.getMessage();
      await(() -> closed, RETRY);
    }
  }
}
