package io.numroute.cli;

import io.numroute.cli.terminal.Terminal;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code numroute completion}. */
@Command(
    name = "completion",
    description = "Print what makes bash and zsh complete numroute's commands and options.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "For this shell:    source <(numroute completion)",
      "For every shell:   numroute completion > ~/.local/share/bash-completion/completions/numroute"
    })
final class CompletionCommand implements Runnable {
  private final Terminal terminal;

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    terminal.out().print(AutoComplete.bash("numroute", Numroute.commandLine(terminal)));
    terminal.out().flush();
  }
}
