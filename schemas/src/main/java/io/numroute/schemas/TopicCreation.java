package io.numroute.schemas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Brings topics into being, and checks those that others created. */
final class TopicCreation {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  /** What the promises rest on; the rest an operator may tune. */
  private static final Set<String> ESSENTIAL =
      Set.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);

  private static final Set<String> ESSENTIAL_OF_LOGS =
      Set.of(TopicConfig.RETENTION_MS_CONFIG, TopicConfig.RETENTION_BYTES_CONFIG);

  private final Admin admin;
  private final short replicationFactor;
  private final Deadline deadline;

  TopicCreation(Admin admin, short replicationFactor, Deadline deadline) {
    this.admin = admin;
    this.replicationFactor = replicationFactor;
    this.deadline = deadline;
  }

  void ensure(List<TopicSpec> topics) {
    for (TopicSpec topic : topics) {
      if (describe(topic) == null) {
        create(topic);
      }
    }
    for (TopicSpec topic : topics) {
      awaitLeaders(topic);
    }
    verifySettings(topics);
  }

  private void create(TopicSpec topic) {
    NewTopic wanted =
        new NewTopic(topic.name(), topic.partitions(), replicationFactor).configs(topic.config());
    try {
      await(admin.createTopics(List.of(wanted)).all(), topic.name());
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new TopicException(topic.name(), "cannot be created: " + reason(e), e);
      }
    }
  }

  private void awaitLeaders(TopicSpec topic) {
    while (true) {
      TopicDescription found = describe(topic);
      if (found != null) {
        if (found.partitions().size() != topic.partitions()) {
          throw new TopicException(
              topic.name(),
              "has " + found.partitions().size() + " partitions, not " + topic.partitions());
        } else if (found.partitions().stream().allMatch(p -> exists(p.leader()))) {
          return;
        }
      }
      if (deadline.passed()) {
        throw new TopicException(topic.name(), "has partitions without a leader");
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  private static boolean exists(@Nullable Node leader) {
    return leader != null && !leader.isEmpty();
  }

  private @Nullable TopicDescription describe(TopicSpec topic) {
    String name = topic.name();
    try {
      return await(admin.describeTopics(List.of(name)).allTopicNames(), name).get(name);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return null;
      }
      throw new TopicException(name, "cannot be described: " + reason(e), e);
    }
  }

  private void verifySettings(List<TopicSpec> topics) {
    List<ConfigResource> resources = new ArrayList<>();
    for (TopicSpec topic : topics) {
      resources.add(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
    }
    Map<ConfigResource, KafkaFuture<Config>> found = admin.describeConfigs(resources).values();
    for (int i = 0; i < topics.size(); i++) {
      TopicSpec topic = topics.get(i);
      KafkaFuture<Config> config = found.get(resources.get(i));
      if (config == null) {
        throw new TopicException(topic.name(), "its settings were not told");
      }
      try {
        verify(topic, await(config, topic.name()));
      } catch (ExecutionException e) {
        throw new TopicException(topic.name(), "its settings cannot be read: " + reason(e), e);
      }
    }
  }

  private static void verify(TopicSpec topic, Config found) {
    topic
        .config()
        .forEach(
            (name, wanted) -> {
              boolean essential =
                  ESSENTIAL.contains(name) || (topic.isLog() && ESSENTIAL_OF_LOGS.contains(name));
              ConfigEntry entry = found.get(name);
              String value = entry == null ? null : entry.value();
              if (essential && !wanted.equals(value)) {
                throw new TopicException(
                    topic.name(), name + " is " + value + ", must be " + wanted);
              }
            });
  }

  private <T> T await(KafkaFuture<T> future, String topic) throws ExecutionException {
    try {
      return future.get(deadline.leftMs(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new TopicException(topic, "the cluster did not answer in time", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause();
    return cause == null ? e.toString() : cause.toString();
  }
}
