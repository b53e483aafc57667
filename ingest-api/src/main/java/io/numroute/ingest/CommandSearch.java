package io.numroute.ingest;

import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.DirectoryCommand;
import io.numroute.schemas.avro.NumberCommand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the command of a request by reading a part of a commands log from front to end. For the
 * rare request that was cut off in the middle: one search at a time, with a consumer of its own,
 * and no longer than {@link #LIMIT}. Blocking; any of Kafka's exceptions may come out.
 */
final class CommandSearch {
  /** A broker delivers millions of commands meanwhile. */
  static final Duration LIMIT = Duration.ofSeconds(20);

  private static final Duration ASK = Duration.ofSeconds(3);

  private final KafkaSettings kafka;
  private final AvroFraming framing;
  private final UUID directoryLog;

  CommandSearch(KafkaSettings kafka, AvroFraming framing, UUID directoryLog) {
    this.kafka = kafka;
    this.framing = framing;
    this.directoryLog = directoryLog;
  }

  /** The first command of that request which the log has now, or null. */
  synchronized @Nullable CommandId find(CommandPlace where, String actor, String request) {
    UUID log = where.log();
    TopicPartition place =
        new TopicPartition(
            log.equals(directoryLog)
                ? TopicCatalogue.DIRECTORY_COMMANDS
                : TopicCatalogue.NUMBER_COMMANDS,
            where.partition());
    long deadlineNs = System.nanoTime() + LIMIT.toNanos();
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "numroute-ingest-search");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
      consumer.assign(List.of(place));
      long end = consumer.endOffsets(List.of(place), ASK).getOrDefault(place, 0L);
      consumer.seek(place, where.from());
      while (consumer.position(place, ASK) < end) {
        long leftNs = deadlineNs - System.nanoTime();
        if (leftNs <= 0) {
          throw new TimeoutException("the commands since the claim could not be read in time");
        }
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofNanos(leftNs))) {
          if (isOf(message, actor, request)) {
            return new CommandId(log, where.partition(), message.offset());
          }
        }
      }
      return null;
    }
  }

  private boolean isOf(ConsumerRecord<byte[], byte[]> message, String actor, String request) {
    try {
      SpecificRecord record = framing.decode(message.value());
      return record instanceof DirectoryCommand directory
          ? request.equals(directory.getRequest()) && actor.equals(directory.getActor())
          : record instanceof NumberCommand number
              && request.equals(number.getRequest())
              && actor.equals(number.getActor());
    } catch (BadRecordException e) {
      return false; // no command of ours: parked by who decides it
    }
  }
}
