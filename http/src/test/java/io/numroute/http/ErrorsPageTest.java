package io.numroute.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The first table of {@code docs/errors.md} says what {@link Problems} says. */
class ErrorsPageTest {
  private static final Path PAGE = Path.of("../docs/errors.md");

  @Test
  void the_page_does_not_drift() throws IOException {
    if (Boolean.getBoolean("docs.write")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page() + written().substring(end(written())));
    }
    assertThat(written().substring(0, end(written())))
        .as("write it anew with -Ddocs.write=true")
        .isEqualTo(page());
  }

  private static String written() throws IOException {
    return Files.exists(PAGE) ? Files.readString(PAGE) : "";
  }

  /** Where the sections begin that other modules answer for. */
  private static int end(String text) {
    int section = text.indexOf("\n## ");
    return section < 0 ? text.length() : section;
  }

  @Test
  void slugs_are_unique_and_plain() {
    assertThat(Problems.values()).extracting(p -> p.problem().slug()).doesNotHaveDuplicates();
    assertThat(Problems.values()).allMatch(p -> p.problem().slug().matches("[a-z-]+"));
    assertThat(Problems.values()).noneMatch(p -> p.problem().title().contains("\""));
  }

  private static String page() {
    return """
        # Errors

        Every error of the HTTP interfaces is an RFC 9457 document of type `application/problem+json`. Programs
        should look at `type`, which never changes; `title` and `detail` are for people. Further members, such as
        `queryId`, `commandId` or `line`, stand beside them. This table is made from `io.numroute.http.Problems`.

        | type `urn:numroute:problem:` | status | title | what to make of it |
        |---|---|---|---|
        """
        + Arrays.stream(Problems.values())
            .map(
                p ->
                    "| `%s` | %d | %s | %s |\n"
                        .formatted(
                            p.problem().slug(), p.status(), p.problem().title(), p.explanation()))
            .collect(Collectors.joining());
  }
}
