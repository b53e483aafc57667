package io.numroute.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

/** The two calls of Confluent's schema registry REST API that framing needs. Blocking. */
final class RegistryClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int NOT_FOUND = 404;

  private final URI base;
  private final Map<String, String> headers;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /**
   * @param headers sent with each request, such as an Authorization
   */
  RegistryClient(URI base, Map<String, String> headers) {
    String text = base.toString();
    this.base = text.endsWith("/") ? base : URI.create(text + "/");
    this.headers = Map.copyOf(headers);
  }

  /** The id of {@code schema} under {@code subject}, registered when it is not there yet. */
  int register(String subject, Schema schema) {
    String path = "subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8) + "/versions";
    String body = JSON.createObjectNode().put("schema", schema.toString()).toString();
    HttpResponse<String> response =
        send(
            request(path)
                .header("Content-Type", MEDIA_TYPE)
                .POST(BodyPublishers.ofString(body))
                .build());
    if (response.statusCode() != 200) {
      throw unexpected("register " + subject, response);
    }
    JsonNode id = parse(response.body()).path("id");
    if (!id.canConvertToInt() || !id.isIntegralNumber()) {
      throw new RegistryException("schema registry, register " + subject + ": no id in the answer");
    }
    return id.intValue();
  }

  /** The schema of that id; null when the registry has none, or it is no Avro schema. */
  @Nullable Schema schema(int id) {
    HttpResponse<String> response = send(request("schemas/ids/" + id).GET().build());
    if (response.statusCode() == NOT_FOUND) {
      return null;
    } else if (response.statusCode() != 200) {
      throw unexpected("schema id " + id, response);
    }
    try {
      return new Schema.Parser().parse(parse(response.body()).path("schema").asText());
    } catch (SchemaParseException e) {
      return null;
    }
  }

  private static JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new RegistryException("the schema registry answers no JSON", e);
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).header("Accept", MEDIA_TYPE);
    headers.forEach(request::header);
    return request;
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new RegistryException("no answer from the schema registry at " + base, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException("interrupted while asking the schema registry", e);
    }
  }

  private static RegistryException unexpected(String what, HttpResponse<String> response) {
    return new RegistryException("schema registry, " + what + ": status " + response.statusCode());
  }
}
