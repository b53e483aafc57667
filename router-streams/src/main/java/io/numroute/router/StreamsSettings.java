package io.numroute.router;

import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailExceptionHandler;

/** What Kafka Streams is told, each setting with its reason. */
final class StreamsSettings {
  /** A router that is silent for longer has lost its partitions. */
  static final Duration SESSION_TIMEOUT = Duration.ofSeconds(30);

  /**
   * A fact that is not acknowledged by then is given up: with {@link NumberDecider#STALE_POLL} this
   * stays below the session timeout, so nothing arrives when the partition may be another's.
   */
  private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(10);

  private static final int COMMIT_MS = 100;
  private static final int POLL_MS = 100;
  private static final int FETCH_WAIT_MS = 500;

  private StreamsSettings() {}

  static Properties of(RouterConfig config, KafkaSettings kafka) {
    Properties settings = new Properties();
    settings.putAll(kafka.common());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, TopicCatalogue.APPLICATION_ID);
    settings.put(StreamsConfig.CLIENT_ID_CONFIG, config.id());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbyReplicas());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    settings.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.NO_OPTIMIZATION);
    // Bytes cannot fail to deserialise; whatever else fails must stop the thread, not be dropped.
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailExceptionHandler.class);
    settings.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, AppendTime.class);
    // A commit makes a restart pass over less, no more; facts are visible before it.
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MS);
    settings.put(StreamsConfig.POLL_MS_CONFIG, POLL_MS);
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
    // Ends the wait for Streams' own tasks that time out before a thread gives up.
    settings.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT.toMillis());

    producer(settings, ProducerConfig.ACKS_CONFIG, "all");
    producer(settings, ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    producer(settings, ProducerConfig.LINGER_MS_CONFIG, ManyAtATime.LINGER_MS);
    producer(settings, ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    producer(settings, ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    producer(
        settings, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
    producer(settings, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5000);
    // See StreamsClients: nothing may be under way behind a record that is lost.
    producer(settings, ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);

    main(settings, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, config.id());
    main(settings, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION_TIMEOUT.toMillis());
    main(settings, ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
    main(settings, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1000);
    // A commit to a broker that is away must not hold the thread for a minute.
    main(settings, ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    restore(settings, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 20_000);
    restore(settings, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20);
    restore(settings, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 64 << 20);
    return settings;
  }

  private static void producer(Properties settings, String key, Object value) {
    settings.put(StreamsConfig.producerPrefix(key), value);
  }

  private static void main(Properties settings, String key, Object value) {
    settings.put(StreamsConfig.mainConsumerPrefix(key), value);
  }

  private static void restore(Properties settings, String key, Object value) {
    settings.put(StreamsConfig.restoreConsumerPrefix(key), value);
  }
}
