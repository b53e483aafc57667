package io.numroute.cli;

import io.numroute.cli.demo.DemoFile;
import io.numroute.cli.terminal.Failure;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command finds the demo's URLs and keys when it is told no others. */
final class DemoFolder {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "${sys:numroute.home:-.}/numroute-data",
      description = "The demo's data folder (default: numroute-data beside the numroute script).")
  Path folder = standard();

  /** Whether a command without --data-dir means the same folder. */
  boolean isDefault() {
    return folder.toAbsolutePath().normalize().equals(standard().toAbsolutePath().normalize());
  }

  private static Path standard() {
    return Path.of(System.getProperty("numroute.home", "."), "numroute-data");
  }

  /** The demo's file; null when no demo was ever started there. */
  @Nullable DemoFile file() {
    try {
      return DemoFile.read(folder);
    } catch (IOException e) {
      throw Failure.error(String.valueOf(e.getMessage()), e);
    }
  }

  /** The demo's file, without which the command cannot go on. */
  DemoFile neededFile(String otherwise) {
    DemoFile file = file();
    if (file == null) {
      throw Failure.error(
          "There is no demo in "
              + folder
              + ": start one with numroute demo, or "
              + otherwise
              + ".");
    }
    return file;
  }
}
