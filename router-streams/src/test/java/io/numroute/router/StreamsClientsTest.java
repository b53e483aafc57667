package io.numroute.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class StreamsClientsTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);

  @Test
  void theTimeOfAProducerIsTakenAwayAndAppendTimesStay() {
    ConsumerRecords<byte[], byte[]> appended = polled(at(7, TimestampType.LOG_APPEND_TIME));
    assertThat(StreamsClients.withoutProducersTimes(appended)).isSameAs(appended);

    ConsumerRecords<byte[], byte[]> mixed =
        StreamsClients.withoutProducersTimes(
            polled(at(7, TimestampType.LOG_APPEND_TIME), at(9, TimestampType.CREATE_TIME)));
    List<ConsumerRecord<byte[], byte[]>> messages = mixed.records(PARTITION);
    assertThat(messages.get(0).timestamp()).isEqualTo(7);
    assertThat(messages.get(1).timestamp()).isEqualTo(ConsumerRecord.NO_TIMESTAMP);
    assertThat(messages.get(1).offset()).isEqualTo(9);
    assertThat(mixed.nextOffsets()).containsOnlyKeys(PARTITION);
  }

  private static ConsumerRecord<byte[], byte[]> at(long time, TimestampType type) {
    return new ConsumerRecord<>(
        "t", 0, time, time, type, 0, 0, null, null, new RecordHeaders(), Optional.empty());
  }

  @SafeVarargs
  private static ConsumerRecords<byte[], byte[]> polled(
      ConsumerRecord<byte[], byte[]>... messages) {
    return new ConsumerRecords<>(
        Map.of(PARTITION, List.of(messages)), Map.of(PARTITION, new OffsetAndMetadata(10)));
  }
}
