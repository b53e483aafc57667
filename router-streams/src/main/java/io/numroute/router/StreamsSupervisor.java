package io.numroute.router;

import io.numroute.schemas.TopicCatalogue;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.query.StateQueryResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a Kafka Streams instance running: one that fails is closed, and another begun after a pause
 * that grows while failures go on. Replicas answer meanwhile.
 *
 * <p>It also finds replicas by Streams' interactive queries and remembers what it found, because a
 * query costs far more than a lookup.
 */
final class StreamsSupervisor implements LocalRouters.Finder, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsSupervisor.class);

  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final long FIRST_PAUSE_MS = 500;
  private static final long LONGEST_PAUSE_MS = 15_000;
  private static final long HEALTHY_NS = Duration.ofMinutes(1).toNanos();
  private static final Duration HOUSEKEEPING = Duration.ofMillis(250);

  private final Supplier<KafkaStreams> factory;
  private final Replicas replicas;
  private final long graceNs;
  private final AtomicReferenceArray<@Nullable PartitionReplica> found;
  private final ScheduledExecutorService housekeeper =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "router-supervisor");
            thread.setDaemon(true);
            return thread;
          });

  private volatile @Nullable KafkaStreams streams;
  private volatile boolean ranOnce;
  private volatile boolean closing;
  private long startedAtNs;
  private long restartAtNs;
  private long pauseMs = FIRST_PAUSE_MS;
  private volatile int restarts;

  StreamsSupervisor(Supplier<KafkaStreams> factory, Replicas replicas, Duration grace) {
    this.factory = factory;
    this.replicas = replicas;
    graceNs = grace.toNanos();
    found = new AtomicReferenceArray<>(replicas.count());
  }

  void start() {
    begin();
    housekeeper.scheduleWithFixedDelay(
        this::keepHouse, HOUSEKEEPING.toMillis(), HOUSEKEEPING.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether everything assigned was restored at least once since the start. */
  boolean ranOnce() {
    return ranOnce;
  }

  /** Whether Streams works or is about to. */
  boolean isHealthy() {
    KafkaStreams current = streams;
    return current != null && current.state().isRunningOrRebalancing();
  }

  int restarts() {
    return restarts;
  }

  /** Called once per lookup: an array read; asks Streams when the partition is new here. */
  @Override
  public @Nullable PartitionReplica find(int partition) {
    PartitionReplica known = found.get(partition);
    if (known != null && known.isReadable()) {
      return known;
    }
    return known == null ? null : forget(partition);
  }

  private @Nullable PartitionReplica forget(int partition) {
    found.set(partition, null);
    return null;
  }

  /** Asks Streams for the replicas that are not known yet. */
  private void look() {
    KafkaStreams current = streams;
    boolean missing = false;
    for (int i = 0; i < found.length(); i++) {
      PartitionReplica known = found.get(i);
      missing |= known == null || !known.isReadable();
    }
    if (!missing || current == null || !current.state().isRunningOrRebalancing()) {
      return;
    }
    StateQueryResult<PartitionReplica> result =
        current.query(
            StateQueryRequest.inStore(TopicCatalogue.NUMBER_STORE).withQuery(new ReplicaQuery()));
    for (var entry : result.getPartitionResults().entrySet()) {
      QueryResult<PartitionReplica> answer = entry.getValue();
      if (answer.isSuccess()) {
        found.set(entry.getKey(), answer.getResult());
      }
    }
  }

  private void begin() {
    KafkaStreams begun = factory.get();
    begun.setUncaughtExceptionHandler(
        error -> {
          LOG.error("Streams thread failed", error);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    begun.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING) {
            ranOnce = true;
          }
        });
    startedAtNs = System.nanoTime();
    restartAtNs = 0;
    streams = begun;
    begun.start();
  }

  private void keepHouse() {
    try {
      if (closing) {
        return;
      }
      restartIfFailed();
      look();
      replicas.closeAbandoned(System.nanoTime(), graceNs);
    } catch (RuntimeException e) {
      LOG.warn("supervisor: {}", e.toString());
      LOG.debug("supervisor", e);
    }
  }

  private void restartIfFailed() {
    KafkaStreams current = streams;
    long now = System.nanoTime();
    if (current != null && !failed(current)) {
      return;
    }
    if (restartAtNs == 0) {
      if (now - startedAtNs > HEALTHY_NS) {
        pauseMs = FIRST_PAUSE_MS;
      }
      restartAtNs = now + TimeUnit.MILLISECONDS.toNanos(pauseMs);
      LOG.warn("Streams failed; begins again in {} ms", pauseMs);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      if (current != null) {
        current.close(CLOSE);
      }
    } else if (now - restartAtNs >= 0) {
      restarts++;
      begin();
    }
  }

  private static boolean failed(KafkaStreams current) {
    return switch (current.state()) {
      case PENDING_ERROR, ERROR, NOT_RUNNING -> true;
      default -> false;
    };
  }

  @Override
  public void close() {
    closing = true;
    housekeeper.shutdown();
    try {
      if (!housekeeper.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
        housekeeper.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    KafkaStreams current = streams;
    if (current != null) {
      streams = null;
      if (!current.close(CLOSE)) {
        LOG.warn("Streams did not end in {} s", CLOSE.toSeconds());
      }
    }
  }
}
