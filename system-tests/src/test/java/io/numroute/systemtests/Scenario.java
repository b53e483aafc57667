package io.numroute.systemtests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The files under {@code call/} in the test resources, for programs that read files. */
final class Scenario {
  private Scenario() {}

  static Path copy(Path folder, String name) throws IOException {
    return Files.writeString(folder.resolve(name), text(name));
  }

  /** A copy under another name, with {@code @REPLY@} replaced. */
  static Path replying(Path folder, String copy, String name, String reply) throws IOException {
    return Files.writeString(folder.resolve(copy), text(name).replace("@REPLY@", reply));
  }

  private static String text(String name) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(Scenario.class.getResourceAsStream("/call/" + name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
