package io.numroute.schemas;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How to reach Kafka: the bootstrap servers and whatever else the operator wrote under {@code
 * kafka.}, such as security, given to every client.
 *
 * <p>Keys and values are bytes for every client. {@link #toString} shows no values: some are
 * secrets.
 *
 * @param common client settings without the prefix
 */
public record KafkaSettings(Map<String, Object> common) {
  /** What begins a setting that is passed to Kafka clients. */
  public static final String PREFIX = "kafka.";

  private static final String PROVIDERS = "org.apache.kafka.automatic.config.providers";

  static {
    // A value such as ${file:...} in a client's settings is text, unless the operator says
    // otherwise.
    if (System.getProperty(PROVIDERS) == null) {
      System.setProperty(PROVIDERS, "none");
    }
  }

  public KafkaSettings {
    common = Map.copyOf(common);
    Object servers = common.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    if (servers == null || servers.toString().isBlank()) {
      throw new IllegalArgumentException(
          "setting " + PREFIX + CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG + " must be set");
    }
  }

  /** Nothing but an address. */
  public static KafkaSettings of(String bootstrapServers) {
    return new KafkaSettings(
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
  }

  /** What stands under {@code kafka.}. */
  public static KafkaSettings of(Settings settings) {
    return new KafkaSettings(new HashMap<>(settings.below(PREFIX)));
  }

  /** What stands under {@code kafka.}. */
  public static KafkaSettings of(Properties properties) {
    return of(Settings.of(properties));
  }

  public String bootstrapServers() {
    return String.valueOf(common.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
  }

  /**
   * For a producer whose acknowledged records stay: all in-sync replicas, idempotent, retried until
   * the delivery timeout. The operator's own settings win, but for these promises.
   */
  public Map<String, Object> producer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.putAll(common);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return settings;
  }

  /**
   * For a consumer that keeps its own position: nothing is committed, nothing is created, and a
   * position that is gone is an error, never a silent jump.
   */
  public Map<String, Object> consumer() {
    Map<String, Object> settings = new HashMap<>(common);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return settings;
  }

  public Map<String, Object> admin() {
    return new HashMap<>(common);
  }

  /** The address and the names of the other settings. */
  @Override
  public String toString() {
    return "KafkaSettings[" + bootstrapServers() + ", " + common.keySet() + "]";
  }
}
