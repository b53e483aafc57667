package io.numroute.notation;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * JSON as this door takes it: RFC 8259 to the letter, one object, no duplicate keys, nothing after
 * it, at most {@value #MAX_DEPTH} deep, and text of at most {@value #MAX_TEXT} characters.
 */
public final class StrictJson {
  /**
   * Deeper than any document of ours (conditions of time in a rule of a profile of an overlay), far
   * below what could hurt a stack.
   */
  public static final int MAX_DEPTH = 40;

  /** Longer than any field of ours (the longest is a host name or an attribute). */
  public static final int MAX_TEXT = 1024;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_TEXT)
                          .maxNameLength(MAX_TEXT)
                          .maxNumberLength(40)
                          .build())
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final ObjectReader READER = MAPPER.readerFor(JsonNode.class);

  private StrictJson() {}

  /** The object that these bytes are. */
  public static ObjectNode parse(byte[] bytes, int offset, int length) throws BadDocumentException {
    try (JsonParser parser = MAPPER.createParser(bytes, offset, length)) {
      try {
        JsonNode node = READER.readTree(parser);
        if (!(node instanceof ObjectNode object)) {
          throw new BadDocumentException(
              BadDocumentException.BAD_JSON, "", "expected one JSON object");
        } else if (parser.nextToken() != null) {
          throw new BadDocumentException(
              BadDocumentException.BAD_JSON, "", "something follows the object");
        }
        return object;
      } catch (JacksonException e) {
        throw new BadDocumentException(
            BadDocumentException.BAD_JSON, pointer(parser, e), detail(e), column(e));
      }
    } catch (IOException e) { // memory does not fail to read; malformed UTF-8 does
      throw new BadDocumentException(BadDocumentException.BAD_JSON, "", "not UTF-8");
    }
  }

  /** An empty object, to be filled and written. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Writes a long document piece by piece, UTF-8. */
  static JsonGenerator generator(OutputStream out) throws IOException {
    return MAPPER.createGenerator(out);
  }

  /** The text of a node, UTF-8. */
  public static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a key comes twice; the place of other faults is a line and a column. */
  private static String pointer(JsonParser parser, JacksonException e) {
    return String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field")
        ? parser.getParsingContext().pathAsPointer().toString()
        : "";
  }

  /** Where the document is one line. */
  private static int column(JacksonException e) {
    JsonLocation at = e.getLocation();
    return at != null && at.getLineNr() == 1 ? Math.max(0, at.getColumnNr()) : 0;
  }

  private static String detail(JacksonException e) {
    JsonLocation at = e.getLocation();
    String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    String message = String.valueOf(e.getOriginalMessage());
    if (message.startsWith("Duplicate field")) {
      return "duplicate key" + place;
    } else if (message.startsWith("Trailing token")) {
      return "something follows the object" + place;
    } else if (message.contains("exceeds the maximum")) {
      return "too deep, or text or number too long" + place;
    }
    return "not JSON" + place;
  }
}
