package io.numroute.cli;

import io.numroute.cli.bench.BenchCommand;
import io.numroute.cli.terminal.ExitCode;
import io.numroute.cli.terminal.Failure;
import io.numroute.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line. Says expected failures in one sentence and leaves an {@link ExitCode} behind; a
 * stack trace is shown with {@code --debug} only.
 */
@Command(
    name = "numroute",
    description = {
      "Where does a telephone number live, now, for me, for this kind of call?",
      "Numroute answers carriers' gateways from what the carriers themselves have published."
    },
    subcommands = {
      DemoCommand.class,
      LookupCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      DiffCommand.class,
      ApplyCommand.class,
      AnswersCommand.class,
      IngestCommand.class,
      RouterCommand.class,
      EdgeCommand.class,
      NodeCommand.class,
      BenchCommand.class,
      CompletionCommand.class,
      CommandLine.HelpCommand.class,
    },
    mixinStandardHelpOptions = true,
    versionProvider = Numroute.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Begin here:",
      "  numroute demo                                 everything, with real numbers",
      "  numroute lookup +447106123456 --as vodafone   where does it live?",
      "  numroute answers --follow                     what gateways are told",
      "",
      "Exit codes: 0 done, 1 error, 2 not understood, 3 not found; diff has its own.",
      "More on a command: numroute COMMAND --help. NO_COLOR is respected."
    })
public final class Numroute implements Runnable {
  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  Numroute(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), arguments));
  }

  /** Runs one command. */
  static int run(Terminal terminal, String... arguments) {
    return commandLine(terminal).execute(arguments);
  }

  static CommandLine commandLine(Terminal terminal) {
    Numroute root = new Numroute(terminal);
    CommandLine line = new CommandLine(root, new Commands(terminal));
    line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(Help.defaultColorScheme(terminal.colour() ? Help.Ansi.ON : Help.Ansi.OFF));
    line.setUsageHelpWidth(Math.max(80, Math.min(120, terminal.columns())));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(
        (failure, given) -> {
          CommandLine failed = failure.getCommandLine();
          terminal.err().println("numroute: " + failure.getMessage());
          terminal.err().println("See: " + failed.getCommandSpec().qualifiedName() + " --help");
          return ExitCode.USAGE.value();
        });
    line.setExecutionExceptionHandler((failure, failed, parsed) -> root.explain(failure));
    return line;
  }

  /** Without a command: says what there is. */
  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(terminal.out(), spec.commandLine().getColorScheme());
    }
  }

  private int explain(Exception failure) {
    terminal.err().println("numroute: " + sentence(failure));
    if (debug) {
      failure.printStackTrace(terminal.err());
    } else if (!(failure instanceof Failure)) {
      terminal.err().println("That was not foreseen; --debug shows where it happened.");
    }
    return failure instanceof Failure foreseen
        ? foreseen.exitCode().value()
        : ExitCode.ERROR.value();
  }

  private static String sentence(Exception failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }

  /** What {@code --version} says. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Numroute.class.getPackage().getImplementationVersion();
      return new String[] {
        "numroute " + (version == null ? "(from classes)" : version),
        "Java " + Runtime.version() + ", " + System.getProperty("os.name")
      };
    }
  }
}
