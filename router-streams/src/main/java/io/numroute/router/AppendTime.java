package io.numroute.router;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The time at which the broker appended a record, or now when the topic keeps the producers' times:
 * those are whatever a producer wrote, and nothing may rest on them.
 */
public final class AppendTime implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> message, long partitionTime) {
    long appended = message.timestamp();
    return message.timestampType() == TimestampType.LOG_APPEND_TIME && appended >= 0
        ? appended
        : System.currentTimeMillis();
  }
}
