package io.numroute.cli;

import io.numroute.cli.directory.DirectoryChanges.Step;
import io.numroute.cli.directory.Publisher.Refused;
import io.numroute.cli.terminal.ExitCode;
import io.numroute.cli.terminal.Failure;
import io.numroute.cli.terminal.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code numroute apply}. */
@Command(
    name = "apply",
    description = {
      "Make what an ISP has published as a document says it. Only what differs is sent, one",
      "command after the other; each is shown with what became of it."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Gateways come first, then agreement, profiles, the ISP itself, blocks; what is deleted goes",
      "last, and only with --prune. The first refusal ends it; what was done before stays done,",
      "and applying the document again goes on from there.",
      "",
      "Examples:",
      "  numroute apply -f vodafone.yaml --dry-run",
      "  numroute apply -f vodafone.yaml",
      "  numroute apply -f new-isp.yaml --authority",
      "",
      "Exit codes: 0 all is as the document says, 1 refused or failed, 2 not understood."
    })
final class ApplyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private WantedDirectory wanted = new WantedDirectory();

  @Option(names = "--dry-run", description = "Show what would be sent; send nothing.")
  private boolean dryRun;

  ApplyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    WantedDirectory.Comparison comparison = wanted.compare();
    List<Step> steps = comparison.changes().steps();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (dryRun) {
        terminal.out().println(WantedDirectory.line(step));
      } else {
        terminal.out().print(WantedDirectory.line(step) + " ... ");
        terminal.out().flush();
        Refused refused = comparison.publisher().send(step);
        terminal.out().println(refused == null ? terminal.good("accepted") : "not done");
        if (refused != null) {
          throw stopped(comparison, step, refused, i);
        }
      }
      WantedDirectory.details(terminal, step);
    }
    comparison.sayWhatIsLeft(terminal);
    terminal
        .out()
        .println(
            steps.isEmpty()
                ? comparison.isp() + " is as the file says; nothing to send"
                : (dryRun ? "would send " : "sent ")
                    + steps.size()
                    + (steps.size() == 1 ? " command" : " commands"));
    return ExitCode.OK.value();
  }

  private static Failure stopped(
      WantedDirectory.Comparison comparison, Step step, Refused refused, int done) {
    int rest = comparison.changes().steps().size() - done - 1;
    String place =
        step.pointer().isEmpty()
            ? ""
            : comparison.file().place(step.pointer() + refused.pointer()) + ": ";
    return Failure.error(
        place
            + step.entity()
            + ": "
            + refused.reason()
            + ". Done before it: "
            + done
            + ", not sent after it: "
            + rest
            + ".");
  }
}
