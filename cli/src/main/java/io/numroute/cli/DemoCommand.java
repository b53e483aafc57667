package io.numroute.cli;

import io.numroute.cli.demo.Demo;
import io.numroute.cli.demo.DemoData;
import io.numroute.cli.demo.DemoFile;
import io.numroute.cli.terminal.ExitCode;
import io.numroute.cli.terminal.Failure;
import io.numroute.cli.terminal.Logs;
import io.numroute.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code numroute demo}. */
@Command(
    name = "demo",
    description = {
      "Run everything in one process, on this machine only: a Kafka broker, an ingest, a router, an",
      "edge. Loads the carriers of libphonenumber's table, some 28,000 prefixes, as ISPs and blocks."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "A line that begins with 'ready' says that lookups are answered, one that begins with",
      "'loaded' that the data is in. A second start on the same folder loads nothing again.",
      "Ctrl-C ends it. URLs and keys for scripts: DIR/demo.json. Log: DIR/logs/numroute.log.",
      "",
      "Examples:",
      "  numroute demo",
      "  numroute demo --data-dir /tmp/d --edge-port 0 --ingest-port 0 --kafka-port 0"
    })
final class DemoCommand implements Callable<Integer> {
  private static final long CHECK_MS = 1000;

  private final Terminal terminal;

  @Mixin private DemoFolder demo = new DemoFolder();

  @Option(
      names = "--edge-port",
      paramLabel = "PORT",
      defaultValue = "8480",
      description = "For lookups; 0 for a free one. Default: ${DEFAULT-VALUE}.")
  private int edgePort;

  @Option(
      names = "--ingest-port",
      paramLabel = "PORT",
      defaultValue = "8481",
      description = "For changes; 0 for a free one. Default: ${DEFAULT-VALUE}.")
  private int ingestPort;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9492",
      description = "For Kafka clients; 0 for a free one. Default: ${DEFAULT-VALUE}.")
  private int kafkaPort;

  @Option(names = "--no-data", description = "Load nothing.")
  private boolean noData;

  private volatile boolean allIsIn;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long startNs = System.nanoTime();
    checkDifferent("--edge-port", edgePort, "--ingest-port", ingestPort);
    checkDifferent("--edge-port", edgePort, "--kafka-port", kafkaPort);
    checkDifferent("--ingest-port", ingestPort, "--kafka-port", kafkaPort);
    checkPort("--edge-port", edgePort);
    checkPort("--ingest-port", ingestPort);
    checkPort("--kafka-port", kafkaPort);
    Path folder = demo.folder;
    Logs.toFile(folder.resolve("logs").resolve("numroute.log"));
    DemoData data = noData ? null : DemoData.draw(folder);
    allIsIn = noData;
    Shutdown shutdown = Shutdown.install();
    try {
      Demo running = Demo.start(folder, new Demo.Ports(edgePort, ingestPort, kafkaPort));
      shutdown.closes(() -> end(running));
      DemoFile file = running.file();
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "ready after %.1f s: edge %s, ingest %s, kafka %s%n",
              (System.nanoTime() - startNs) / 1e9,
              file.edge(),
              file.ingest(),
              file.kafka());
      if (data != null) {
        file = data.load(file, terminal);
        allIsIn = true;
        next(file);
      }
      while (!shutdown.begins(CHECK_MS, TimeUnit.MILLISECONDS)) {
        running.check();
      }
      return ExitCode.OK.value();
    } catch (IOException | RuntimeException e) {
      if (shutdown.hasBegun()) {
        return ExitCode.OK.value();
      }
      throw e;
    }
  }

  private void end(Demo running) {
    terminal.say(
        allIsIn
            ? "ending, some seconds ..."
            : "ending before all was loaded, some seconds; the next start loads it ...");
    running.close();
  }

  /** What to paste next. */
  private void next(DemoFile file) throws IOException {
    DemoFile.@Nullable IspKey asking = file.isp("vodafone");
    if (asking == null) {
      asking = file.isps().get(0);
    }
    String number =
        file.ported().stream()
            .map(DemoFile.Ported::number)
            .filter(ported -> ported.startsWith("+44"))
            .findFirst()
            .orElse(file.ported().get(0).number());
    Path curl = CurlFile.write(demo.folder, asking);
    String command = System.getProperty("numroute.command", "numroute");
    String where = demo.isDefault() ? "" : " --data-dir " + quoted(demo.folder.toString());
    PrintStream out = terminal.out();
    out.println();
    out.println(terminal.bold("Paste next, in another terminal:"));
    out.println(
        "  curl -sK " + quoted(curl.toString()) + " " + file.edge() + "/v1/routes/" + number);
    out.println(
        "  " + command + " lookup " + number + " --as " + asking.id() + " --explain" + where);
    out.println("  " + command + " answers --follow" + where);
    out.println();
    out.println("Keys of all ISPs: " + demo.folder.resolve(DemoFile.NAME) + ". Ctrl-C ends it.");
    out.flush();
  }

  private static String quoted(String path) {
    return path.matches("[A-Za-z0-9_./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }

  private static void checkPort(String option, int port) {
    if (port < 0 || port > 65_535) {
      throw Failure.usage(option + " is 0 to 65535, not " + port + ".");
    }
    if (port != 0) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      } catch (IOException e) {
        String message = String.valueOf(e.getMessage());
        throw Failure.error(
            "Port "
                + port
                + (message.contains("in use")
                    ? " is taken by another process"
                    : " cannot be used: " + message)
                + "; choose another with "
                + option
                + ", or 0 for a free one.");
      }
    }
  }

  private static void checkDifferent(String option, int port, String other, int otherPort) {
    if (port != 0 && port == otherPort) {
      throw Failure.usage(option + " and " + other + " are both " + port + ".");
    }
  }
}
