package io.numroute.edge;

import io.numroute.edge.journal.JournalSettings;
import io.numroute.edge.journal.JournalSettings.Fsync;
import io.numroute.http.Protection;
import io.numroute.http.TokenSettings;
import io.numroute.schemas.Settings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one edge is set up. {@link #of(Settings)} has the keys.
 *
 * @param id names the edge in every answer; never given to another
 * @param host name or address to listen on
 * @param port 0 lets the system choose
 * @param hot who serves {@code GET /v1/routes} on that port
 * @param jerseyPort a second port where Jersey serves all of it; null for none. For benchmarks and
 *     comparisons
 * @param journal where answers are kept before they are told
 * @param policy when an answer may leave
 * @param deadline how long a lookup may take; gateways give up after 500 ms
 * @param closeTimeout how long close waits for requests under way, and then for the journal to
 *     reach Kafka
 * @param lookupsPerSecond of each ISP; 0 for no bound
 * @param missesPerHour different numbers that nobody serves, asked for by one ISP; 0 for no bound
 * @param protection what keeps strangers from reading along
 * @param tokens whose tokens are taken beside API keys; null for nobody's
 */
public record EdgeConfig(
    String id,
    String host,
    int port,
    Hot hot,
    @Nullable Integer jerseyPort,
    JournalSettings journal,
    Policy policy,
    Duration deadline,
    Duration closeTimeout,
    int lookupsPerSecond,
    int missesPerHour,
    Protection protection,
    @Nullable TokenSettings tokens) {
  private static final int LOOKUPS_PER_SECOND = 20_000;
  private static final int MISSES_PER_HOUR = 100_000;

  /** Who serves the hot GET. */
  public enum Hot {
    GRIZZLY,
    JERSEY
  }

  /** When an answer may leave: the Accounting-Realtime-Required values of RFC 6733, 9.8.7. */
  public enum Policy {
    /** When Kafka has acknowledged it. */
    DELIVER_AND_GRANT,
    /** When the journal has it; otherwise never. */
    GRANT_AND_STORE,
    /** When the journal has it, or cannot take it. */
    GRANT_AND_LOSE
  }

  public EdgeConfig {
    require(id.matches("[a-z0-9][a-z0-9-]{0,62}"), "edge.id must be 1 to 63 of a-z, 0-9 and -");
    require(!host.isBlank(), "edge.host must be a name or an address");
    require(port >= 0 && port <= 65_535, "edge.port must be 0 to 65535");
    require(
        jerseyPort == null || (jerseyPort >= 0 && jerseyPort <= 65_535),
        "edge.jersey.port must be 0 to 65535");
    require(
        deadline.toMillis() >= 1 && deadline.toMillis() <= 60_000,
        "edge.deadline must be 1ms to 60s");
    require(!closeTimeout.isNegative(), "edge.close.timeout must not be negative");
    require(lookupsPerSecond >= 0, "edge.quota.lookups must not be negative");
    require(missesPerHour >= 0, "edge.quota.misses must not be negative");
    protection.requireFor("edge", host);
  }

  /** An edge with the default settings. */
  public static EdgeConfig at(String id, String host, int port, Path journalDirectory) {
    return new EdgeConfig(
        id,
        host,
        port,
        Hot.GRIZZLY,
        null,
        new JournalSettings(
            journalDirectory,
            JournalSettings.DEFAULT_SEGMENT_BYTES,
            JournalSettings.DEFAULT_MAX_BYTES,
            Fsync.NONE),
        Policy.GRANT_AND_STORE,
        Duration.ofMillis(400),
        Duration.ofSeconds(5),
        LOOKUPS_PER_SECOND,
        MISSES_PER_HOUR,
        Protection.LOOPBACK,
        null);
  }

  /** The same with a second port, where Jersey serves the hot GET too. */
  public EdgeConfig withJerseyPort(int jerseyPort) {
    return new EdgeConfig(
        id,
        host,
        port,
        hot,
        jerseyPort,
        journal,
        policy,
        deadline,
        closeTimeout,
        lookupsPerSecond,
        missesPerHour,
        protection,
        tokens);
  }

  /** The same with another journal. */
  public EdgeConfig withJournal(JournalSettings journal) {
    return new EdgeConfig(
        id,
        host,
        port,
        hot,
        jerseyPort,
        journal,
        policy,
        deadline,
        closeTimeout,
        lookupsPerSecond,
        missesPerHour,
        protection,
        tokens);
  }

  /** The same with another policy. */
  public EdgeConfig withPolicy(Policy policy) {
    return new EdgeConfig(
        id,
        host,
        port,
        hot,
        jerseyPort,
        journal,
        policy,
        deadline,
        closeTimeout,
        lookupsPerSecond,
        missesPerHour,
        protection,
        tokens);
  }

  /** The same with another patience at close. */
  public EdgeConfig withCloseTimeout(Duration closeTimeout) {
    return new EdgeConfig(
        id,
        host,
        port,
        hot,
        jerseyPort,
        journal,
        policy,
        deadline,
        closeTimeout,
        lookupsPerSecond,
        missesPerHour,
        protection,
        tokens);
  }

  /** The same with another protection. */
  public EdgeConfig withProtection(Protection protection) {
    return new EdgeConfig(
        id,
        host,
        port,
        hot,
        jerseyPort,
        journal,
        policy,
        deadline,
        closeTimeout,
        lookupsPerSecond,
        missesPerHour,
        protection,
        tokens);
  }

  /** The same with tokens of an issuer beside API keys. */
  public EdgeConfig withTokens(TokenSettings tokens) {
    return new EdgeConfig(
        id,
        host,
        port,
        hot,
        jerseyPort,
        journal,
        policy,
        deadline,
        closeTimeout,
        lookupsPerSecond,
        missesPerHour,
        protection,
        tokens);
  }

  /** The same with another door for the hot GET. */
  public EdgeConfig withHot(Hot hot) {
    return new EdgeConfig(
        id,
        host,
        port,
        hot,
        jerseyPort,
        journal,
        policy,
        deadline,
        closeTimeout,
        lookupsPerSecond,
        missesPerHour,
        protection,
        tokens);
  }

  /** The same with other quotas of lookups a second and of misses an hour. */
  public EdgeConfig withQuotas(int lookupsPerSecond, int missesPerHour) {
    return new EdgeConfig(
        id,
        host,
        port,
        hot,
        jerseyPort,
        journal,
        policy,
        deadline,
        closeTimeout,
        lookupsPerSecond,
        missesPerHour,
        protection,
        tokens);
  }

  /**
   * Of {@code edge.id}, {@code edge.host} (127.0.0.1), {@code edge.port} (8080), {@code edge.hot}
   * (grizzly|jersey), {@code edge.jersey.port} (none), {@code edge.journal.dir}, {@code
   * edge.journal.segment.bytes} (64 MiB), {@code edge.journal.max.bytes} (4 GiB), {@code
   * edge.journal.fsync} (none|group), {@code edge.policy} (deliver|store|lose), {@code
   * edge.deadline} (400ms), {@code edge.close.timeout} (5s), {@code edge.quota.lookups} (20000),
   * {@code edge.quota.misses} (100000), {@code edge.tls.certificate}, {@code edge.tls.key}, {@code
   * edge.tls.clients}, {@code edge.plaintext} (loopback|allow).
   */
  public static EdgeConfig of(Settings settings) {
    int jerseyPort = settings.integer("edge.jersey.port", -1, -1, 65_535);
    String maxBytes =
        settings.text("edge.journal.max.bytes", Long.toString(JournalSettings.DEFAULT_MAX_BYTES));
    if (!maxBytes.matches("[0-9]{1,18}")) {
      throw settings.wrong("edge.journal.max.bytes", "must be a number of bytes");
    }
    return new EdgeConfig(
        settings.text("edge.id"),
        settings.text("edge.host", "127.0.0.1"),
        settings.integer("edge.port", 8080, 0, 65_535),
        switch (settings.text("edge.hot", "grizzly")) {
          case "grizzly" -> Hot.GRIZZLY;
          case "jersey" -> Hot.JERSEY;
          default -> throw settings.wrong("edge.hot", "must be grizzly or jersey");
        },
        jerseyPort < 0 ? null : jerseyPort,
        new JournalSettings(
            settings.path("edge.journal.dir"),
            settings.integer(
                "edge.journal.segment.bytes",
                JournalSettings.DEFAULT_SEGMENT_BYTES,
                1,
                Integer.MAX_VALUE),
            Long.parseLong(maxBytes),
            switch (settings.text("edge.journal.fsync", "none")) {
              case "none" -> Fsync.NONE;
              case "group" -> Fsync.GROUP;
              default -> throw settings.wrong("edge.journal.fsync", "must be none or group");
            }),
        switch (settings.text("edge.policy", "store")) {
          case "deliver" -> Policy.DELIVER_AND_GRANT;
          case "store" -> Policy.GRANT_AND_STORE;
          case "lose" -> Policy.GRANT_AND_LOSE;
          default -> throw settings.wrong("edge.policy", "must be deliver, store or lose");
        },
        settings.duration("edge.deadline", Duration.ofMillis(400)),
        settings.duration("edge.close.timeout", Duration.ofSeconds(5)),
        settings.integer("edge.quota.lookups", LOOKUPS_PER_SECOND, 0, 10_000_000),
        settings.integer("edge.quota.misses", MISSES_PER_HOUR, 0, 1_000_000_000),
        Protection.of(
            "edge",
            settings.text("edge.tls.certificate", ""),
            settings.text("edge.tls.key", ""),
            settings.text("edge.tls.clients", ""),
            settings.text("edge.plaintext", "loopback")),
        TokenSettings.of(settings));
  }

  private static void require(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException("setting " + message);
    }
  }
}
