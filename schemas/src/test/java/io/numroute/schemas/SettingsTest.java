package io.numroute.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static Settings settings(String... pairs) {
    Map<String, String> map = new java.util.HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return Settings.of(map);
  }

  @Test
  void namesTheKeyThatIsMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings("edge.id", " ").text("edge.id"))
        .withMessage("setting edge.id must be set");
  }

  @Test
  void keepsNumbersInTheirRange() {
    assertThat(settings("port", " 80 ").integer("port", 1, 0, 65535)).isEqualTo(80);
    assertThat(settings().integer("port", 1, 0, 65535)).isEqualTo(1);
    for (String bad : new String[] {"65536", "-1", "0x50", "eighty", "1e3"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> settings("port", bad).integer("port", 1, 0, 65535))
          .withMessage("setting port must be a whole number from 0 to 65535");
    }
  }

  @ParameterizedTest
  @CsvSource({"250ms, 250", "30s, 30000", "5m, 300000", "12h, 43200000", "400d, 34560000000"})
  void readsDurationsWithTheirUnit(String text, long millis) {
    assertThat(settings("wait", text).duration("wait", Duration.ZERO))
        .isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"250", "-1s", "1.5s", "5 m", "99999999999s"})
  void refusesDurationsWithoutUnit(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings("wait", text).duration("wait", Duration.ZERO))
        .withMessageStartingWith("setting wait must be");
  }

  @Test
  void refusesWhatNobodyAskedFor() {
    Settings settings = settings("edge.port", "1", "edge.prot", "2", "kafka.x", "y");
    assertThat(settings.integer("edge.port", 0, 0, 10)).isEqualTo(1);
    assertThat(settings.below("kafka.")).containsExactlyEntriesOf(Map.of("x", "y"));
    assertThatIllegalArgumentException()
        .isThrownBy(settings::refuseUnknown)
        .withMessage("unknown setting edge.prot");
  }

  @Test
  void readsAFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("edge.properties"), "name=Zürich\nflag=true\n");
    Settings settings = Settings.read(file);
    assertThat(settings.text("name")).isEqualTo("Zürich");
    assertThat(settings.flag("flag", false)).isTrue();
  }

  @Test
  void choosesTheFraming() {
    assertThat(AvroFraming.of(settings())).isSameAs(AvroFraming.singleObject());
    assertThat(
            AvroFraming.of(
                settings("framing", "confluent", "framing.registry", "http://registry:8081")))
        .isInstanceOf(ConfluentFraming.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AvroFraming.of(settings("framing", "confluent")))
        .withMessageStartingWith("setting framing.registry ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AvroFraming.of(settings("framing", "json")))
        .withMessageStartingWith("setting framing ");
  }

  @Test
  void theCatalogueChecksItsNumbers() {
    TopicCatalogue catalogue = TopicCatalogue.of(settings("replication.factor", "1"));
    assertThat(catalogue).isEqualTo(new TopicCatalogue(12, (short) 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TopicCatalogue.of(settings("min.insync.replicas", "4")))
        .withMessageStartingWith("setting min.insync.replicas ");
  }

  @Test
  void givesKafkaClientsTheOperatorsSettingsButKeepsItsPromises() {
    KafkaSettings kafka =
        KafkaSettings.of(
            settings(
                "kafka.bootstrap.servers", "kafka:9092",
                "kafka.security.protocol", "SSL",
                "kafka.linger.ms", "7",
                "kafka.acks", "0",
                "kafka.ssl.key.password", "hunter2"));
    assertThat(kafka.producer())
        .containsEntry("security.protocol", "SSL")
        .containsEntry(ProducerConfig.LINGER_MS_CONFIG, "7")
        .containsEntry(ProducerConfig.ACKS_CONFIG, "all");
    assertThat(kafka.consumer())
        .containsEntry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none")
        .containsEntry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    assertThat(kafka.toString()).contains("kafka:9092").doesNotContain("hunter2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KafkaSettings.of(settings()))
        .withMessage("setting kafka.bootstrap.servers must be set");
  }
}
