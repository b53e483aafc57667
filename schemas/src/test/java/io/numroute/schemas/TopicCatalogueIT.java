package io.numroute.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numroute.broker.EmbeddedBroker;
import io.numroute.schemas.BadRecordException.Code;
import io.numroute.schemas.avro.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicCatalogueIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final TopicCatalogue CATALOGUE = new TopicCatalogue(3, (short) 1, 1);

  private final AvroFraming framing = AvroFraming.singleObject();
  private EmbeddedBroker broker;
  private KafkaSettings kafka;
  private Admin admin;

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.temporary();
    kafka = KafkaSettings.of(broker.bootstrapServers());
    admin = Admin.create(kafka.admin());
  }

  @AfterEach
  void stop() {
    admin.close();
    broker.close();
  }

  @Test
  void createsAllTopicsOnceHoweverManyAskAtTheSameTime() throws Exception {
    ExecutorService creators = Executors.newFixedThreadPool(4);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      done.add(creators.submit(() -> CATALOGUE.ensure(kafka, framing, TIMEOUT)));
    }
    for (Future<?> each : done) {
      each.get();
    }
    creators.shutdown();

    assertThat(admin.listTopics().names().get())
        .containsAll(CATALOGUE.topics().stream().map(TopicSpec::name).toList());
    LogId numbers = LogIds.read(kafka.common(), framing, TopicCatalogue.NUMBER_COMMANDS, TIMEOUT);
    LogId directory =
        LogIds.read(kafka.common(), framing, TopicCatalogue.DIRECTORY_COMMANDS, TIMEOUT);
    assertThat(numbers).isNotEqualTo(directory);

    CATALOGUE.ensure(kafka, framing, TIMEOUT);
    assertThat(LogIds.read(kafka.common(), framing, TopicCatalogue.NUMBER_COMMANDS, TIMEOUT))
        .isEqualTo(numbers);
  }

  @Test
  void namesTheTopicThatHasAnotherNumberOfPartitions() throws Exception {
    admin
        .createTopics(List.of(new NewTopic(TopicCatalogue.NUMBER_COMMANDS, 5, (short) 1)))
        .all()
        .get();
    assertThatThrownBy(() -> CATALOGUE.ensure(kafka, framing, TIMEOUT))
        .isInstanceOf(TopicException.class)
        .hasMessage("topic numroute.commands.numbers: has 5 partitions, not 3");
  }

  @Test
  void namesTheSettingThatBreaksAPromise() throws Exception {
    CATALOGUE.ensure(kafka, framing, TIMEOUT);
    alter(TopicCatalogue.DIRECTORY_COMMANDS, "retention.ms", "1000");
    assertThatThrownBy(() -> CATALOGUE.ensure(kafka, framing, TIMEOUT))
        .hasMessage("topic numroute.commands.directory: retention.ms is 1000, must be -1");
    alter(TopicCatalogue.DIRECTORY_COMMANDS, "retention.ms", "-1");
    alter(TopicCatalogue.NUMBER_COMMANDS, "message.timestamp.type", "CreateTime");
    assertThatThrownBy(() -> CATALOGUE.ensure(kafka, framing, TIMEOUT))
        .hasMessageContaining("numroute.commands.numbers")
        .hasMessageContaining("must be LogAppendTime");
  }

  @Test
  void saysWhenATopicIsMissingOrNotBegun() throws Exception {
    assertThatThrownBy(() -> LogIds.read(kafka.common(), framing, "nowhere", Duration.ofSeconds(2)))
        .isInstanceOf(TopicException.class)
        .hasMessage("topic nowhere: does not exist");
    admin.createTopics(List.of(new NewTopic("empty", 2, (short) 1))).all().get();
    assertThatThrownBy(() -> LogIds.read(kafka.common(), framing, "empty", Duration.ofSeconds(2)))
        .hasMessage("topic empty: has partitions without a first record");
  }

  @Test
  void parksWhatIsNotUnderstood() throws Exception {
    CATALOGUE.ensure(kafka, framing, TIMEOUT);
    byte[] key = "gateway/acme/gw1".getBytes(StandardCharsets.UTF_8);
    ConsumerRecord<byte[], byte[]> bad =
        new ConsumerRecord<>("somewhere", 2, 17, key, new byte[100_000]);
    try (DeadLetters letters = new DeadLetters(kafka, framing)) {
      letters.park(bad, "router", new BadRecordException(Code.NOT_AVRO, "rubbish"));
      letters.park(
          new ConsumerRecord<>("somewhere", 2, 18, null, null),
          "router",
          new BadRecordException(Code.NULL_VALUE, "nothing"));
      assertThat(letters.parked()).isEqualTo(2);
    }
    List<DeadLetter> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer())) {
      TopicPartition partition = new TopicPartition(TopicCatalogue.DEAD_LETTERS, 0);
      consumer.assign(List.of(partition));
      consumer.seek(partition, 0);
      while (found.size() < 2) {
        ConsumerRecords<byte[], byte[]> messages = consumer.poll(Duration.ofSeconds(10));
        assertThat(messages).isNotEmpty();
        for (ConsumerRecord<byte[], byte[]> message : messages) {
          found.add((DeadLetter) framing.decode(message.value()));
        }
      }
    }
    assertThat(found.get(0).getCode()).isEqualTo("not-avro");
    assertThat(found.get(0).getSourceOffset()).isEqualTo(17);
    assertThat(found.get(0).getValue().remaining()).isEqualTo(64 << 10);
    assertThat(found.get(1).getCode()).isEqualTo("null-value");
    assertThat(found.get(1).getKey()).isNull();
  }

  private void alter(String topic, String name, String value) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }
}
