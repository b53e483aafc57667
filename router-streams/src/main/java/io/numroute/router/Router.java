package io.numroute.router;

import io.numroute.hop.HopServer;
import io.numroute.hop.Routers;
import io.numroute.replica.GatewayStateFollower;
import io.numroute.routing.Directory;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.DeadLetters;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.LogIds;
import io.numroute.schemas.TopicCatalogue;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A router: decides the commands of its share of the numbers, publishes results, and answers
 * lookups, for an edge in this JVM ({@link #local}) and, when it has a port, for edges elsewhere.
 *
 * <p>{@link #start} returns when everything is under way; {@link #ready} when it is worth asking.
 */
public final class Router implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  private static final Duration TOPICS = Duration.ofSeconds(30);
  private static final long LONG_WAIT_NS = Duration.ofSeconds(1).toNanos();

  private final RouterConfig config;
  private final KafkaSettings kafka;
  private final AvroFraming framing;
  private final TopicCatalogue catalogue;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private volatile @Nullable Parts parts;
  private volatile @Nullable HopServer hop;

  /** What exists between start and close. */
  private record Parts(
      FollowedDirectory directory,
      GatewayStateFollower gateways,
      Replicas replicas,
      DeciderWatch watch,
      StreamsSupervisor supervisor,
      ResultsPublisher results,
      DirectoryResultsPublisher directoryResults,
      LocalRouters local) {}

  public Router(
      RouterConfig config, KafkaSettings kafka, AvroFraming framing, TopicCatalogue catalogue) {
    this.config = config;
    this.kafka = kafka;
    this.framing = framing;
    this.catalogue = catalogue;
  }

  /** Throws what stops it: a topic that is not as it must be, a port that is taken. */
  public synchronized void start() {
    if (parts != null) {
      throw new IllegalStateException("started before");
    }
    try {
      begin();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void begin() {
    catalogue.ensure(kafka, framing, TOPICS);
    String numberLog =
        LogIds.read(kafka.common(), framing, TopicCatalogue.NUMBER_COMMANDS, TOPICS).toString();
    int partitions = catalogue.numberPartitions();

    FollowedDirectory directory = opened(new FollowedDirectory(kafka, framing, Clock.systemUTC()));
    directory.start();
    GatewayStateFollower gateways =
        opened(new GatewayStateFollower(kafka, framing, Clock.systemUTC()));
    gateways.start();
    DeadLetters deadLetters = opened(new DeadLetters(kafka, framing));
    Replicas replicas = opened(new Replicas(partitions, numberLog, config.memoryBytes()));

    InputEnds ends = new InputEnds(partitions);
    DeciderWatch watch = new DeciderWatch(partitions, deadLetters);
    FactRecords records = new FactRecords(framing, numberLog);
    Topology topology =
        NumberTopology.of(
            () ->
                new NumberDecider(
                    replicas, records, framing, directory, ends, watch, config.watermarkInterval()),
            () -> new NumberStore(TopicCatalogue.NUMBER_STORE, replicas, records, true));
    StreamsSupervisor supervisor =
        opened(
            new StreamsSupervisor(
                () ->
                    new KafkaStreams(
                        topology,
                        StreamsSettings.of(config, kafka),
                        new StreamsClients(replicas, ends)),
                replicas,
                config.grace()));
    opened(watch::close);

    LocalRouters local =
        new LocalRouters(
            partitions,
            supervisor,
            directory,
            gateways::current,
            opened(new Explorer()),
            numberLog,
            config.id(),
            config.maxStale().toMillis(),
            () -> directory.wasUpToDate() && gateways.ready(),
            this::ready,
            Clock.systemUTC());
    ResultsPublisher results = opened(new ResultsPublisher(kafka, framing, numberLog, config.id()));
    PortEventsPublisher portEvents =
        opened(new PortEventsPublisher(kafka, framing, numberLog, config.id()));
    DirectoryResultsPublisher directoryResults =
        opened(
            new DirectoryResultsPublisher(
                kafka, framing, catalogue, deadLetters, config.id(), Clock.systemUTC()));
    parts =
        new Parts(
            directory, gateways, replicas, watch, supervisor, results, directoryResults, local);

    if (config.hopPort() != RouterConfig.NO_HOP) {
      HopServer server =
          opened(
              new HopServer(
                  HopServer.Settings.of(config.hopHost(), config.hopPort()), config.id(), local));
      server.start();
      hop = server;
    }
    supervisor.start();
    results.start();
    directoryResults.start();
    portEvents.start();
    LOG.info("router {} started, {} partitions", config.id(), partitions);
  }

  /** The port that edges connect to; -1 when none can. */
  public int hopPort() {
    HopServer server = hop;
    return server == null ? -1 : server.port();
  }

  /** Answers lookups on the caller's thread. Only between start and close. */
  public Routers local() {
    return started().local;
  }

  /**
   * Whether lookups are answered from everything that was there at the start, and the deciders do
   * not hang.
   */
  public boolean ready() {
    return parts != null && check().isEmpty();
  }

  /** What is wrong, in words for people; empty when nothing is. */
  public List<String> check() {
    Parts current = parts;
    if (current == null) {
      return List.of("not started");
    }
    List<String> problems = new ArrayList<>();
    if (!current.directory.wasUpToDate()) {
      problems.add("the directory is being read");
    }
    if (!current.gateways.ready()) {
      problems.add("the gateways' states are being read");
    }
    if (!current.supervisor.ranOnce()) {
      problems.add("the numbers are being restored");
    }
    if (current.supervisor.ranOnce() && !current.supervisor.isHealthy()) {
      problems.add("Streams has stopped; it begins again by itself");
    }
    if (current.watch.longestWaitNs(System.nanoTime()) > LONG_WAIT_NS) {
      problems.add("number commands wait for the directory");
    }
    int held = 0;
    for (int i = 0; i < current.replicas.count(); i++) {
      PartitionReplica replica = current.supervisor.find(i);
      if (replica != null) {
        held++;
        if (replica.ageMs(System.currentTimeMillis()) > config.maxStale().toMillis()) {
          problems.add("partition " + i + " is stale");
        }
      }
    }
    if (held == 0) {
      problems.add("no partition is held here");
    }
    return problems;
  }

  /** The directory as this router has it. */
  public Directory directory() {
    return started().directory.current();
  }

  /** Counts since the start, by name, for logs and metrics. */
  public Map<String, Long> counts() {
    Parts current = started();
    Map<String, Long> counts = new TreeMap<>();
    counts.put("accepted", current.watch.acceptedCount());
    counts.put("refused", current.watch.refusedCount());
    counts.put("parked", current.watch.parkedCount());
    counts.put("passed-over", current.watch.passedOverCount());
    counts.put("commands-not-understood", current.watch.notUnderstoodCount());
    counts.put("restore-skipped", current.replicas.skipped());
    counts.put("facts-not-understood", current.replicas.notUnderstood());
    counts.put("reports-poisoned", current.gateways.poisoned());
    counts.put("reports-not-understood", current.gateways.notUnderstood());
    counts.put("directory-poisoned", current.directory.poisoned());
    counts.put("directory-not-understood", current.directory.notUnderstood());
    counts.put("directory-left-out", (long) directory().notUnderstoodCount());
    counts.put("streams-restarts", (long) current.supervisor.restarts());
    return counts;
  }

  @Override
  public synchronized void close() {
    parts = null;
    hop = null;
    while (!open.isEmpty()) {
      AutoCloseable next = open.pop();
      try {
        next.close();
      } catch (Exception e) {
        LOG.warn("closing {}", next.getClass().getSimpleName(), e);
      }
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  private Parts started() {
    Parts current = parts;
    if (current == null) {
      throw new IllegalStateException("the router is not started");
    }
    return current;
  }
}
