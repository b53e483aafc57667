package io.numroute.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.http.Problems;
import io.numroute.notation.BadDocumentException;
import io.numroute.routing.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The sections of {@code docs/errors.md} on writing say what this door says. */
class IngestErrorsPageTest {
  private static final Path PAGE = Path.of("../docs/errors.md");
  private static final String HEADING = "\n## Of ingest alone\n";

  private static final Map<Refusal, String> REFUSALS = new LinkedHashMap<>();

  static {
    REFUSALS.put(Refusal.NOT_ALLOWED, "The entity is not the actor's to change.");
    REFUSALS.put(Refusal.UNKNOWN_ISP, "An ISP that is named is not in the directory.");
    REFUSALS.put(Refusal.UNKNOWN_PROFILE, "A profile that is named does not exist.");
    REFUSALS.put(Refusal.UNKNOWN_GATEWAY, "A gateway that a profile names does not exist.");
    REFUSALS.put(
        Refusal.NOT_GRANTED,
        "A profile names another ISP's gateway, which that ISP did not grant.");
    REFUSALS.put(Refusal.LIMIT, "There are as many of the kind as one ISP may have.");
    REFUSALS.put(Refusal.NOT_FOUND, "There is nothing to delete or withdraw.");
    REFUSALS.put(Refusal.IN_USE, "Something else still needs it; the detail says what.");
    REFUSALS.put(Refusal.NOT_IN_OWN_BLOCK, "The number lies in no block of the actor.");
    REFUSALS.put(Refusal.WRONG_LENGTH, "The number is not as long as its block says.");
    REFUSALS.put(
        Refusal.PORT_OPEN,
        "A port of the number is open: no other can be asked for, and only details change.");
    REFUSALS.put(
        Refusal.PORT_STATE,
        "The port is not in a state in which that can be done; the detail says in which it is.");
    REFUSALS.put(
        Refusal.NUMBER_LOCKED, "The ISP that serves the number has locked it against ports.");
    REFUSALS.put(Refusal.NOT_SERVED, "Nobody serves the number, so nobody can let it go.");
    REFUSALS.put(Refusal.ALREADY_SERVED, "The gaining side serves the number already.");
    REFUSALS.put(Refusal.CHANGE_SCHEDULED, "Another change of who serves the number is scheduled.");
    REFUSALS.put(Refusal.TOO_LATE, "The time within which a port can be reversed is over.");
    REFUSALS.put(Refusal.TOO_FAR, "The instant lies more than 366 days ahead.");
    REFUSALS.put(
        Refusal.PRECONDITION_FAILED,
        "The entity does not stand as If-Match or If-None-Match expect; answered as 412 precondition-failed.");
    REFUSALS.put(Refusal.NOT_UNDERSTOOD, "The command is of a later version than the reader.");
  }

  @Test
  void thePageDoesNotDrift() throws IOException {
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, general() + HEADING + sections());
    }
    assertThat(Files.readString(PAGE))
        .as("write it anew with -Ddocs.write=true")
        .isEqualTo(general() + HEADING + sections());
  }

  @Test
  void everyRefusalIsExplained() {
    assertThat(REFUSALS).containsOnlyKeys(Refusal.values());
  }

  @Test
  void slugsAreUniquePlainAndNobodyElses() {
    List<String> general =
        Arrays.stream(Problems.values()).map(kind -> kind.problem().slug()).toList();
    assertThat(IngestProblems.values())
        .extracting(kind -> kind.problem().slug())
        .doesNotHaveDuplicates()
        .allMatch(slug -> slug.matches("[a-z-]+"))
        .doesNotContainAnyElementsOf(general);
  }

  private static String general() throws IOException {
    String text = Files.readString(PAGE);
    int end = text.indexOf(HEADING);
    return end < 0 ? text : text.substring(0, end);
  }

  private static String sections() {
    return """

    | type `urn:numroute:problem:` | status | title | what to make of it |
    |---|---|---|---|
    """
        + Arrays.stream(IngestProblems.values())
            .map(
                kind ->
                    "| `%s` | %d | %s | %s |\n"
                        .formatted(
                            kind.problem().slug(),
                            kind.problem().status(),
                            kind.problem().title(),
                            kind.explanation()))
            .collect(Collectors.joining())
        + """

        ## Codes of documents and lines

        The member `code` of `bad-document`, and of a line that an import refuses; `pointer` names the place, of a line `line` and `column`.

        | code | what is wrong |
        |---|---|
        | `%s` | No JSON, not one object, a key that comes twice, or beyond the limits of depth and length. |
        | `%s` | No line of CSV (quotes), not as many fields as the header, or no header. |
        | `%s` | A field that the kind of document does not have. |
        | `%s` | A field that must be there and is not. |
        | `%s` | A value of another type, or outside of what is allowed; the detail says what is. |
        | `%s` | A line of an import of more than 64 KiB. |

        ## Codes of refusals

        The member `code` of `command-refused`, of a refused line, and of `GET /v1/commands/{id}`: what was said when the command was
        applied. A detail that begins with a pointer into the document, as `/rules/0/targets/1/gateway: ...`, names the place.

        | code | why |
        |---|---|
        """
            .formatted(
                BadDocumentException.BAD_JSON,
                BadDocumentException.BAD_CSV,
                BadDocumentException.UNKNOWN_FIELD,
                BadDocumentException.MISSING_FIELD,
                BadDocumentException.BAD_VALUE,
                BadDocumentException.LINE_TOO_LONG)
        + REFUSALS.entrySet().stream()
            .map(entry -> "| `%s` | %s |\n".formatted(entry.getKey().code(), entry.getValue()))
            .collect(Collectors.joining());
  }
}
