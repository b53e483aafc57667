package io.numroute.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberPartitionsTest {
  private static final long SEED = 44;

  @ParameterizedTest
  @CsvSource({
    "+447106123456, 12, 0",
    "+12125550100, 12, 9",
    "+4930123456, 12, 10",
    "+1, 12, 2",
    "+882123456789012, 12, 1"
  })
  void givesThePublishedVectors(String key, int partitions, int partition) {
    assertThat(NumberPartitions.of(key, partitions)).isEqualTo(partition);
  }

  @Test
  void agreesWithTheJavaProducerOnRandomNumbers() {
    Random random = new Random(SEED);
    for (int i = 0; i < 100_000; i++) {
      String key = "+" + (1 + random.nextLong(1L << random.nextInt(1, 50)));
      byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
      int partitions = 1 + random.nextInt(200);
      assertThat(NumberPartitions.of(bytes, bytes.length, partitions))
          .as(key)
          .isEqualTo(BuiltInPartitioner.partitionForKey(bytes, partitions))
          .isEqualTo(NumberPartitions.of(key, partitions));
    }
  }

  @Test
  void agreesWithKafkasMurmur2OnBytesOfEveryLength() {
    Random random = new Random(SEED);
    for (int length = 0; length < 300; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(NumberPartitions.murmur2(bytes, length)).isEqualTo(Utils.murmur2(bytes));
    }
  }

  @Test
  void readsNoFurtherThanTheLength() {
    byte[] scratch = "+447106123456xxxx".getBytes(StandardCharsets.UTF_8);
    assertThat(NumberPartitions.of(scratch, 13, 64))
        .isEqualTo(NumberPartitions.of("+447106123456", 64));
  }
}
