package io.numroute.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What every role's command takes. */
final class RoleOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "Settings as a Java properties file.")
  Path config = Path.of("numroute.properties");
}
