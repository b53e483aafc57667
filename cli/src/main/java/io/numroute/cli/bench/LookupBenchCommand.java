package io.numroute.cli.bench;

import io.numroute.cli.terminal.ExitCode;
import io.numroute.cli.terminal.Failure;
import io.numroute.cli.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code numroute bench lookup}. */
@Command(
    name = "lookup",
    description = {
      "What a lookup costs beside the limit of this machine.",
      "",
      "Starts three servers on loopback, each in a process of its own, and gives them the same"
          + " load in turn: (a) a raw Grizzly handler with a constant body of the same size, (b) a"
          + " node: edge and router, journal on, Kafka in its own process, (c) the same node where"
          + " Jersey serves. First a closed loop, as fast as each can; then an open loop at half"
          + " of the slower side's maximum, latency counted from when a request was due."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Takes six to eight minutes and wants the machine for itself: on a busy one even the ratios",
      "move. Look at (least - most) before you believe a median.",
      "Exit code 1 when an answer is missing from the answers topic, or was not 200."
    })
public final class LookupBenchCommand implements Callable<Integer> {
  private static final int REQUESTS = 10_000;

  private final Terminal terminal;

  @Option(names = "--rounds", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "Of one load on one server. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--warmup",
      defaultValue = "15",
      description =
          "Seconds for each server before the first round; up to three times as long while it"
              + " still gets faster. Default: ${DEFAULT-VALUE}.")
  private double warmUp;

  @Option(
      names = "--connections",
      defaultValue = "32",
      description = "With one request under way on each. Default: ${DEFAULT-VALUE}.")
  private int connections;

  @Option(
      names = "--numbers",
      defaultValue = "100000",
      description =
          "With an assignment of their own; 10,000 of them are asked for. Default:"
              + " ${DEFAULT-VALUE}.")
  private int numbers;

  @Option(
      names = "--quick",
      description = "Some seconds only, to see that it works. Its figures mean nothing.")
  private boolean quick;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write all figures there too, with each round.")
  private @Nullable Path json;

  public LookupBenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    BenchPlan plan = plan();
    try {
      Path folder = BenchFolder.create();
      Report report = new LookupBench(plan, this::say).run(folder);
      terminal.out().print(report.asTable());
      if (json != null) {
        Files.writeString(json, report.asJson().toPrettyString() + "\n");
      }
      return (report.answers().good() ? ExitCode.OK : ExitCode.ERROR).value();
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw Failure.error(String.valueOf(e.getMessage()), e);
    }
  }

  private BenchPlan plan() {
    try {
      if (quick) {
        return new BenchPlan(1, Duration.ofMillis(500), Duration.ofMillis(500), 8, 2_000, 1_000);
      }
      return new BenchPlan(
          rounds,
          Duration.ofNanos((long) (seconds * 1e9)),
          Duration.ofNanos((long) (warmUp * 1e9)),
          connections,
          numbers,
          Math.min(REQUESTS, numbers));
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  private void say(String line) {
    terminal.err().println(terminal.faint(line));
  }
}
