package io.numroute.cli;

import io.numroute.cli.terminal.Logs;
import io.numroute.cli.terminal.Terminal;
import io.numroute.schemas.Settings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command that is one role: reads the role's file, opens its parts, and serves until the end. */
@Command(mixinStandardHelpOptions = true)
abstract class RoleCommand implements Callable<Integer> {
  private final String name;
  private final Terminal terminal;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "Settings as a Java properties file.")
  private Path file = Path.of("numroute.properties");

  /**
   * A role.
   *
   * @param name what it is called when it is ready or cannot start
   */
  RoleCommand(String name, Terminal terminal) {
    this.name = name;
    this.terminal = terminal;
  }

  /**
   * Reads everything the role asks of its file, and opens nothing yet. Throws
   * IllegalArgumentException that names the key.
   */
  abstract Serving.Role configured(RoleSettings common, Settings settings);

  @Override
  public final Integer call() throws InterruptedException {
    Logs.toStandardError();
    Serving.Role role =
        RoleFile.read(file, settings -> configured(RoleSettings.of(settings), settings));
    return Serving.run(name, terminal, role);
  }
}
