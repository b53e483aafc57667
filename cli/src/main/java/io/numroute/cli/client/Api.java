package io.numroute.cli.client;

import io.numroute.cli.terminal.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * An edge or an ingest at a URL, spoken to with one key. Thread-safe; {@link #as} gives the same
 * place and connections with another key. {@link #toString} does not show the key.
 */
public final class Api {
  /** An NDJSON body: a document a line. */
  public static final String NDJSON = "application/x-ndjson";

  private static final String JSON = "application/json";
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http;
  private final URI base;
  private final String key;
  private final Map<String, String> headers;

  private Api(HttpClient http, URI base, String key, Map<String, String> headers) {
    this.http = http;
    this.base = base;
    this.key = key;
    this.headers = headers;
  }

  /** The server at {@code base}, such as {@code http://127.0.0.1:8480}. */
  public static Api at(String base, String key) {
    URI uri;
    try {
      uri = URI.create(base.endsWith("/") ? base.substring(0, base.length() - 1) : base);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(base + " is no URL.");
    }
    if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
      throw Failure.usage(base + " is no URL that begins with http:// or https://.");
    }
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    return new Api(http, uri, key, Map.of());
  }

  /** The same server for the owner of another key. */
  public Api as(String otherKey) {
    return new Api(http, base, otherKey, headers);
  }

  /** The same, with a header field in each request. */
  public Api with(String header, String value) {
    return new Api(http, base, key, Map.of(header, value));
  }

  /** A piece of a path or query as it may stand in a URL. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public Reply get(String path) {
    return send(request(path).GET().build());
  }

  public Reply put(String path, String json) {
    return send(put(request(path), json));
  }

  public Reply delete(String path) {
    return send(request(path).DELETE().build());
  }

  public CompletableFuture<Reply> putLater(String path, String json) {
    return later(put(request(path), json));
  }

  public CompletableFuture<Reply> getLater(String path) {
    return later(request(path).GET().build());
  }

  public Reply post(String path, String contentType, BodyPublisher body) {
    return send(post(request(path), contentType, body));
  }

  public CompletableFuture<Reply> postLater(String path, String contentType, BodyPublisher body) {
    return later(post(request(path), contentType, body));
  }

  private static HttpRequest put(HttpRequest.Builder request, String json) {
    return request.header("Content-Type", JSON).PUT(BodyPublishers.ofString(json)).build();
  }

  private static HttpRequest post(
      HttpRequest.Builder request, String contentType, BodyPublisher body) {
    return request.header("Content-Type", contentType).POST(body).build();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(PATIENCE)
            .header("Accept", "application/json, application/problem+json, application/x-ndjson");
    headers.forEach(request::header);
    return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
  }

  private Reply send(HttpRequest request) {
    try {
      return Reply.of(http.send(request, BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.error("Interrupted.", e);
    }
  }

  private CompletableFuture<Reply> later(HttpRequest request) {
    return http.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(Reply::of);
  }

  private Failure unreachable(IOException e) {
    if (e instanceof HttpTimeoutException) {
      return Failure.error(base + " does not answer.", e);
    } else if (e instanceof ConnectException) {
      return Failure.error("Nobody listens at " + base + ".", e);
    }
    return Failure.error("The connection to " + base + " broke: " + e.getMessage() + ".", e);
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
