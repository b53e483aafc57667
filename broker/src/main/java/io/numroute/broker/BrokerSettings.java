package io.numroute.broker;

import java.util.HashMap;
import java.util.Map;

/** What makes Kafka a small, quick guest. */
final class BrokerSettings {
  /** Broker settings by name. */
  static final Map<String, String> OF_A_GUEST = ofAGuest();

  private BrokerSettings() {}

  private static Map<String, String> ofAGuest() {
    Map<String, String> settings = new HashMap<>();
    settings.put("auto.create.topics.enable", "false");
    settings.put("group.initial.rebalance.delay.ms", "0");

    // One broker: one replica.
    settings.put("default.replication.factor", "1");
    settings.put("min.insync.replicas", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "2");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");

    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "3");
    settings.put("background.threads", "2");
    settings.put("num.recovery.threads.per.data.dir", "2");
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
    settings.put("metric.reporters", "");

    // The controller hears from this broker within the same JVM. After kill -9 it must not wait
    // long for the broker that is gone, and a long pause of the JVM must not fence the one there
    // is.
    settings.put("broker.heartbeat.interval.ms", "500");
    settings.put("broker.session.timeout.ms", "6000");
    return Map.copyOf(settings);
  }
}
