package io.numroute.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A kind of problem in the sense of RFC 9457, and the writer of documents that report one. Kinds
 * that this system uses stand in {@link Problems}; their slugs never change, since they are also
 * log keys and metric tags.
 *
 * @param slug {@code a-z} and {@code -}
 * @param title the same for every occurrence
 * @param status HTTP status code
 */
public record Problem(String slug, String title, int status) {
  /** The media type of a problem document. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final JsonFactory JSON = new JsonFactory();

  /** The URI that identifies the kind; a name, not an address. */
  public String type() {
    return "urn:numroute:problem:" + slug;
  }

  /** The document without detail. */
  public byte[] json() {
    return json(null, Map.of());
  }

  /** The document with a sentence on this occurrence. */
  public byte[] json(@Nullable String detail) {
    return json(detail, Map.of());
  }

  /**
   * The document with a sentence on this occurrence and further members: strings, integers,
   * booleans (anything else is written as its text). Members of value null are left out.
   */
  public byte[] json(@Nullable String detail, Map<String, ?> members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("type", type());
      json.writeStringField("title", title);
      json.writeNumberField("status", status);
      if (detail != null) {
        json.writeStringField("detail", detail);
      }
      for (Map.Entry<String, ?> member : members.entrySet()) {
        writeMember(json, member.getKey(), member.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * The document's first bytes, up to and without its closing brace, for callers that append
   * members of their own without allocating.
   */
  public byte[] head() {
    return ("{\"type\":\"" + type() + "\",\"title\":\"" + title + "\",\"status\":" + status)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void writeMember(JsonGenerator json, String name, @Nullable Object value)
      throws IOException {
    if (value == null) {
      return;
    }
    json.writeFieldName(name);
    if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Integer || value instanceof Long) {
      json.writeNumber(((Number) value).longValue());
    } else {
      json.writeString(value.toString());
    }
  }
}
