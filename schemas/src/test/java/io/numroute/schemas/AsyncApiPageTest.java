package io.numroute.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** {@code docs/asyncapi.yaml} says what the catalogue and the schemas say. */
class AsyncApiPageTest {
  private static final Path PAGE = Path.of("../docs/asyncapi.yaml");
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(Feature.WRITE_DOC_START_MARKER)
          .enable(Feature.MINIMIZE_QUOTES)
          .enable(Feature.INDENT_ARRAYS_WITH_INDICATOR)
          .build();

  @Test
  void thePageDoesNotDrift() throws Exception {
    String page =
        "# Made from the catalogue of topics and the schemas; a test compares. Written anew with"
            + " -Ddocs.write=true.\n"
            + YAML.writeValueAsString(AsyncApiPage.document(new TopicCatalogue(12, (short) 3, 2)));
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).as("write it anew with -Ddocs.write=true").isEqualTo(page);
  }

  @Test
  void everyRecordIsSomewhere() throws Exception {
    JsonNode messages = YAML.readTree(PAGE.toFile()).at("/components/messages");
    assertThat(messages.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    RecordTypes.CURRENT.stream().map(Schema::getName),
                    Stream.of("InboxRecord", "InboxAnswer")) // JSON
                .toList());
  }
}
