package io.numroute.cli.bench;

import io.numroute.http.ApiKey;
import io.numroute.schemas.KafkaSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A broker, a router and an ingest, each a process of its own, on loopback. */
final class ImportFleet implements AutoCloseable {
  static final int NUMBER_PARTITIONS = 4;

  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final List<String> BROKER_JAVA = List.of("-Xmx512m", "-XX:+UseParallelGC");
  private static final List<String> ROUTER_JAVA = List.of("-Xmx1g", "-XX:+UseParallelGC");

  private final Path folder;
  private final ApiKey authority = ApiKey.generate(new SecureRandom());
  private final Deque<ChildProcess> processes = new ArrayDeque<>();
  private final ChildProcess broker;
  private final ChildProcess router;
  private final ChildProcess ingest;
  private final KafkaSettings kafka;
  private final String url;

  /** Starts all three; returns when they are ready. */
  ImportFleet(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    try {
      broker =
          started(
              "kafka",
              BROKER_JAVA,
              "io.numroute.broker.BrokerMain",
              folder.resolve("kafka").toString(),
              "0");
      kafka = KafkaSettings.of(broker.awaitReady(START_TIMEOUT).get(0));
      int hopPort = freePort();
      int ingestPort = freePort();
      router =
          role(
              "router",
              ROUTER_JAVA,
              "router.id=bench",
              "router.state.dir=" + folder.resolve("state"),
              "router.hop.port=" + hopPort);
      ingest =
          role(
              "ingest",
              List.of("-Xmx256m", "-XX:+UseParallelGC", "-Xlog:gc:file=" + gcLog()),
              "ingest.port=" + ingestPort,
              "ingest.routers=127.0.0.1:" + hopPort,
              "ingest.authority.key=" + authority.written());
      router.awaitReady(START_TIMEOUT);
      ingest.awaitReady(START_TIMEOUT);
      url = "http://127.0.0.1:" + ingestPort;
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private ChildProcess role(String name, List<String> java, String... settings) throws IOException {
    Path config = folder.resolve(name + ".properties");
    Files.writeString(
        config,
        String.join("\n", settings)
            + "\nkafka.bootstrap.servers="
            + kafka.bootstrapServers()
            + "\nnumbers.partitions="
            + NUMBER_PARTITIONS
            + "\nreplication.factor=1\n");
    return started(name, java, "io.numroute.cli.Numroute", name, "--config", config.toString());
  }

  private ChildProcess started(String name, List<String> java, String mainClass, String... args)
      throws IOException {
    ChildProcess process =
        ChildProcess.start(name, folder.resolve(name + ".log"), java, mainClass, List.of(args));
    processes.push(process);
    return process;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  KafkaSettings kafka() {
    return kafka;
  }

  /** The ingest. */
  String url() {
    return url;
  }

  ApiKey authority() {
    return authority;
  }

  /** CPU time of the three, and of this process, so far. */
  Cpu cpu() {
    long own = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    return new Cpu(broker.cpuNs(), router.cpuNs(), ingest.cpuNs(), own);
  }

  /** Nanoseconds. */
  record Cpu(long broker, long router, long ingest, long client) {
    Cpu since(Cpu before) {
      return new Cpu(
          broker - before.broker,
          router - before.router,
          ingest - before.ingest,
          client - before.client);
    }

    long sum() {
      return broker + router + ingest + client;
    }
  }

  void mustBeAlive() throws IOException {
    for (ChildProcess process : processes) {
      process.mustBeAlive();
    }
  }

  /** The most heap that the ingest has used so far, in MiB; 0 before its first collection. */
  long ingestHeapMib() throws IOException {
    return GcLog.peakMib(Files.readAllLines(gcLog()));
  }

  private Path gcLog() {
    return folder.resolve("ingest-gc.log");
  }

  @Override
  public void close() {
    processes.forEach(ChildProcess::close);
  }
}
