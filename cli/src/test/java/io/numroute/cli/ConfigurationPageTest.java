package io.numroute.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} names every key that the sources ask for, and no other. */
class ConfigurationPageTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern ASKED =
      Pattern.compile("settings\\.(?:text|integer|duration|path|flag)\\(\\s*\"([a-z.]+)\"");
  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([a-z.]+)` \\|");

  @Test
  void thePageAndTheSourcesNameTheSameKeys() throws IOException {
    TreeSet<String> asked = new TreeSet<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      modules
          .map(module -> module.resolve("src").resolve("main").resolve("java"))
          .filter(Files::isDirectory)
          .forEach(sources -> collect(sources, asked));
    }
    asked.add("kafka.bootstrap.servers");
    asked.add("framing");
    asked.add("framing.registry");
    TreeSet<String> documented = new TreeSet<>();
    find(DOCUMENTED, Files.readString(ROOT.resolve("docs/configuration.md")), documented);

    assertThat(documented).isEqualTo(asked).hasSizeGreaterThan(30);
  }

  private static void collect(Path sources, TreeSet<String> keys) {
    try (Stream<Path> files = Files.walk(sources)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(file -> find(ASKED, text(file), keys));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void find(Pattern pattern, String text, TreeSet<String> keys) {
    pattern.matcher(text).results().forEach(match -> keys.add(match.group(1)));
  }
}
