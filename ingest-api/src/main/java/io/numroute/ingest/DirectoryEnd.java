package io.numroute.ingest;

import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells the end offset of the directory commands, never older than the question: the stamp that
 * makes a number command wait for the directory its sender may have seen.
 *
 * <p>One thread asks the broker. Questions that come while a call is under way wait for the next
 * one, together: under load one call answers many, and an idle door adds one round trip.
 * Thread-safe.
 */
final class DirectoryEnd implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final LongSupplier endOffset;
  private final Runnable onClose;
  private final Thread thread;
  private List<CompletableFuture<Long>> waiting = new ArrayList<>();
  private boolean closed;

  /**
   * @param endOffset asks the broker; called by one thread
   */
  DirectoryEnd(LongSupplier endOffset, Runnable onClose) {
    this.endOffset = endOffset;
    this.onClose = onClose;
    this.thread = new Thread(this::run, "ingest-directory-end");
    thread.setDaemon(true);
    thread.start();
  }

  /** Asks the brokers of {@code kafka}. */
  static DirectoryEnd of(KafkaSettings kafka) {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "numroute-ingest-directory-end");
    KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings);
    TopicPartition place = new TopicPartition(TopicCatalogue.DIRECTORY_COMMANDS, 0);
    return new DirectoryEnd(
        () -> consumer.endOffsets(List.of(place), TIMEOUT).getOrDefault(place, 0L),
        consumer::close);
  }

  /**
   * The end offset as of now or a moment later. Fails with {@link KafkaAwayException}, and then
   * nothing was written.
   */
  CompletableFuture<Long> now() {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    synchronized (this) {
      if (!closed) {
        waiting.add(answer);
        notifyAll();
        return answer;
      }
    }
    answer.completeExceptionally(away(new IllegalStateException("closed")));
    return answer;
  }

  private void run() {
    while (true) {
      List<CompletableFuture<Long>> asked;
      boolean last;
      synchronized (this) {
        while (waiting.isEmpty() && !closed) {
          try {
            wait();
          } catch (InterruptedException e) {
            closed = true;
          }
        }
        asked = waiting;
        waiting = new ArrayList<>();
        last = closed;
      }
      if (last) {
        asked.forEach(a -> a.completeExceptionally(away(new IllegalStateException("closed"))));
        onClose.run();
        return;
      }
      answer(asked);
    }
  }

  private void answer(List<CompletableFuture<Long>> asked) {
    try {
      long end = endOffset.getAsLong();
      asked.forEach(a -> a.complete(end));
    } catch (RuntimeException e) {
      asked.forEach(a -> a.completeExceptionally(away(e)));
    }
  }

  private static KafkaAwayException away(RuntimeException cause) {
    return new KafkaAwayException(false, cause);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(TIMEOUT.plusSeconds(2).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
