package io.numroute.router;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The time at which the broker appended a record, or now when it has none.
 *
 * <p>Streams gives this a copy of each record that says CreateTime whatever the topic keeps, so the
 * kind of time cannot be asked here: {@link StreamsClients} takes the times of producers away
 * before, for those are whatever a producer wrote, and nothing may rest on them.
 */
public final class AppendTime implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> message, long partitionTime) {
    long appended = message.timestamp();
    return appended >= 0 ? appended : System.currentTimeMillis();
  }
}
