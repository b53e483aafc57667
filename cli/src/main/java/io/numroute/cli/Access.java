package io.numroute.cli;

import io.numroute.cli.terminal.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A key that was not given out by the demo. Never an argument: those can be read by anybody. */
final class Access {
  static final String VARIABLE = "NUMROUTE_KEY";

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "File that holds the API key; else the environment's " + VARIABLE + ".")
  private @Nullable Path keyFile;

  /** The key, or null when none was given. */
  @Nullable String key(Map<String, String> environment) {
    if (keyFile == null) {
      String key = environment.getOrDefault(VARIABLE, "").strip();
      return key.isEmpty() ? null : key;
    }
    try {
      String key = Files.readString(keyFile).strip();
      if (key.isEmpty() || key.chars().anyMatch(c -> c <= ' ' || c > '~')) {
        throw Failure.usage(keyFile + " holds no API key.");
      }
      return key;
    } catch (IOException e) {
      throw Failure.usage(keyFile + " cannot be read.");
    }
  }
}
