package io.numroute.webhooks;

import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.avro.PortEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An event of the topic.
 *
 * @param message the record that it came in
 */
record Event(ConsumerRecord<byte[], byte[]> message, PortEvent told, EventType type) {

  static Event read(AvroFraming framing, ConsumerRecord<byte[], byte[]> message)
      throws BadRecordException {
    PortEvent told = WebhookRecords.event(framing.decode(message.value()), message);
    EventType type = EventType.of(told.getKind());
    if (type == null) {
      throw new BadRecordException(BadRecordException.Code.NOT_UNDERSTOOD, "unknown kind");
    }
    return new Event(message, told, type);
  }

  long offset() {
    return message.offset();
  }

  /** When it was published. */
  long publishedMs() {
    return message.timestamp();
  }
}
