package io.numroute.edge;

import io.numroute.edge.EdgeConfig.Hot;
import io.numroute.edge.EdgeConfig.Policy;
import io.numroute.edge.journal.AnswerJournal;
import io.numroute.edge.journal.JournalForwarder;
import io.numroute.edge.journal.Milestones;
import io.numroute.hop.Routers;
import io.numroute.http.ApiKeys;
import io.numroute.http.HttpDoor;
import io.numroute.http.HttpSettings;
import io.numroute.http.Quota;
import io.numroute.http.Threads;
import io.numroute.http.Tls;
import io.numroute.http.TokenSettings;
import io.numroute.http.Tokens;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.Answer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.glassfish.jersey.server.ResourceConfig;
import org.jspecify.annotations.Nullable;

/**
 * One query edge: its doors, its journal, and the forwarder behind it. It holds no routing state;
 * routers and keys are given to it, and closed by whoever gave them.
 */
public final class Edge implements AutoCloseable {
  private final EdgeConfig config;
  private final Routers routers;
  private final BooleanSupplier keysReady;
  private final DefaultCountries countries;
  private final AnswerJournal journal;
  private final JournalForwarder forwarder;
  private final EdgeCounters counters = new EdgeCounters();
  private final @Nullable Tokens tokens;
  private final @Nullable Tls tls;
  private final HttpDoor door;
  private final @Nullable HttpDoor jerseyDoor;

  private Edge(
      EdgeConfig config,
      Routers routers,
      ApiKeys keys,
      BooleanSupplier keysReady,
      DefaultCountries countries,
      AvroFraming framing,
      Supplier<Producer<byte[], byte[]>> producers,
      Clock clock,
      AnswerJournal journal)
      throws IOException {
    this.config = config;
    this.routers = routers;
    this.keysReady = keysReady;
    this.countries = countries;
    this.journal = journal;
    this.forwarder = new JournalForwarder(journal, TopicCatalogue.ANSWERS, producers);
    forwarder.start();
    TokenSettings issuer = config.tokens();
    this.tokens = issuer == null ? null : new Tokens(keys, issuer);
    LookupService lookups =
        new LookupService(
            routers,
            Tokens.beside(keys, tokens),
            keysReady,
            countries,
            Quota.of("lookups", config.lookupsPerSecond(), Duration.ofSeconds(1)),
            new MissBudget(config.missesPerHour()),
            answerLog(),
            config.policy() == Policy.GRANT_AND_LOSE,
            config.deadline().toNanos(),
            new QueryIds(journal.epoch()),
            clock,
            counters,
            framing.header(Answer.getClassSchema()),
            TopicCatalogue.ANSWERS,
            config.id());
    HttpDoor first = null;
    HttpDoor second = null;
    Tls certificates = null;
    boolean opened = false;
    try {
      certificates = config.protection().open();
      first = open(config.port(), config.hot(), lookups, certificates);
      Integer jerseyPort = config.jerseyPort();
      second = jerseyPort == null ? null : open(jerseyPort, Hot.JERSEY, lookups, certificates);
      opened = true;
    } finally {
      if (!opened) {
        if (first != null) {
          first.close();
        }
        if (certificates != null) {
          certificates.close();
        }
        if (tokens != null) {
          tokens.close();
        }
        forwarder.close();
      }
    }
    this.tls = certificates;
    this.door = first;
    this.jerseyDoor = second;
  }

  /**
   * Opens an edge: its journal with what an earlier process left, and its doors. It answers 503
   * until routers and keys are ready.
   *
   * @param keysReady whether the keys are all there
   * @param countries in which country each ISP's numbers without a plus are read
   */
  public static Edge start(
      EdgeConfig config,
      Routers routers,
      ApiKeys keys,
      BooleanSupplier keysReady,
      DefaultCountries countries,
      KafkaSettings kafka,
      AvroFraming framing)
      throws IOException {
    Map<String, Object> settings = producerSettings(kafka, config.id());
    return start(
        config,
        routers,
        keys,
        keysReady,
        countries,
        framing,
        () -> new KafkaProducer<>(settings),
        Clock.systemUTC(),
        new SecureRandom().nextLong());
  }

  static Edge start(
      EdgeConfig config,
      Routers routers,
      ApiKeys keys,
      BooleanSupplier keysReady,
      DefaultCountries countries,
      AvroFraming framing,
      Supplier<Producer<byte[], byte[]>> producers,
      Clock clock,
      long epoch)
      throws IOException {
    AnswerJournal journal = AnswerJournal.open(config.journal(), config.id(), epoch);
    Edge edge = null;
    try {
      edge =
          new Edge(config, routers, keys, keysReady, countries, framing, producers, clock, journal);
      return edge;
    } finally {
      if (edge == null) {
        journal.close();
      }
    }
  }

  /**
   * A producer that never gives a record up, and never keeps the forwarder waiting for long: what
   * cannot be sent now is in the journal.
   */
  private static Map<String, Object> producerSettings(KafkaSettings kafka, String edge) {
    Map<String, Object> settings = kafka.producer();
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "numroute-edge-" + edge);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 10);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 250);
    return settings;
  }

  private HttpDoor open(int port, Hot hot, LookupService lookups, @Nullable Tls certificates)
      throws IOException {
    ResourceConfig application =
        new ResourceConfig()
            .register(new RouteResource(lookups))
            .register(new BulkResource(lookups))
            .register(new LcrResource(lookups))
            .register(new WhatIfResource(lookups))
            .register(new StatusResource(this::trouble, this::counts));
    HttpDoor.Builder builder =
        HttpDoor.at(settings(port)).tls(certificates).jersey("", application, Threads.IO_FOR_READS);
    if (hot == Hot.GRIZZLY) {
      builder.handler(RouteHandler.PATH + "*", new RouteHandler(lookups));
    }
    return builder.open();
  }

  private HttpSettings settings(int port) {
    HttpSettings usual = HttpSettings.at(config.host(), port);
    return new HttpSettings(
        usual.host(),
        usual.port(),
        usual.selectors(),
        usual.workers(),
        usual.idleTimeout(),
        usual.headTimeout(),
        usual.bodyTimeout(),
        usual.maxHeadBytes(),
        usual.maxHeaders(),
        usual.maxBodyBytes(),
        config.closeTimeout());
  }

  private AnswerLog answerLog() {
    boolean delivered = config.policy() == Policy.DELIVER_AND_GRANT;
    boolean durable = journal.durably();
    long patienceNs = config.deadline().toNanos();
    return new AnswerLog() {
      @Override
      public long append(byte[] bytes, int offset, int length) {
        return journal.append(bytes, offset, length);
      }

      @Override
      public boolean immediate() {
        return !delivered && !durable;
      }

      @Override
      public void whenKept(long sequence, Milestones.Waiter waiter) {
        long deadlineNs = System.nanoTime() + patienceNs;
        if (delivered) {
          forwarder.whenAcknowledged(sequence, deadlineNs, waiter);
        } else {
          journal.whenDurable(sequence, deadlineNs, waiter);
        }
      }
    };
  }

  /** The port that questions come to. */
  public int port() {
    return door.port();
  }

  /** The port of {@link EdgeConfig#jerseyPort}; -1 when there is none. */
  public int jerseyPort() {
    return jerseyDoor == null ? -1 : jerseyDoor.port();
  }

  /** Whether a question asked now would be answered. */
  public boolean ready() {
    return trouble() == null;
  }

  /** Why the edge is not ready, in words; null when it is. */
  public @Nullable String trouble() {
    if (!keysReady.getAsBoolean()) {
      return "the API keys are not there yet";
    } else if (!countries.ready()) {
      return "the ISPs' default countries are not there yet";
    } else if (!routers.ready()) {
      return "no router is ready";
    }
    return config.policy() == Policy.GRANT_AND_LOSE ? null : journal.trouble();
  }

  /** What was counted since the start, by metric name. */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    counts.put("numroute_edge_answered_total", counters.answered.sum());
    counts.put("numroute_edge_routed_total", counters.routed.sum());
    counts.put("numroute_edge_not_routed_total", counters.notRouted.sum());
    counts.put("numroute_edge_bad_questions_total", counters.badQuestions.sum());
    counts.put("numroute_edge_unavailable_total", counters.unavailable.sum());
    counts.put("numroute_edge_stale_total", counters.stale.sum());
    counts.put("numroute_edge_strangers_total", counters.strangers.sum());
    counts.put("numroute_edge_over_quota_total", counters.overQuota.sum());
    counts.put("numroute_edge_over_misses_total", counters.overMisses.sum());
    counts.put("numroute_edge_refused_by_journal_total", counters.refusedByJournal.sum());
    counts.put("numroute_edge_told_unlogged_total", counters.toldUnlogged.sum());
    counts.put("numroute_edge_not_durable_in_time_total", counters.notDurableInTime.sum());
    counts.put("numroute_edge_journal_records_total", journal.records());
    counts.put("numroute_edge_journal_disk_bytes", journal.bytesOnDisk());
    counts.put("numroute_edge_journal_backlog", forwarder.backlog());
    counts.put("numroute_edge_forwarded_records_total", forwarder.recordsAcknowledged());
    counts.put("numroute_edge_forwarded_bytes_total", forwarder.bytesAcknowledged());
    if (tls != null) {
      counts.put("numroute_edge_tls_files_unusable", tls.trouble() == null ? 0L : 1L);
      counts.put("numroute_edge_tls_expires_seconds", tls.expires().getEpochSecond());
    }
    if (tokens != null) {
      counts.put("numroute_edge_token_keys_unusable", tokens.trouble() == null ? 0L : 1L);
    }
    return counts;
  }

  /**
   * Closes the doors, forwards what the journal holds (at most for {@code edge.close.timeout}; the
   * rest waits there for the next start), and lets the journal go.
   */
  @Override
  public void close() {
    door.close();
    if (jerseyDoor != null) {
      jerseyDoor.close();
    }
    if (tls != null) {
      tls.close();
    }
    if (tokens != null) {
      tokens.close();
    }
    journal.seal();
    forwarder.finish(config.closeTimeout());
    try {
      journal.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
