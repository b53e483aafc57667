package io.numroute.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class EmbeddedBrokerIT {
  @Test
  void startsStopsAndStartsAgainWithItsData() throws Exception {
    long t0 = System.nanoTime();
    try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
      System.err.println("start " + (System.nanoTime() - t0) / 1000000);
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        admin.createTopics(List.of(new NewTopic("kept", 3, (short) 1))).all().get();
      }
      t0 = System.nanoTime();
      broker.stop();
      System.err.println("stop " + (System.nanoTime() - t0) / 1000000);
      t0 = System.nanoTime();
      broker.start();
      System.err.println("start " + (System.nanoTime() - t0) / 1000000);
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        assertThat(admin.listTopics().names().get()).contains("kept");
      }
    }
  }
}
