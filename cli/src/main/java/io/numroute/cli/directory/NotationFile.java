package io.numroute.cli.directory;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.numroute.cli.terminal.Failure;
import io.numroute.notation.BadDocumentException;
import io.numroute.notation.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that a person wrote: one object in YAML 1.1 or JSON, and where in it each thing stands.
 * What begins with a brace is JSON.
 *
 * <p>Of YAML it takes what JSON can say: no aliases (a file of a few lines could stand for billions
 * of them), no tags, one document. No key may come twice in an object.
 */
public final class NotationFile {
  /** Room for the blocks of the largest ISP. */
  static final int MAX_JSON = 64 << 20;

  /** The YAML reader's own bound, in characters; beyond it there is JSON. */
  static final int MAX_YAML = 3 << 20;

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(StrictJson.MAX_DEPTH)
          .maxStringLength(StrictJson.MAX_TEXT)
          .maxNameLength(StrictJson.MAX_TEXT)
          .maxNumberLength(40)
          .build();
  private static final JsonFactory JSON =
      JsonFactory.builder().streamReadConstraints(LIMITS).build();
  private static final JsonFactory YAML =
      YAMLFactory.builder()
          .streamReadConstraints(LIMITS)
          .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
          .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS) // NO is Norway
          .build();

  private final String name;
  private final String text;
  private final boolean json;

  private NotationFile(String name, String text) {
    this.name = name;
    this.text = text;
    this.json = text.stripLeading().startsWith("{");
  }

  /** The file of that name, or standard input for {@code -}. */
  public static NotationFile read(String name) {
    try {
      if (name.equals("-")) {
        return of("standard input", System.in.readNBytes(MAX_JSON + 1));
      }
      Path path = Path.of(name);
      if (!Files.isReadable(path) || Files.isDirectory(path)) {
        throw Failure.usage(name + " is no file that can be read.");
      }
      try (InputStream stream = Files.newInputStream(path)) {
        return of(name, stream.readNBytes(MAX_JSON + 1));
      }
    } catch (IOException e) {
      throw Failure.error(name + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** These bytes, under a name for people. */
  static NotationFile of(String name, byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Failure.usage(name + " is not UTF-8.");
    }
    NotationFile file =
        new NotationFile(name, text.startsWith("\uFEFF") ? text.substring(1) : text);
    if (bytes.length > (file.json ? MAX_JSON : MAX_YAML)) {
      throw Failure.usage(
          name
              + " is too long: at most "
              + (file.json ? "64 MiB." : "3 MiB of YAML; longer ones are written as JSON."));
    }
    return file;
  }

  /** The object that the file says, which the caller may use up. */
  public ObjectNode object() {
    try (JsonParser parser = parser()) {
      try {
        return new NotationTree(parser).object();
      } catch (NotationTree.Fault e) {
        throw fault(e.location, e.detail);
      } catch (StreamConstraintsException e) {
        throw fault(parser.currentLocation(), "too deep, or a text or number too long");
      } catch (JacksonException e) {
        throw fault(e.getLocation(), sentence(String.valueOf(e.getOriginalMessage())));
      }
    } catch (IOException e) {
      throw Failure.usage(name + " cannot be understood: " + e.getMessage() + ".");
    }
  }

  /** What to throw when what the file says cannot be meant. */
  public Failure fault(BadDocumentException e) {
    String hint =
        !json && e.detail().equals("expected text")
            ? " (in YAML, text that looks like a number stands in quotes: \"4471\")"
            : "";
    return Failure.usage(place(e.pointer()) + ": " + e.detail() + hint + ".");
  }

  /** Where the value of that pointer stands, or what of the way to it is there. */
  public String place(String pointer) {
    JsonLocation location = null;
    try (JsonParser parser = parser()) {
      location =
          locate(parser, pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/"));
    } catch (IOException e) { // it was readable a moment ago; the pointer alone has to do
      location = null;
    }
    return place(location) + (pointer.isEmpty() ? "" : " (" + pointer + ")");
  }

  private JsonParser parser() throws IOException {
    return (json ? JSON : YAML).createParser(text);
  }

  private Failure fault(@Nullable JsonLocation location, String detail) {
    return Failure.usage(place(location) + ": " + detail + ".");
  }

  private String place(@Nullable JsonLocation at) {
    return at == null || at.getLineNr() < 1
        ? name
        : name + ", line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  private static @Nullable JsonLocation locate(JsonParser parser, String[] way) throws IOException {
    parser.nextToken();
    JsonLocation found = null;
    for (String step : way) {
      String name = step.replace("~1", "/").replace("~0", "~");
      JsonLocation next =
          parser.currentToken() == JsonToken.START_OBJECT
              ? member(parser, name)
              : parser.currentToken() == JsonToken.START_ARRAY ? element(parser, name) : null;
      if (next == null) {
        return found;
      }
      found = next;
    }
    return found;
  }

  /** Goes to the value of a member; the place of its name, or null when there is none. */
  private static @Nullable JsonLocation member(JsonParser parser, String name) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      JsonLocation location = parser.currentTokenLocation();
      boolean found = name.equals(parser.currentName());
      parser.nextToken();
      if (found) {
        return location;
      }
      parser.skipChildren();
    }
    return null;
  }

  private static @Nullable JsonLocation element(JsonParser parser, String index)
      throws IOException {
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY && parser.hasCurrentToken(); i++) {
      if (index.equals(String.valueOf(i))) {
        return parser.currentTokenLocation();
      }
      parser.skipChildren();
    }
    return null;
  }

  /** A complaint of the YAML reader has several lines, some of them the file's own. */
  private static String sentence(String message) {
    StringBuilder sentence = new StringBuilder();
    message
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" "))
        .forEach(line -> sentence.append(sentence.isEmpty() ? "" : ", ").append(line.strip()));
    return sentence.isEmpty() ? "not understood" : sentence.toString();
  }
}
