package io.numroute.router;

import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.DeadLetters;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** What the deciders of all partitions did, and where they put what they cannot understand. */
final class DeciderWatch {
  private static final String CONSUMER = "router";
  private static final long NOT_WAITING = 0;

  private final @Nullable DeadLetters deadLetters;
  private final AtomicLongArray waitingSinceNs;
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder passedOver = new LongAdder();
  private final LongAdder parked = new LongAdder();
  private final LongAdder notUnderstood = new LongAdder();
  private volatile boolean closing;

  DeciderWatch(int partitions, @Nullable DeadLetters deadLetters) {
    this.deadLetters = deadLetters;
    waitingSinceNs = new AtomicLongArray(partitions);
  }

  void accepted() {
    accepted.increment();
  }

  void refused() {
    refused.increment();
  }

  void passedOver() {
    passedOver.increment();
  }

  long acceptedCount() {
    return accepted.sum();
  }

  long refusedCount() {
    return refused.sum();
  }

  long passedOverCount() {
    return passedOver.sum();
  }

  long parkedCount() {
    return parked.sum();
  }

  /** Those of {@link #parkedCount} that a later version may well have meant something by. */
  long notUnderstoodCount() {
    return notUnderstood.sum();
  }

  void park(Record<byte[], byte[]> message, RecordMetadata place, BadRecordException reason) {
    parked.increment();
    if (reason.code().mayBeOfALaterVersion()) {
      notUnderstood.increment();
    }
    if (deadLetters != null) {
      deadLetters.park(
          new ConsumerRecord<>(
              place.topic(),
              place.partition(),
              place.offset(),
              message.timestamp(),
              TimestampType.LOG_APPEND_TIME,
              ConsumerRecord.NULL_SIZE,
              ConsumerRecord.NULL_SIZE,
              message.key(),
              message.value(),
              message.headers(),
              Optional.empty()),
          CONSUMER,
          reason);
    }
  }

  void waitBegins(int partition) {
    waitingSinceNs.set(partition, System.nanoTime() | 1);
  }

  void waitEnded(int partition) {
    waitingSinceNs.set(partition, NOT_WAITING);
  }

  /**
   * How long the decider that waits longest has been waiting for the directory; 0 when none does.
   */
  long longestWaitNs(long nowNs) {
    long longest = 0;
    for (int i = 0; i < waitingSinceNs.length(); i++) {
      long since = waitingSinceNs.get(i);
      if (since != NOT_WAITING) {
        longest = Math.max(longest, nowNs - since);
      }
    }
    return longest;
  }

  void close() {
    closing = true;
  }

  void checkNotClosing() {
    if (closing) {
      throw new StreamsException("closing while waiting for the directory");
    }
  }
}
