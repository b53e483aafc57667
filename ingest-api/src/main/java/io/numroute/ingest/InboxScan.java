package io.numroute.ingest;

import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.DirectoryCommand;
import io.numroute.schemas.avro.NumberCommand;
import java.time.Duration;
import java.util.HashMap;
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
 * Finds the commands that records of an inbox have already, by reading the commands logs from where
 * the {@link InboxMark} says to their ends as of now. Blocking; any of Kafka's exceptions may come
 * out.
 */
final class InboxScan {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration STALL = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaSettings kafka;
  private final AvroFraming framing;
  private final UUID directoryLog;
  private final UUID numberLog;

  InboxScan(KafkaSettings kafka, AvroFraming framing, UUID directoryLog, UUID numberLog) {
    this.kafka = kafka;
    this.framing = framing;
    this.directoryLog = directoryLog;
    this.numberLog = numberLog;
  }

  /**
   * By offset in the inbox, the command of each record that has one.
   *
   * @param request what begins the names of these commands' requests; the offset follows
   */
  Map<Long, CommandId> find(String request, InboxMark mark) {
    Map<Long, CommandId> found = new HashMap<>();
    if (mark.isNone()) {
      return found;
    }
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "numroute-ingest-inbox-scan");
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
      Map<TopicPartition, Long> from = new HashMap<>();
      mark.from().forEach((lane, offset) -> from.put(place(lane), offset));
      Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet(), TIMEOUT);
      consumer.assign(from.keySet());
      from.forEach(consumer::seek);
      long progressNs = System.nanoTime();
      while (!from.keySet().stream().allMatch(place -> isRead(consumer, place, ends))) {
        int read = 0;
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
          read++;
          Long offset = offset(request, message);
          if (offset != null) {
            found.putIfAbsent(offset, id(message));
          }
        }
        if (read > 0) {
          progressNs = System.nanoTime();
        } else if (System.nanoTime() - progressNs > STALL.toNanos()) {
          throw new TimeoutException("the commands logs could not be read");
        }
      }
    }
    return found;
  }

  private static boolean isRead(
      KafkaConsumer<byte[], byte[]> consumer,
      TopicPartition place,
      Map<TopicPartition, Long> ends) {
    return consumer.position(place, TIMEOUT) >= ends.getOrDefault(place, 0L);
  }

  private @Nullable Long offset(String prefix, ConsumerRecord<byte[], byte[]> message) {
    try {
      SpecificRecord command = framing.decode(message.value());
      String request =
          command instanceof DirectoryCommand ofDirectory
              ? ofDirectory.getRequest()
              : command instanceof NumberCommand ofNumber ? ofNumber.getRequest() : null;
      return request != null && request.startsWith(prefix)
          ? Long.valueOf(request.substring(prefix.length()))
          : null;
    } catch (BadRecordException | NumberFormatException e) {
      return null; // none of ours
    }
  }

  private static TopicPartition place(int lane) {
    return lane == Admission.DIRECTORY
        ? new TopicPartition(TopicCatalogue.DIRECTORY_COMMANDS, 0)
        : new TopicPartition(TopicCatalogue.NUMBER_COMMANDS, lane - Admission.numbers(0));
  }

  private CommandId id(ConsumerRecord<byte[], byte[]> message) {
    boolean ofDirectory = message.topic().equals(TopicCatalogue.DIRECTORY_COMMANDS);
    return new CommandId(
        ofDirectory ? directoryLog : numberLog, message.partition(), message.offset());
  }
}
