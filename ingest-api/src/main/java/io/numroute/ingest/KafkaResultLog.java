package io.numroute.ingest;

import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.CommandResult;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The results topic in Kafka. */
final class KafkaResultLog implements ResultLog {
  private final LogReader reader;
  private final AvroFraming framing;

  KafkaResultLog(LogReader reader, AvroFraming framing) {
    this.reader = reader;
    this.framing = framing;
  }

  @Override
  public long begin(int partition) {
    return reader.begin(place(partition));
  }

  @Override
  public long end(int partition) {
    return reader.end(place(partition));
  }

  @Override
  public @Nullable Entry read(int partition, long offset, long end) {
    for (long at = offset; at < end; ) {
      ConsumerRecord<byte[], byte[]> message = reader.read(place(partition), at, end);
      if (message == null) {
        return null;
      }
      try {
        if (framing.decode(message.value()) instanceof CommandResult result) {
          return new Entry(message.offset(), result);
        }
      } catch (BadRecordException e) {
        // the follower parks and counts it
      }
      at = message.offset() + 1;
    }
    return null;
  }

  private static TopicPartition place(int partition) {
    return new TopicPartition(TopicCatalogue.RESULTS, partition);
  }
}
