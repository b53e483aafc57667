package io.numroute.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.numroute.cli.terminal.Failure;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/**
 * What a server said.
 *
 * @param status of HTTP
 * @param body as it came
 * @param json the body where it is one JSON document; a missing node otherwise
 * @param headers as they came
 */
public record Reply(int status, String body, JsonNode json, HttpHeaders headers) {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  static Reply of(HttpResponse<byte[]> response) {
    String type = response.headers().firstValue("Content-Type").orElse("");
    String body = new String(response.body(), StandardCharsets.UTF_8);
    JsonNode json = type.contains("json") ? parse(body) : nothing();
    return new Reply(response.statusCode(), body, json, response.headers());
  }

  /** A header field, empty when it is not there. */
  public String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /** Whether it did what it was asked: 200 to 299. */
  public boolean isGood() {
    return status / 100 == 2;
  }

  /** A text field of the document, empty when it is not there. */
  public String text(String field) {
    return json.path(field).asText("");
  }

  /** The last part of a problem document's type, such as {@code unallocated}; else empty. */
  public String problem() {
    String type = text("type");
    return type.substring(1 + Math.max(type.lastIndexOf(':'), type.lastIndexOf('/')));
  }

  /** What went wrong, as the server puts it. */
  public String complaint() {
    String detail = text("detail");
    String title = text("title");
    if (!title.isEmpty() && !detail.isEmpty()) {
      return title + ": " + detail;
    }
    return title.isEmpty() && detail.isEmpty() ? "HTTP status " + status : title + detail;
  }

  /** What to throw when this reply ends the command. */
  public Failure failure(String what) {
    return Failure.error(what + " failed: " + complaint());
  }

  /** One JSON document, or a missing node. */
  public static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      return nothing();
    }
  }

  private static JsonNode nothing() {
    return MissingNode.getInstance();
  }
}
