package io.numroute.cli.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.numroute.cli.terminal.Failure;
import java.nio.charset.StandardCharsets;

/** A document as people read it. What {@link NotationFile} makes of it again is the same. */
public enum NotationText {
  YAML(
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                  .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                  .build())
          .build()
          .writer(),
      ""),
  JSON(
      JsonMapper.builder()
          .build()
          .writer(
              new DefaultPrettyPrinter()
                  .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE)),
      "\n");

  private final ObjectWriter writer;
  private final String end;

  NotationText(ObjectWriter writer, String end) {
    this.writer = writer;
    this.end = end;
  }

  /** The text, which ends with a line feed. */
  public String of(JsonNode document) {
    try {
      String text = writer.writeValueAsString(document) + end;
      if (this == YAML && text.getBytes(StandardCharsets.UTF_8).length > NotationFile.MAX_YAML) {
        throw Failure.error("It is longer than 3 MiB of YAML; ask for it with --format json.");
      }
      return text;
    } catch (JsonProcessingException e) {
      throw Failure.error("It cannot be written: " + e.getOriginalMessage() + ".", e);
    }
  }
}
