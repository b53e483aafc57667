package io.numroute.router;

import io.numroute.schemas.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A router's settings, as the file of the role has them.
 *
 * @param id {@code router.id}: unique among the routers and the same after a restart; Kafka knows
 *     the router by it (static membership), so a restart moves no partition
 * @param stateDir {@code router.state.dir}: where RocksDB lives; keep it over restarts
 * @param hopHost {@code router.hop.host}: address to listen on for edges
 * @param hopPort {@code router.hop.port}: 0 takes a free one, -1 listens to nobody
 * @param standbyReplicas {@code router.standby.replicas}: further routers that hold each partition
 * @param threads {@code router.threads}: threads that decide
 * @param memoryBytes {@code router.memory.mib}: RocksDB's memory, for all partitions
 * @param maxStale {@code router.max.stale}: answers from older state are flagged stale
 * @param grace {@code router.grace}: how long a partition that moved away is still answered for
 * @param watermarkInterval {@code router.watermark.interval}: how often each partition says how far
 *     it is
 */
public record RouterConfig(
    String id,
    Path stateDir,
    String hopHost,
    int hopPort,
    int standbyReplicas,
    int threads,
    long memoryBytes,
    Duration maxStale,
    Duration grace,
    Duration watermarkInterval) {
  /** No server for edges: the edge is in this JVM. */
  public static final int NO_HOP = -1;

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final long MIB = 1 << 20;
  private static final int DEFAULT_MEMORY_MIB = 256;
  private static final Duration DEFAULT_STALE = Duration.ofSeconds(2);
  private static final Duration DEFAULT_GRACE = Duration.ofMinutes(1);
  private static final Duration DEFAULT_WATERMARK = Duration.ofMillis(500);

  public RouterConfig {
    require(
        ID.matcher(id).matches(),
        "router.id must be 1 to 63 characters of a-z, 0-9 and -, not beginning with -");
    require(hopPort >= NO_HOP && hopPort <= 65_535, "router.hop.port must be a port, 0 or -1");
    require(
        standbyReplicas >= 0 && standbyReplicas <= 10, "router.standby.replicas must be 0 to 10");
    require(threads >= 1 && threads <= 64, "router.threads must be 1 to 64");
    require(memoryBytes >= 16 * MIB, "router.memory.mib must be at least 16");
    require(maxStale.toMillis() >= 100, "router.max.stale must be at least 100ms");
    // Streams deletes the files of partitions that left after 10 minutes.
    require(grace.toMinutes() < 10, "router.grace must be below 10m");
    require(
        watermarkInterval.toMillis() >= 20 && watermarkInterval.compareTo(maxStale) < 0,
        "router.watermark.interval must be at least 20ms and below router.max.stale");
  }

  /** One router on its own beside an edge in the same JVM, all else as usual. */
  public static RouterConfig local(String id, Path stateDir) {
    return new RouterConfig(
        id,
        stateDir,
        "127.0.0.1",
        NO_HOP,
        0,
        1,
        DEFAULT_MEMORY_MIB * MIB,
        DEFAULT_STALE,
        DEFAULT_GRACE,
        DEFAULT_WATERMARK);
  }

  public static RouterConfig of(Settings settings) {
    return new RouterConfig(
        settings.text("router.id"),
        settings.path("router.state.dir"),
        settings.text("router.hop.host", "127.0.0.1"),
        settings.integer("router.hop.port", NO_HOP, NO_HOP, 65_535),
        settings.integer("router.standby.replicas", 0, 0, 10),
        settings.integer("router.threads", 1, 1, 64),
        settings.integer("router.memory.mib", DEFAULT_MEMORY_MIB, 16, 1 << 20) * MIB,
        settings.duration("router.max.stale", DEFAULT_STALE),
        settings.duration("router.grace", DEFAULT_GRACE),
        settings.duration("router.watermark.interval", DEFAULT_WATERMARK));
  }

  private static void require(boolean good, String rule) {
    if (!good) {
      throw new IllegalArgumentException("setting " + rule);
    }
  }
}
