package io.numroute.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
  @Test
  void stopsAndStartsAgainOnItsPortWithItsData() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
      broker.check();
      int port = broker.port();
      createTopic(broker.bootstrapServers());
      write(broker.bootstrapServers());

      broker.stop();
      assertThatIllegalStateException().isThrownBy(broker::check);

      broker.start();
      broker.check();
      assertThat(broker.port()).isEqualTo(port);
      assertThat(end(broker.bootstrapServers())).isEqualTo(1);
    }
  }

  @Test
  void saysInOneSentenceWhatPreventsIt(@TempDir Path folder) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedBroker.start(folder, taken.getLocalPort()))
          .isInstanceOf(BrokerException.class)
          .hasMessage("port " + taken.getLocalPort() + " is taken");
    }
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> EmbeddedBroker.start(file.resolve("data"), 0))
        .isInstanceOf(BrokerException.class)
        .hasMessageStartingWith("folder " + file.resolve("data") + " cannot be prepared");
    try (EmbeddedBroker first = EmbeddedBroker.start(folder.resolve("data"), 0)) {
      assertThatThrownBy(() -> EmbeddedBroker.start(folder.resolve("data"), 0))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("lock");
      assertThat(end(first.bootstrapServers())).isEqualTo(-1);
    }
  }

  @Tag("heavy") // it is killed again and again
  @Test
  void keepsWhatItAcknowledgedWhenItsProcessIsKilled(@TempDir Path folder) throws Exception {
    int port = Ports.free();
    String servers = "127.0.0.1:" + port;
    Process process = startProcess(folder, port);
    createTopic(servers);
    for (int round = 1; round <= 3; round++) {
      write(servers);
      process.destroyForcibly().waitFor();
      process = startProcess(folder, port);
      assertThat(end(servers)).isEqualTo(round);
    }
    process.destroy();
    assertThat(process.waitFor()).isEqualTo(143);
  }

  private static Process startProcess(Path folder, int port) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerMain.class.getName(),
                folder.toString(),
                Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    assertThat(output.readLine()).isEqualTo("ready 127.0.0.1:" + port);
    return process;
  }

  private static void createTopic(String servers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
    }
  }

  private static void write(String servers) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", servers, "acks", "all");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>("kept", "value")).get();
    }
  }

  /** End offset of the topic; -1 when there is none. */
  private static long end(String servers) throws Exception {
    TopicPartition partition = new TopicPartition("kept", 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      return admin.listTopics().names().get().contains("kept")
          ? admin
              .listOffsets(Map.of(partition, OffsetSpec.latest()))
              .partitionResult(partition)
              .get()
              .offset()
          : -1;
    }
  }
}
