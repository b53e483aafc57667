package io.numroute.cli;

import io.numroute.cli.terminal.Failure;
import io.numroute.schemas.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A role's configuration file: every complaint about it names the file, the line and the key. */
final class RoleFile {
  private static final Pattern COMPLAINT = Pattern.compile("setting ([^\\s,]+)");

  private RoleFile() {}

  /**
   * What {@code role} makes of the file. A key it does not ask for is refused.
   *
   * @param role reads its configuration, and throws IllegalArgumentException that names the key
   */
  static <C> C read(Path file, Function<Settings, C> role) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw Failure.usage(file + " is no file that can be read.");
    }
    try {
      Settings settings = Settings.read(file);
      C config = role.apply(settings);
      settings.refuseUnknown();
      return config;
    } catch (IllegalArgumentException e) {
      throw Failure.usage(place(file, String.valueOf(e.getMessage())));
    }
  }

  private static String place(Path file, String complaint) {
    Matcher key = COMPLAINT.matcher(complaint);
    int line = key.find() ? lineOf(file, key.group(1)) : 0;
    return file + (line > 0 ? ", line " + line : "") + ": " + complaint + ".";
  }

  /** Line on which that key is set, from 1; 0 when it is not. */
  private static int lineOf(Path file, String key) {
    Pattern assignment = Pattern.compile("\\s*" + Pattern.quote(key) + "\\s*([=:\\s].*)?");
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      for (int i = lines.size() - 1; i >= 0; i--) {
        if (assignment.matcher(lines.get(i)).matches()) {
          return i + 1;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }
}
