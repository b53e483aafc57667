package io.numroute.webhooks;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads a command by its place. */
public interface Commands {
  /**
   * The record at exactly that offset, or null. Blocking; any of Kafka's exceptions may come out.
   */
  @Nullable ConsumerRecord<byte[], byte[]> read(TopicPartition place, long offset);
}
