package io.numroute.ingest;

import io.numroute.hop.Routers;
import io.numroute.http.ApiKey;
import io.numroute.http.CredentialWriter;
import io.numroute.http.CredentialsFollower;
import io.numroute.http.Health;
import io.numroute.http.HttpDoor;
import io.numroute.http.HttpSettings;
import io.numroute.http.KeyPurpose;
import io.numroute.http.Problems;
import io.numroute.http.Quota;
import io.numroute.http.Role;
import io.numroute.http.Tls;
import io.numroute.http.TokenSettings;
import io.numroute.http.Tokens;
import io.numroute.replica.DirectoryFollower;
import io.numroute.replica.GatewayStateFollower;
import io.numroute.routing.Directory;
import io.numroute.routing.GatewayStates;
import io.numroute.routing.IspId;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.DeadLetters;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.LogIds;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.webhooks.SigningKeys;
import io.numroute.webhooks.WebhookDelivery;
import io.numroute.webhooks.WebhookSettings;
import io.numroute.webhooks.WebhookWriter;
import io.numroute.webhooks.WebhooksFollower;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.glassfish.jersey.server.ResourceConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole of the ingest role: opened by {@link #start}, which returns when it serves, and closed
 * once. What it is given it does not close.
 */
public final class Ingest implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration CREDENTIAL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration INBOX_TIMEOUT = Duration.ofSeconds(10);
  private static final int WORKERS = 16;

  /** A quarter of the door's threads is left to requests that have none. */
  private static final int BODIES = 48;

  /** More than the directory has commands in flight; an outcome takes some 100 bytes. */
  private static final int DIRECTORY_OUTCOMES = 1 << 16;

  /** For all partitions together. */
  private static final int NUMBER_OUTCOMES = 1 << 17;

  private final IngestConfig config;
  private final KafkaSettings kafka;
  private final AvroFraming framing;
  private final TopicCatalogue catalogue;
  private final Routers routers;
  private final CredentialsFollower credentials;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private int port = -1;
  private volatile BooleanSupplier ready = () -> false;

  /**
   * @param routers asked for what is true of a number
   * @param credentials of the same cluster
   */
  public Ingest(
      IngestConfig config,
      KafkaSettings kafka,
      AvroFraming framing,
      TopicCatalogue catalogue,
      Routers routers,
      CredentialsFollower credentials) {
    this.config = config;
    this.kafka = kafka;
    this.framing = framing;
    this.catalogue = catalogue;
    this.routers = routers;
    this.credentials = credentials;
  }

  /**
   * Makes sure of topics and of the authority's key, catches up with the directory, and opens the
   * door.
   *
   * @throws IOException when the port is taken, or Kafka is away for a minute
   */
  public void start() throws IOException, InterruptedException {
    try {
      open();
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void open() throws IOException, InterruptedException {
    Tls tls = openTls();
    catalogue.ensure(kafka, framing, START);
    UUID directoryLog = log(TopicCatalogue.DIRECTORY_COMMANDS);
    UUID numberLog = log(TopicCatalogue.NUMBER_COMMANDS);
    int partitions = catalogue.numberPartitions();

    Outcomes directoryOutcomes = new Outcomes(1, DIRECTORY_OUTCOMES);
    Outcomes numberOutcomes = new Outcomes(partitions, kept(partitions));
    DirectoryFollower directory =
        opened(
            new DirectoryFollower(
                kafka,
                framing,
                List.of(
                    (id, entity, verdict, version) ->
                        directoryOutcomes.decided(
                            0, id.offset(), Outcome.of(entity, verdict, version))),
                (message, reason) -> {})); // parked by the routers
    directory.start();
    DeadLetters deadLetters = opened(new DeadLetters(kafka, framing));
    ResultsFollower results =
        opened(new ResultsFollower(kafka, framing, deadLetters, numberLog, numberOutcomes));
    results.start();
    IdempotencyTable keysInUse = new IdempotencyTable(IdempotencyTable.CAPACITY);
    IdempotencyFollower claims =
        opened(new IdempotencyFollower(kafka, framing, deadLetters, keysInUse));
    claims.start();
    SecureRandom random = new SecureRandom();
    CredentialWriter writer =
        opened(
            new CredentialWriter(
                quick(kafka), framing, Clock.systemUTC(), random, CREDENTIAL_TIMEOUT));
    bootstrap(writer, random);
    if (!directory.awaitReady(START)) {
      directory.check();
      throw new IOException("the directory could not be read within " + START.toSeconds() + " s");
    }

    DirectoryEnd directoryEnd = opened(DirectoryEnd.of(kafka));
    GatewayStateFollower states =
        opened(new GatewayStateFollower(kafka, framing, Clock.systemUTC()));
    states.start();
    RecordWriter records = opened(RecordWriter.forChanges(kafka, framing));
    RecordWriter bulk = opened(RecordWriter.forImports(kafka, framing));
    CommandLog log =
        new CommandLog(records, directoryLog, numberLog, partitions, Clock.systemUTC());
    CommandLog bulkLog =
        new CommandLog(bulk, directoryLog, numberLog, partitions, Clock.systemUTC());
    LogReader reader = opened(new LogReader(kafka));
    Commands commands = new Commands(log, directoryEnd, directoryOutcomes, numberOutcomes);
    Commands imported = new Commands(bulkLog, directoryEnd, directoryOutcomes, numberOutcomes);
    CommandStatus status =
        new CommandStatus(
            reader,
            new ResultSearch(new KafkaResultLog(reader, framing)),
            framing,
            directoryLog,
            numberLog,
            directoryOutcomes,
            numberOutcomes);
    Work work = opened(new Work(WORKERS));
    TokenSettings issuer = config.tokens();
    Tokens tokens = issuer == null ? null : opened(new Tokens(credentials, issuer));
    EntityTags tags = new EntityTags(directoryLog, numberLog, partitions);
    Bodies bodies = new Bodies(BODIES);
    IdempotencyKeys idempotencyKeys =
        new IdempotencyKeys(
            keysInUse,
            claims,
            records,
            reader,
            new CommandSearch(kafka, framing, directoryLog),
            commands,
            Clock.systemUTC(),
            work::run);
    Writes writes = new Writes(bodies, commands, status, idempotencyKeys, tags, work);
    Admission admission = new Admission(partitions, config.importWindow(), System::nanoTime);
    Supplier<Directory> current = directory::current;
    NumberReads numbers =
        new NumberReads(routers, current, numberOutcomes, tags, Clock.systemUTC());
    Keys keys = new Keys(credentials, writer);
    RecordWriter inboxWriter = opened(RecordWriter.forInboxes(kafka, framing));
    Inboxes inboxes =
        opened(
            new Inboxes(
                kafka,
                new Inboxes.Office(
                    new Commands(
                        new CommandLog(
                            inboxWriter, directoryLog, numberLog, partitions, Clock.systemUTC()),
                        directoryEnd,
                        directoryOutcomes,
                        numberOutcomes),
                    inboxWriter,
                    tags,
                    new InboxScan(kafka, framing, directoryLog, numberLog),
                    new ResultSearch(new KafkaResultLog(reader, framing)),
                    Quota.of("inbox", config.writesPerSecond(), Duration.ofSeconds(1)),
                    directoryOutcomes,
                    numberOutcomes,
                    () -> results.ready() && follows(directory))));
    inboxes.start();

    ResourceConfig application =
        new ResourceConfig()
            .register(
                new Callers(
                    Tokens.beside(credentials, tokens),
                    Quota.of("reads", config.readsPerSecond(), Duration.ofSeconds(1)),
                    Quota.of("writes", config.writesPerSecond(), Duration.ofSeconds(1))))
            .register(new NotModified())
            .register(new IspsResource(current, tags, writes, work))
            .register(
                new KeysResource(
                    keys,
                    isp -> isKnown(now -> now.member(isp) != null, directory, directoryEnd),
                    bodies,
                    work))
            .register(new AuthorityKeysResource(keys, bodies, work))
            .register(
                new InboxResource(
                    isp -> isKnown(now -> now.member(isp) != null, directory, directoryEnd),
                    isp -> {
                      catalogue.ensureInbox(quick(kafka), isp.value(), INBOX_TIMEOUT);
                      inboxes.look();
                    },
                    work))
            .register(new DirectoryResource(current, Clock.systemUTC()))
            .register(new GatewaysResource(current, tags, writes, work))
            .register(
                new GatewayStateResource(
                    records,
                    id -> isKnown(now -> now.gateway(id) != null, directory, directoryEnd),
                    () -> observed(states),
                    Clock.systemUTC(),
                    bodies,
                    work))
            .register(new ProfilesResource(current, tags, writes, work))
            .register(new AgreementsResource(current, tags, writes, work))
            .register(new BlocksResource(current, tags, writes, work))
            .register(new NumbersResource(numbers, writes, work))
            .register(new LockResource(numbers, writes, work))
            .register(
                new PortsResource(
                    new PortReads(
                        reader,
                        framing,
                        numberLog,
                        partitions,
                        numbers,
                        tags,
                        current,
                        Clock.systemUTC()),
                    config.portTerms(),
                    writes,
                    work))
            .register(new CommandsResource(status, work))
            .register(
                new ImportsResource(
                    imported,
                    admission,
                    config.imports(),
                    config.importPatience(),
                    actor ->
                        new DryRun(
                            actor,
                            newest(directory, directoryEnd),
                            numbers::current,
                            Clock.systemUTC())));
    WebhookConfig webhooks = config.webhooks();
    if (webhooks != null) {
      openWebhooks(
          webhooks,
          application,
          isp -> isKnown(now -> now.member(isp) != null, directory, directoryEnd),
          numberLog,
          deadLetters,
          bodies,
          work);
    }
    ready = () -> credentials.ready() && results.ready() && claims.ready() && follows(directory);
    HttpDoor.Builder door =
        HttpDoor.at(HttpSettings.at(config.host(), config.port()))
            .tls(tls)
            .jersey("/v1/*", application);
    HttpDoor open =
        opened(
            Health.addTo(
                    door,
                    () -> true,
                    () -> true,
                    Map.of(
                        "credentials",
                        credentials::ready,
                        "results",
                        results::ready,
                        "idempotency",
                        claims::ready,
                        "directory",
                        () -> follows(directory)),
                    Map.of(
                        "tls",
                        () -> tls == null || tls.trouble() == null,
                        "tokens",
                        () -> tokens == null || tokens.trouble() == null,
                        "inboxes",
                        inboxes::well))
                .open());
    port = open.port();
    LOG.info("ingest listens on {}:{}", config.host(), port);
  }

  /** The port that is listened on. */
  public int port() {
    return port;
  }

  /** Whether writes and reads are likely to succeed now. */
  public boolean ready() {
    return ready.getAsBoolean();
  }

  private void bootstrap(CredentialWriter writer, SecureRandom random)
      throws IOException, InterruptedException {
    if (!credentials.awaitReady(START)) {
      throw new IOException("the API keys could not be read within " + START.toSeconds() + " s");
    }
    ApiKey key = config.authorityKey();
    Path firstKeyFile = config.firstKeyFile();
    if (key == null && !authorityHasKey()) {
      if (firstKeyFile == null) {
        LOG.warn("the authority has no API key: ingest.authority.key.file says where to put one");
        return;
      }
      key = FirstKey.in(firstKeyFile, random);
      LOG.info("the authority's first API key {} is in {}", key.keyId(), firstKeyFile);
    }
    if (key != null && credentials.isRevoked(key.keyId())) {
      LOG.warn("authority key {} of the settings is revoked and stays so", key.keyId());
    } else if (key != null && credentials.verify(key.written()) == null) {
      writer.register(key, KeyPurpose.authority(), "bootstrap");
      LOG.info("authority key {} made known", key.keyId());
    }
  }

  private void openWebhooks(
      WebhookConfig how,
      ResourceConfig application,
      Predicate<IspId> known,
      UUID numberLog,
      DeadLetters deadLetters,
      Bodies bodies,
      Work work)
      throws IOException {
    SigningKeys keys = how.keys();
    WebhooksFollower follower = opened(new WebhooksFollower(kafka, framing));
    WebhookWriter writer = opened(new WebhookWriter(kafka, framing));
    LogReader reader = opened(new LogReader(kafka));
    Webhooks webhooks =
        new Webhooks(follower, writer, reader, keys, how.privateToo(), Clock.systemUTC());
    application
        .register(new WebhookResource(webhooks, known, bodies, work))
        .register(new WebhookKeysResource(webhooks, work));
    LogReader requests = opened(new LogReader(kafka));
    opened(
            new WebhookDelivery(
                kafka,
                framing,
                follower,
                writer,
                deadLetters,
                requests::at,
                numberLog,
                catalogue.numberPartitions(),
                WebhookSettings.of(keys, how.privateToo(), how.backoff()),
                Clock.systemUTC()))
        .start();
  }

  private boolean authorityHasKey() {
    return credentials.keys().stream().anyMatch(key -> key.purpose().role() == Role.AUTHORITY);
  }

  private @Nullable Tls openTls() throws IOException {
    Tls tls = config.protection().open();
    return tls == null ? null : opened(tls);
  }

  private UUID log(String topic) {
    return LogIds.read(kafka.common(), framing, topic, START).value();
  }

  /** What was admitted a moment ago counts: the directory is waited for. */
  private static boolean isKnown(
      Predicate<Directory> holds, DirectoryFollower directory, DirectoryEnd end) {
    return holds.test(directory.current())
        || (directory.awaitOffset(end.now().join(), Duration.ofSeconds(3))
            && holds.test(directory.current()));
  }

  /** The directory with everything that was acknowledged until now. */
  private static Directory newest(DirectoryFollower directory, DirectoryEnd end) {
    if (!directory.awaitOffset(end.now().join(), Duration.ofSeconds(3))) {
      throw Problems.NOT_READY.because("the directory is behind; try again");
    }
    return directory.current();
  }

  /** Reads of states alone need them: nothing else waits for this follower. */
  private static GatewayStates observed(GatewayStateFollower states) {
    if (!states.ready()) {
      throw Problems.NOT_READY.because("the reports on gateways were not read yet");
    }
    return states.current();
  }

  private static boolean follows(DirectoryFollower directory) {
    directory.check();
    return directory.ready();
  }

  private static int kept(int partitions) {
    return Math.max(1024, Integer.highestOneBit(NUMBER_OUTCOMES / partitions));
  }

  /** Clients that give up while somebody still waits for the answer. */
  private static KafkaSettings quick(KafkaSettings kafka) {
    Map<String, Object> settings = new HashMap<>(kafka.common());
    settings.put("max.block.ms", 3000);
    settings.put("request.timeout.ms", 2000);
    settings.put("delivery.timeout.ms", 4000);
    return new KafkaSettings(settings);
  }

  private <T extends AutoCloseable> T opened(T part) {
    opened.push(part);
    return part;
  }

  /** Closes the door first, then what stands behind it. */
  @Override
  public void close() {
    ready = () -> false;
    while (!opened.isEmpty()) {
      AutoCloseable part = opened.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("while closing {}: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
  }
}
