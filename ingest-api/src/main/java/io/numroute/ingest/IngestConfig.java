package io.numroute.ingest;

import io.numroute.http.ApiKey;
import io.numroute.http.Protection;
import io.numroute.http.TokenSettings;
import io.numroute.schemas.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an ingest is told at its start.
 *
 * @param host name or address to bind
 * @param port 0 lets the system choose
 * @param authorityKey the authority's first API key, made known at start; null when it is known
 *     already
 * @param firstKeyFile where to put the authority's first API key when nobody has one; null for
 *     nowhere
 * @param importWindow undecided commands of imports that one partition may hold
 * @param imports imports that may run at the same time
 * @param importPatience how long nothing may be decided before an import gives up
 * @param readsPerSecond requests that read, of each tenant; 0 for no bound
 * @param writesPerSecond requests that change something, of each tenant; 0 for no bound
 * @param portTerms the terms of the ports that are asked for here
 * @param protection what keeps strangers from reading along
 * @param tokens whose tokens are taken beside API keys; null for nobody's
 * @param webhooks how ISPs are told of events; null for not at all by this ingest
 */
public record IngestConfig(
    String host,
    int port,
    @Nullable ApiKey authorityKey,
    @Nullable Path firstKeyFile,
    int importWindow,
    int imports,
    Duration importPatience,
    int readsPerSecond,
    int writesPerSecond,
    PortTerms portTerms,
    Protection protection,
    @Nullable TokenSettings tokens,
    @Nullable WebhookConfig webhooks) {
  private static final String KEY_FILE = "ingest.authority.key.file";
  private static final int READS_PER_SECOND = 2_000;
  private static final int WRITES_PER_SECOND = 1_000;

  public IngestConfig {
    require(!host.isBlank(), "ingest.host must not be empty");
    require(port >= 0 && port <= 65_535, "ingest.port must be 0 to 65535");
    require(
        importWindow >= 1 && importWindow <= 1_000_000,
        "ingest.import.window must be 1 to 1000000");
    require(imports >= 1 && imports <= 64, "ingest.imports must be 1 to 64");
    require(readsPerSecond >= 0, "ingest.quota.reads must not be negative");
    require(writesPerSecond >= 0, "ingest.quota.writes must not be negative");
    require(
        !importPatience.isNegative() && !importPatience.isZero(),
        "ingest.import.patience must be positive");
    protection.requireFor("ingest", host);
  }

  /** The defaults at that address. */
  public static IngestConfig at(String host, int port, @Nullable ApiKey authorityKey) {
    return new IngestConfig(
        host,
        port,
        authorityKey,
        null,
        5000,
        4,
        Duration.ofSeconds(30),
        READS_PER_SECOND,
        WRITES_PER_SECOND,
        PortTerms.DEFAULT,
        Protection.LOOPBACK,
        null,
        null);
  }

  /** The same with other quotas a second and tenant. */
  IngestConfig withQuotas(int reads, int writes) {
    return new IngestConfig(
        host,
        port,
        authorityKey,
        firstKeyFile,
        importWindow,
        imports,
        importPatience,
        reads,
        writes,
        portTerms,
        protection,
        tokens,
        webhooks);
  }

  /** The same, and ISPs are told of events. */
  public IngestConfig withWebhooks(WebhookConfig how) {
    return new IngestConfig(
        host,
        port,
        authorityKey,
        firstKeyFile,
        importWindow,
        imports,
        importPatience,
        readsPerSecond,
        writesPerSecond,
        portTerms,
        protection,
        tokens,
        how);
  }

  /**
   * As the settings {@code ingest.host}, {@code ingest.port}, {@code ingest.authority.key.file} or
   * {@code ingest.authority.key}, {@code ingest.import.window}, {@code ingest.imports}, {@code
   * ingest.import.patience}, {@code ingest.quota.reads}, {@code ingest.quota.writes}, {@code
   * ingest.port.timeout}, {@code ingest.port.reversible}, {@code ingest.tls.certificate}, {@code
   * ingest.tls.key}, {@code ingest.tls.clients} and {@code ingest.plaintext} say, and those of
   * {@link TokenSettings} and {@link WebhookConfig}.
   */
  public static IngestConfig of(Settings settings) {
    return new IngestConfig(
        settings.text("ingest.host", "127.0.0.1"),
        settings.integer("ingest.port", 8081, 0, 65_535),
        authorityKey(settings),
        firstKeyFile(settings),
        settings.integer("ingest.import.window", 5000, 1, 1_000_000),
        settings.integer("ingest.imports", 4, 1, 64),
        settings.duration("ingest.import.patience", Duration.ofSeconds(30)),
        settings.integer("ingest.quota.reads", READS_PER_SECOND, 0, 1_000_000),
        settings.integer("ingest.quota.writes", WRITES_PER_SECOND, 0, 1_000_000),
        new PortTerms(
            settings.duration("ingest.port.timeout", PortTerms.DEFAULT.timeout()),
            settings.duration("ingest.port.reversible", PortTerms.DEFAULT.reversible())),
        Protection.of(
            "ingest",
            settings.text("ingest.tls.certificate", ""),
            settings.text("ingest.tls.key", ""),
            settings.text("ingest.tls.clients", ""),
            settings.text("ingest.plaintext", "loopback")),
        TokenSettings.of(settings),
        WebhookConfig.of(settings));
  }

  private static @Nullable ApiKey authorityKey(Settings settings) {
    String file = settings.text("ingest.authority.key.file", "");
    String key = settings.text("ingest.authority.key", "");
    require(
        file.isEmpty() || key.isEmpty(),
        "ingest.authority.key and ingest.authority.key.file exclude each other");
    if (!file.isEmpty()) {
      Path path = Path.of(file);
      return Files.notExists(path) ? null : parse(KEY_FILE, SecretFile.read(KEY_FILE, path));
    }
    return key.isEmpty() ? null : parse("ingest.authority.key", key);
  }

  private static @Nullable Path firstKeyFile(Settings settings) {
    String file = settings.text("ingest.authority.key.file", "");
    return file.isEmpty() || !Files.notExists(Path.of(file)) ? null : Path.of(file);
  }

  private static ApiKey parse(String setting, String written) {
    ApiKey key = ApiKey.parse(written.strip());
    if (key == null) {
      throw new IllegalArgumentException("setting " + setting + " holds no API key");
    }
    return key;
  }

  private static void require(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException("setting " + message);
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "IngestConfig[" + host + ":" + port + ", window " + importWindow + "]";
  }
}
