package io.numroute.cli;

import io.numroute.cli.directory.DirectoryChanges.Step;
import io.numroute.cli.terminal.ExitCode;
import io.numroute.cli.terminal.Failure;
import io.numroute.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code numroute diff}. */
@Command(
    name = "diff",
    description = "Show what apply would send for a document, and send nothing.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "+ is new, ~ changes, - goes; below what changes, each place in it.",
      "",
      "Examples:",
      "  numroute export --isp vodafone -o vodafone.yaml",
      "  numroute diff -f vodafone.yaml",
      "",
      "Exit codes, as those of diff(1): 0 nothing to do, 1 something, 2 trouble."
    })
final class DiffCommand implements Callable<Integer> {
  private static final int DIFFERS = 1;

  private final Terminal terminal;

  @Mixin private WantedDirectory wanted = new WantedDirectory();

  DiffCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    WantedDirectory.Comparison comparison;
    try {
      comparison = wanted.compare();
    } catch (Failure e) {
      throw e.as(ExitCode.USAGE); // 1 says that something differs
    }
    for (Step step : comparison.changes().steps()) {
      terminal.out().println(WantedDirectory.line(step));
      WantedDirectory.details(terminal, step);
    }
    comparison.sayWhatIsLeft(terminal);
    return comparison.changes().steps().isEmpty() ? ExitCode.OK.value() : DIFFERS;
  }
}
