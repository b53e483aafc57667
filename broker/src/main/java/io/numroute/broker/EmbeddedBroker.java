package io.numroute.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker in this JVM, on a loopback port that any client can use. Its data outlives
 * it: started again on the same folder, even after {@code kill -9}, it has every record that it
 * acknowledged.
 *
 * <p>Sized for a guest: few threads, little memory. Not for several threads at once.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int NODE_ID = 1;

  /** A port found free may be taken before Kafka binds it. */
  private static final int TRIES = 3;

  private final Path dataDir;
  private final boolean temporary;
  private final Map<String, String> overrides;
  private int port;
  private @Nullable KafkaRaftServer server;
  private @Nullable DataLock lock;

  private EmbeddedBroker(Path dataDir, boolean temporary, int port, Map<String, String> overrides) {
    this.dataDir = dataDir;
    this.temporary = temporary;
    this.port = port;
    this.overrides = overrides;
  }

  /**
   * Starts a broker and returns when it can be used.
   *
   * @param dataDir made when it is not there
   * @param port 0 for a free one
   * @throws BrokerException when the port is taken, the folder cannot be written or is in use
   */
  public static EmbeddedBroker start(Path dataDir, int port) {
    return start(dataDir, port, Map.of());
  }

  /** {@link #start(Path, int)} with broker settings that win over ours. */
  public static EmbeddedBroker start(Path dataDir, int port, Map<String, String> overrides) {
    EmbeddedBroker broker =
        new EmbeddedBroker(dataDir.toAbsolutePath(), false, port, Map.copyOf(overrides));
    broker.start();
    return broker;
  }

  /** Starts a broker on a free port, in a folder that {@link #close} deletes. */
  public static EmbeddedBroker temporary() {
    return temporary(Map.of());
  }

  /** {@link #temporary()} with broker settings that win over ours. */
  public static EmbeddedBroker temporary(Map<String, String> overrides) {
    try {
      Path dataDir = Files.createTempDirectory("numroute-broker");
      EmbeddedBroker broker = new EmbeddedBroker(dataDir, true, 0, Map.copyOf(overrides));
      broker.start();
      return broker;
    } catch (IOException e) {
      throw new BrokerException("no temporary folder can be made: " + e.getMessage(), e);
    }
  }

  public int port() {
    return port;
  }

  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  /** Throws IllegalStateException when the broker is stopped or has failed. */
  public void check() {
    String failure = ExitGuard.failure();
    if (server == null) {
      throw new IllegalStateException("the broker is stopped");
    } else if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  /** Starts it again after {@link #stop}, on the same folder and port. */
  public void start() {
    if (server != null) {
      return;
    }
    ExitGuard.install();
    ExitGuard.forget();
    prepareFolder();
    DataLock taken = DataLock.take(dataDir);
    try {
      format();
      server = startServer();
      lock = taken;
    } finally {
      if (server == null) {
        taken.close();
      }
    }
  }

  private KafkaRaftServer startServer() {
    boolean anyPort = port == 0;
    for (int tries = 1; ; tries++) {
      if (anyPort) {
        port = Ports.free();
      } else if (!Ports.isFree(port)) {
        throw new BrokerException("port " + port + " is taken");
      }
      KafkaRaftServer starting = null;
      try {
        starting = new KafkaRaftServer(config(), Time.SYSTEM);
        starting.startup();
        return starting;
      } catch (Exception e) {
        if (starting != null) {
          shutdown(starting);
        }
        if (tries == TRIES || !isBindFailure(e)) {
          throw new BrokerException(
              "the Kafka broker cannot start on port " + port + " with " + dataDir + ": " + root(e),
              e);
        }
      }
    }
  }

  /** Ends it, keeping its data; does nothing when it is stopped. */
  public void stop() {
    KafkaRaftServer running = server;
    if (running != null) {
      server = null;
      shutdown(running);
    }
    DataLock held = lock;
    if (held != null) {
      lock = null;
      held.close();
    }
  }

  @Override
  public void close() {
    stop();
    if (temporary) {
      delete(dataDir);
    }
  }

  private static void shutdown(KafkaRaftServer running) {
    running.shutdown();
    running.awaitShutdown();
  }

  private void prepareFolder() {
    try {
      Files.createDirectories(dataDir);
    } catch (IOException e) {
      throw new BrokerException("folder " + dataDir + " cannot be prepared: " + root(e), e);
    }
    if (!Files.isWritable(dataDir)) {
      throw new BrokerException("folder " + dataDir + " cannot be written");
    }
  }

  private void format() {
    if (Files.exists(dataDir.resolve("meta.properties"))) {
      return;
    }
    try {
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setNodeId(NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setDirectories(List.of(dataDir.toString()))
          .setMetadataLogDirectory(dataDir.toString())
          .setControllerListenerName("CONTROLLER")
          .setIgnoreFormatted(true)
          .run();
    } catch (Exception e) {
      throw new BrokerException("folder " + dataDir + " cannot be prepared: " + root(e), e);
    }
  }

  private KafkaConfig config() {
    int controllerPort = Ports.free();
    Properties settings = new Properties();
    settings.setProperty("process.roles", "broker,controller");
    settings.setProperty("node.id", Integer.toString(NODE_ID));
    settings.setProperty("log.dirs", dataDir.toString());
    settings.setProperty(
        "listeners",
        "PLAINTEXT://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort);
    settings.setProperty("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
    settings.setProperty("controller.listener.names", "CONTROLLER");
    settings.setProperty(
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.setProperty("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort);
    settings.putAll(BrokerSettings.OF_A_GUEST);
    settings.putAll(overrides);
    return KafkaConfig.fromProps(settings, false);
  }

  private static boolean isBindFailure(Throwable e) {
    return root(e).contains("bind") || root(e).contains("Address already in use");
  }

  private static String root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.deleteIfExists(file);
                } catch (IOException e) {
                  file.toFile().deleteOnExit();
                }
              });
    } catch (IOException | UncheckedIOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
