package io.numroute.schemas;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The only place where names, keys and settings of topics stand.
 *
 * @param numberPartitions partitions of the number commands, for ever: another count is another log
 * @param replicationFactor of every topic
 * @param minInSync replicas that must have a record before it is acknowledged
 */
public record TopicCatalogue(int numberPartitions, short replicationFactor, int minInSync) {
  /** Key: entity, such as {@code gateway/acme/gw1}. One partition: a total order. Kept for ever. */
  public static final String DIRECTORY_COMMANDS = "numroute.commands.directory";

  /** Key: number, such as {@code +447106123456}. Kept for ever. */
  public static final String NUMBER_COMMANDS = "numroute.commands.numbers";

  /**
   * Key: command id. Partition i holds the results of number commands of partition i, the last one
   * those of the directory.
   */
  public static final String RESULTS = "numroute.results";

  /** Key: edge id. */
  public static final String ANSWERS = "numroute.answers";

  /** Key: key id. Compacted. */
  public static final String CREDENTIALS = "numroute.credentials";

  /** Key: as read. */
  public static final String DEAD_LETTERS = "numroute.dead-letters";

  /** Key: gateway, such as {@code acme/gw1}. One partition: states are a fold over its order. */
  public static final String GATEWAY_STATE = "numroute.gateway-state";

  /** Key: gateway. Every change of what is observed of it, in order. */
  public static final String GATEWAY_EVENTS = "numroute.gateway-events";

  /** Key: ISP. What became of ports, told to each of their sides. */
  public static final String PORT_EVENTS = "numroute.port-events";

  /** Key: ISP. Where it wants to be told of events by HTTP. Compacted. */
  public static final String WEBHOOKS = "numroute.webhooks";

  /** Key: ISP. How far its webhook has been told. Compacted. */
  public static final String WEBHOOK_PROGRESS = "numroute.webhook-progress";

  /** Key: hash of a tenant's Idempotency-Key. One partition: the first claim of a key counts. */
  public static final String IDEMPOTENCY = "numroute.idempotency";

  /** How long an answer is kept for who sends its Idempotency-Key again. */
  public static final Duration IDEMPOTENCY_LIFETIME = Duration.ofHours(24);

  /** Reserved. Key: line id. */
  public static final String USAGE = "numroute.usage";

  /** The routers' Streams application, and so the beginning of its internal topics' names. */
  public static final String APPLICATION_ID = "numroute";

  /** Name of the routers' number store. */
  public static final String NUMBER_STORE = "facts.numbers";

  /**
   * Key: number. The number store's changelog, under the name that Streams expects: created here
   * because Streams would give it other settings.
   */
  public static final String NUMBER_FACTS = APPLICATION_ID + "-" + NUMBER_STORE + "-changelog";

  /**
   * Begins the name of a topic to which one ISP alone may write what it asks for; the ISP's id
   * follows. Key: any.
   */
  public static final String INBOX_PREFIX = "numroute.inbox.";

  /**
   * Begins the name of the topic that tells an ISP what became of that. Key: place in the inbox,
   * such as {@code 0:17}. Partition i answers partition i.
   */
  public static final String OUTBOX_PREFIX = "numroute.outbox.";

  /** Partitions of an inbox and of its outbox. Order holds within each. */
  public static final int INBOX_PARTITIONS = 4;

  /** Partitions of {@link #ANSWERS}: a bound on how many consumers can share its reading. */
  public static final int ANSWER_PARTITIONS = 4;

  /** More than this on one cluster is a mistake. */
  private static final int MAX_PARTITIONS = 10_000;

  /**
   * How long every report on {@link #GATEWAY_STATE} is kept. Damping looks at the last seven times
   * a gateway went down in a row, each no more than an hour and ten minutes after the one before:
   * with all of them, a process that starts has the same states as one that was always there.
   */
  private static final Duration EVERY_REPORT = Duration.ofHours(12);

  /**
   * How long an inbox is kept: less than brokers keep the positions of a group whose members are
   * all away (seven days unless an operator changes it). Nobody begins an inbox anew that was
   * worked on before.
   */
  private static final Duration INBOX_KEPT = Duration.ofDays(5);

  private static final Duration FOR_EVER = Duration.ofMillis(-1);
  private static final long MIB = 1 << 20;

  public TopicCatalogue {
    require(
        numberPartitions >= 1 && numberPartitions <= MAX_PARTITIONS,
        "numbers.partitions must be 1 to 10000");
    require(replicationFactor >= 1, "replication.factor must be at least 1");
    require(
        minInSync >= 1 && minInSync <= replicationFactor,
        "min.insync.replicas must be 1 to replication.factor");
  }

  /**
   * As the settings {@code numbers.partitions} (12), {@code replication.factor} (3) and {@code
   * min.insync.replicas} (one less than the factor, at least 1) say.
   */
  public static TopicCatalogue of(Settings settings) {
    int factor = settings.integer("replication.factor", 3, 1, Short.MAX_VALUE);
    return new TopicCatalogue(
        settings.integer("numbers.partitions", 12, 1, MAX_PARTITIONS),
        (short) factor,
        settings.integer("min.insync.replicas", Math.max(1, factor - 1), 1, factor));
  }

  /** Partition of {@link #RESULTS} that holds the results of directory commands. */
  public int directoryResults() {
    return numberPartitions;
  }

  /** Every topic that there always is. */
  public List<TopicSpec> topics() {
    return List.of(
        log(DIRECTORY_COMMANDS, 1),
        log(NUMBER_COMMANDS, numberPartitions),
        topic(
            NUMBER_FACTS,
            numberPartitions,
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime",
                TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, millis(Duration.ofHours(24)),
                TopicConfig.DELETE_RETENTION_MS_CONFIG, millis(Duration.ofHours(24)),
                TopicConfig.SEGMENT_BYTES_CONFIG, Long.toString(128 * MIB))),
        topic(RESULTS, numberPartitions + 1, kept(Duration.ofDays(30), "CreateTime")),
        topic(ANSWERS, ANSWER_PARTITIONS, kept(Duration.ofDays(400), "CreateTime")),
        topic(CREDENTIALS, 1, newest()),
        topic(
            GATEWAY_STATE,
            1,
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime",
                TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                millis(EVERY_REPORT),
                TopicConfig.RETENTION_MS_CONFIG,
                millis(EVERY_REPORT.multipliedBy(2)),
                TopicConfig.SEGMENT_MS_CONFIG,
                millis(Duration.ofHours(6)),
                TopicConfig.SEGMENT_BYTES_CONFIG,
                Long.toString(16 * MIB))),
        topic(GATEWAY_EVENTS, 1, kept(Duration.ofDays(30), "LogAppendTime")),
        topic(PORT_EVENTS, 1, kept(Duration.ofDays(30), "LogAppendTime")),
        topic(WEBHOOKS, 1, newest()),
        topic(WEBHOOK_PROGRESS, 1, newest()),
        topic(IDEMPOTENCY, 1, claims()),
        topic(DEAD_LETTERS, 1, kept(Duration.ofDays(30), "LogAppendTime")));
  }

  /** The inbox of an ISP and its outbox. */
  public List<TopicSpec> inbox(String isp) {
    return List.of(
        topic(INBOX_PREFIX + isp, INBOX_PARTITIONS, kept(INBOX_KEPT, "LogAppendTime")),
        topic(OUTBOX_PREFIX + isp, INBOX_PARTITIONS, kept(Duration.ofDays(30), "LogAppendTime")));
  }

  /**
   * Creates an ISP's inbox and outbox if they are missing, and checks them if they are there.
   *
   * @throws TopicException which names the topic and what is wrong with it
   */
  public void ensureInbox(KafkaSettings kafka, String isp, Duration timeout) {
    try (Admin admin = Admin.create(kafka.admin())) {
      new TopicCreation(admin, replicationFactor, Deadline.in(timeout)).ensure(inbox(isp));
    }
  }

  /** {@link #ensure(Admin, AvroFraming, Map, Duration)} with clients of its own. */
  public void ensure(KafkaSettings kafka, AvroFraming framing, Duration timeout) {
    try (Admin admin = Admin.create(kafka.admin())) {
      ensure(admin, framing, kafka.common(), timeout);
    }
  }

  /**
   * Creates the topics that are missing, waits until all can be written, begins the logs that are
   * empty, and checks that what was there before is as it must be. Any number of processes may do
   * this at the same time.
   *
   * @param clientSettings of any Kafka client: how to reach the cluster
   * @throws TopicException which names the topic and what is wrong with it
   */
  public void ensure(
      Admin admin, AvroFraming framing, Map<String, Object> clientSettings, Duration timeout) {
    Deadline deadline = Deadline.in(timeout);
    new TopicCreation(admin, replicationFactor, deadline).ensure(topics());
    new LogHeaders(framing, new KafkaSettings(clientSettings), deadline)
        .begin(topics().stream().filter(TopicSpec::isLog).toList());
  }

  private TopicSpec log(String name, int partitions) {
    Map<String, String> config = new HashMap<>(kept(FOR_EVER, "LogAppendTime"));
    config.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
    return new TopicSpec(name, partitions, common(config), true);
  }

  private TopicSpec topic(String name, int partitions, Map<String, String> config) {
    return new TopicSpec(name, partitions, common(config), false);
  }

  private Map<String, String> common(Map<String, String> config) {
    Map<String, String> all = new HashMap<>(config);
    all.put(TopicConfig.COMPRESSION_TYPE_CONFIG, "producer");
    all.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(minInSync));
    all.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(AvroFraming.MAX_BYTES + 1024));
    // A clock may not push retention, or whatever reads timestamps, into the future.
    all.put(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, millis(Duration.ofHours(1)));
    return all;
  }

  /** The newest record of each key, for ever. */
  private static Map<String, String> newest() {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_COMPACT,
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
        "LogAppendTime",
        TopicConfig.SEGMENT_BYTES_CONFIG,
        Long.toString(16 * MIB));
  }

  private static Map<String, String> kept(Duration retention, String timestamps) {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.RETENTION_MS_CONFIG,
        millis(retention),
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
        timestamps);
  }

  /** Every ingest reads all of it when it starts, so what nobody needs goes soon. */
  private static Map<String, String> claims() {
    Map<String, String> config =
        new HashMap<>(kept(IDEMPOTENCY_LIFETIME.multipliedBy(2), "LogAppendTime"));
    config.put(TopicConfig.SEGMENT_MS_CONFIG, millis(Duration.ofHours(6)));
    config.put(TopicConfig.SEGMENT_BYTES_CONFIG, Long.toString(64 * MIB));
    return config;
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  private static void require(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException("setting " + message);
    }
  }
}
