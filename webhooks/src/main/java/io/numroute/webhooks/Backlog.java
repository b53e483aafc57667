package io.numroute.webhooks;

import io.numroute.routing.IspId;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads an ISP's events again, for lanes that did not hold them all. One consumer for all lanes,
 * which take turns of a bounded length. Any of Kafka's exceptions may come out.
 */
final class Backlog implements AutoCloseable {
  static final TopicPartition EVENTS = new TopicPartition(TopicCatalogue.PORT_EVENTS, 0);

  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int POLLS = 20;
  private static final int POLL_RECORDS = 1000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final AvroFraming framing;

  /**
   * Events in their order.
   *
   * @param next every event of the ISP before it is in this page or those before
   */
  record Page(List<Event> events, long next) {}

  Backlog(KafkaSettings kafka, AvroFraming framing) {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "numroute-webhooks-backlog");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
    // What is read is there. A fetch that waits at the end would hold up the next read.
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 0);
    this.consumer = new KafkaConsumer<>(settings);
    this.framing = framing;
  }

  /**
   * Some of the ISP's events from an offset on. What is not kept any more, or not understood, is
   * passed over.
   *
   * @param to there is something before it
   * @param most how many
   */
  synchronized Page read(IspId isp, long from, long to, int most) {
    byte[] key = WebhookRecords.key(isp);
    consumer.assign(List.of(EVENTS));
    long begin = consumer.beginningOffsets(List.of(EVENTS), TIMEOUT).getOrDefault(EVENTS, 0L);
    long next = Math.max(from, begin);
    consumer.seek(EVENTS, next);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < POLLS && next < to; i++) {
      ConsumerRecords<byte[], byte[]> messages = consumer.poll(TIMEOUT);
      for (ConsumerRecord<byte[], byte[]> message : messages) {
        if (Arrays.equals(key, message.key())) {
          add(events, message);
          if (events.size() == most) {
            return new Page(events, message.offset() + 1);
          }
        }
      }
      if (messages.isEmpty() && consumer.position(EVENTS) == next) {
        throw new TimeoutException("no events from " + EVENTS + " in time");
      }
      next = consumer.position(EVENTS);
    }
    return new Page(events, next);
  }

  private void add(List<Event> events, ConsumerRecord<byte[], byte[]> message) {
    try {
      events.add(Event.read(framing, message));
    } catch (BadRecordException e) {
      // It was parked when it was first read.
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    synchronized (this) {
      consumer.close();
    }
  }
}
