package io.numroute.cli.bench;

import io.numroute.cli.terminal.ExitCode;
import io.numroute.cli.terminal.Failure;
import io.numroute.cli.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code numroute bench import}. */
@Command(
    name = "import",
    description = {
      "What an import does beside Kafka's own kafka-producer-perf-test.",
      "",
      "Starts Kafka, a router and an ingest (256 MiB of heap), each in a process of its own. In each"
          + " round the perf tool sends records as large as a number command (lz4, acks=all, same"
          + " broker), and a table of CSV with as many new numbers is imported, from the first byte"
          + " to the moment at which a router finds the last number of each partition. Meanwhile"
          + " another ISP changes single numbers, and waits for each to be seen."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Wants the machine for itself. Exit code 1 when a number has no result."})
public final class ImportBenchCommand implements Callable<Integer> {
  private static final int MOST = 100_000_000;

  private final Terminal terminal;

  @Option(names = "--rounds", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--numbers",
      defaultValue = "1000000",
      description = "Of each round. Default: ${DEFAULT-VALUE}.")
  private int numbers;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write all figures there too, with each round.")
  private @Nullable Path json;

  public ImportBenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (rounds < 1 || rounds > 1_000) {
      throw Failure.usage("--rounds must be 1 to 1000");
    } else if (numbers < 1 || numbers > MOST) {
      throw Failure.usage("--numbers must be 1 to " + MOST);
    }
    try {
      Path folder = BenchFolder.create();
      ImportReport report =
          new ImportBench(rounds, numbers, line -> terminal.err().println(terminal.faint(line)))
              .run(folder);
      terminal.out().print(report.asTable());
      if (json != null) {
        Files.writeString(json, report.asJson().toPrettyString() + "\n");
      }
      return (report.good() ? ExitCode.OK : ExitCode.ERROR).value();
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw Failure.error(String.valueOf(e.getMessage()), e);
    }
  }
}
