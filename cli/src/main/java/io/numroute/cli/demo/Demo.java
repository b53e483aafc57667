package io.numroute.cli.demo;

import io.numroute.broker.BrokerException;
import io.numroute.broker.EmbeddedBroker;
import io.numroute.cli.terminal.Failure;
import io.numroute.edge.DefaultCountries;
import io.numroute.edge.Edge;
import io.numroute.edge.EdgeConfig;
import io.numroute.http.ApiKey;
import io.numroute.http.CredentialsFollower;
import io.numroute.http.PortTakenException;
import io.numroute.ingest.Ingest;
import io.numroute.ingest.IngestConfig;
import io.numroute.ingest.WebhookConfig;
import io.numroute.router.Router;
import io.numroute.router.RouterConfig;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.webhooks.Backoff;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker, a router, an ingest and an edge in this JVM, on loopback ports and one data folder. The
 * edge asks the router by a call, not over a socket.
 */
public final class Demo implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
  private static final String HOST = "127.0.0.1";
  private static final String NAME = "demo";
  private static final int PARTITIONS = 4;
  private static final Duration READY = Duration.ofSeconds(60);
  private static final long READY_POLL_MS = 20;

  private final DemoFolderLock lock;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final EmbeddedBroker broker;
  private final DemoFile file;

  private Demo(Path folder, Ports ports) throws IOException, InterruptedException {
    this.lock = DemoFolderLock.take(folder);
    boolean started = false;
    try {
      DemoFile before = DemoFile.read(folder);
      ApiKey authorityKey = authorityKey(before);
      AvroFraming framing = AvroFraming.singleObject();
      TopicCatalogue catalogue = new TopicCatalogue(PARTITIONS, (short) 1, 1);

      this.broker = opened(EmbeddedBroker.start(folder.resolve("kafka"), ports.kafka()));
      KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
      Router router =
          opened(
              new Router(
                  RouterConfig.local(NAME, folder.resolve("router")), kafka, framing, catalogue));
      router.start(); // makes the topics
      CredentialsFollower credentials = opened(new CredentialsFollower(kafka, framing));
      Ingest ingest =
          opened(
              new Ingest(
                  IngestConfig.at(HOST, ports.ingest(), authorityKey)
                      .withWebhooks(
                          new WebhookConfig(folder.resolve("webhooks.key"), true, Backoff.DEFAULT)),
                  kafka,
                  framing,
                  catalogue,
                  router.local(),
                  credentials));
      ingest.start();
      Edge edge =
          opened(
              Edge.start(
                  EdgeConfig.at(NAME, HOST, ports.edge(), folder.resolve("journal")),
                  router.local(),
                  credentials,
                  credentials::ready,
                  DefaultCountries.of(router::directory, () -> true),
                  kafka,
                  framing));
      awaitReady(router, ingest, edge);

      this.file =
          new DemoFile(
              "http://" + HOST + ":" + edge.port(),
              "http://" + HOST + ":" + ingest.port(),
              broker.bootstrapServers(),
              authorityKey.written(),
              before == null ? List.of() : before.isps(),
              before == null ? List.of() : before.ported(),
              before == null ? List.of() : before.services(),
              before != null && before.loaded());
      file.write(folder);
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /**
   * Where the servers listen; 0 for a free port.
   *
   * @param edge HTTP
   * @param ingest HTTP
   * @param kafka the broker
   */
  public record Ports(int edge, int ingest, int kafka) {}

  /** Starts everything on that folder and returns when lookups are answered. */
  public static Demo start(Path folder, Ports ports) {
    try {
      return new Demo(folder, ports);
    } catch (IOException | BrokerException e) {
      throw Failure.error(sentence(folder, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.error("Interrupted.", e);
    }
  }

  /** As it was written at the start: the URLs and keys, and whether the plan had been loaded. */
  public DemoFile file() {
    return file;
  }

  /** Throws when something that cannot mend itself has broken. */
  public void check() {
    broker.check();
  }

  /** The edge first, the broker last. Safe to call twice. */
  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      AutoCloseable part = open.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.info("while closing {}", part.getClass().getSimpleName(), e);
      }
    }
    lock.close();
  }

  private static ApiKey authorityKey(@Nullable DemoFile before) {
    ApiKey known = before == null ? null : ApiKey.parse(before.authorityKey());
    return known == null ? ApiKey.generate(new SecureRandom()) : known;
  }

  private static void awaitReady(Router router, Ingest ingest, Edge edge)
      throws InterruptedException {
    long endNs = System.nanoTime() + READY.toNanos();
    while (!router.ready() || !ingest.ready() || !edge.ready()) {
      if (System.nanoTime() > endNs) {
        List<String> missing = new ArrayList<>(router.check());
        if (!ingest.ready()) {
          missing.add("the ingest is not ready");
        }
        if (!edge.ready()) {
          missing.add("the edge is not ready");
        }
        throw Failure.error(
            "Not ready after " + READY.toSeconds() + " s: " + String.join(", ", missing) + ".");
      }
      TimeUnit.MILLISECONDS.sleep(READY_POLL_MS);
    }
  }

  private static String sentence(Path folder, Exception e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof IOException && !(e instanceof PortTakenException)) {
      message = "the data folder " + folder + " cannot be used: " + message;
    }
    String whole = Character.toUpperCase(message.charAt(0)) + message.substring(1);
    return whole.endsWith(".") ? whole : whole + ".";
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }
}
