package io.numroute.cli.bench;

import io.numroute.schemas.KafkaSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The servers of the benchmark, each a process of its own, on loopback and ports that are free. */
final class Fleet implements AutoCloseable {
  static final int NUMBER_PARTITIONS = 4;

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final List<String> BROKER_JAVA = List.of("-Xmx512m", "-XX:+UseParallelGC");

  /** The same for the raw server and the node. */
  private static final List<String> SERVER_JAVA = List.of("-Xms1g", "-Xmx1g", "-XX:+UseParallelGC");

  private final Path folder;
  private final ChildProcess broker;
  private final KafkaSettings kafka;
  private @Nullable ChildProcess node;
  private @Nullable ChildProcess raw;
  private @Nullable InetSocketAddress hotAddress;
  private @Nullable InetSocketAddress jerseyAddress;
  private @Nullable InetSocketAddress rawAddress;

  private Fleet(Path folder, ChildProcess broker, KafkaSettings kafka) {
    this.folder = folder;
    this.broker = broker;
    this.kafka = kafka;
  }

  /** Starts Kafka; the others follow when there is something for them to do. */
  static Fleet start(Path folder) throws IOException, InterruptedException {
    ChildProcess broker =
        ChildProcess.start(
            "kafka",
            folder.resolve("kafka.log"),
            BROKER_JAVA,
            "io.numroute.broker.BrokerMain",
            List.of(folder.resolve("kafka").toString(), "0"));
    String address = broker.awaitReady(START_TIMEOUT).get(0);
    return new Fleet(folder, broker, KafkaSettings.of(address));
  }

  KafkaSettings kafka() {
    return kafka;
  }

  ChildProcess broker() {
    return broker;
  }

  /** Starts the node; returns when it says that it is ready. */
  void startNode() throws IOException, InterruptedException {
    int hotPort = freePort();
    int jerseyPort = freePort();
    Path config = folder.resolve("node.properties");
    Files.write(
        config,
        List.of(
            "kafka.bootstrap.servers=" + kafka.bootstrapServers(),
            "numbers.partitions=" + NUMBER_PARTITIONS,
            "replication.factor=1",
            "router.id=bench",
            "router.state.dir=" + folder.resolve("state"),
            "router.hop.host=127.0.0.1",
            "router.hop.port=0",
            "edge.id=bench",
            "edge.host=127.0.0.1",
            "edge.port=" + hotPort,
            "edge.jersey.port=" + jerseyPort,
            "edge.quota.lookups=10000000", // counted, and never reached
            "edge.journal.dir=" + folder.resolve("journal")));
    node =
        ChildProcess.start(
            "node",
            folder.resolve("node.log"),
            SERVER_JAVA,
            "io.numroute.cli.Numroute",
            List.of("node", "--config", config.toString()));
    node.awaitReady(START_TIMEOUT);
    hotAddress = loopback(hotPort);
    jerseyAddress = loopback(jerseyPort);
  }

  /** Starts the raw server, which answers as {@code model} does. */
  void startRaw(SampleAnswer model) throws IOException, InterruptedException {
    Path body = folder.resolve("body");
    Files.writeString(body, model.body());
    List<String> arguments = new ArrayList<>(List.of(body.toString(), model.contentType()));
    arguments.addAll(model.otherHeaders());
    raw =
        ChildProcess.start(
            "raw", folder.resolve("raw.log"), SERVER_JAVA, RawServer.class.getName(), arguments);
    rawAddress = loopback(Integer.parseInt(raw.awaitReady(START_TIMEOUT).get(0)));
  }

  /** The server's process. */
  ChildProcess process(Side side) {
    return started(side.isNode() ? node : raw);
  }

  InetSocketAddress address(Side side) {
    return started(
        switch (side) {
          case RAW -> rawAddress;
          case HOT -> hotAddress;
          case JERSEY -> jerseyAddress;
        });
  }

  private static <T> T started(@Nullable T what) {
    if (what == null) {
      throw new IllegalStateException("not started yet");
    }
    return what;
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    if (raw != null) {
      raw.close();
    }
    if (node != null) {
      node.close();
    }
    broker.close();
  }
}
