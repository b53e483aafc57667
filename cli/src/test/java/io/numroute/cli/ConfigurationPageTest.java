package io.numroute.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/configuration.md names exactly the settings that the sources read. */
class ConfigurationPageTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern ROW = Pattern.compile("^\\| `([a-z.]+)` \\|", Pattern.MULTILINE);
  private static final Pattern READ =
      Pattern.compile(
          "settings\\s*\\.(?:text|integer|flag|duration|path)\\(\\s*\"([a-z]+\\.[a-z.]+)\"");

  @Test
  void page_namesWhatIsRead_andNothingElse() throws IOException {
    Set<String> read = new TreeSet<>(Set.of("kafka.bootstrap.servers", "framing", "framing.registry"));
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.filter(ConfigurationPageTest::isSource).toList()) {
        addAll(read, READ, Files.readString(file));
      }
    }
    Set<String> documented = new TreeSet<>();
    addAll(documented, ROW, Files.readString(ROOT.resolve("docs/configuration.md")));
    assertThat(read).hasSizeGreaterThan(25);
    assertThat(documented).isEqualTo(read);
  }

  private static boolean isSource(Path file) {
    String path = file.toString();
    return path.endsWith(".java") && path.contains("src/main/java");
  }

  private static void addAll(Set<String> keys, Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      keys.add(matcher.group(1));
    }
  }
}
