package io.numroute.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.numroute.broker.EmbeddedBroker;
import io.numroute.http.ApiKey;
import io.numroute.http.CredentialsFollower;
import io.numroute.http.Protection;
import io.numroute.http.TestTokens;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.webhooks.Backoff;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A broker, an ingest and a test router, and a client that speaks to them. */
final class IngestFleet implements AutoCloseable {
  static final int PARTITIONS = 3;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final int window;
  private static final Backoff WEBHOOK_BACKOFF =
      new Backoff(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMinutes(1));

  private final Path directory = Files.createTempDirectory("ingest-fleet");
  private final Path webhookKey = directory.resolve("webhooks.key");

  /** Whose tokens the ingest takes. */
  final TestTokens issuer = new TestTokens(directory);

  final EmbeddedBroker broker;
  final KafkaSettings kafka;
  final AvroFraming framing = AvroFraming.singleObject();
  final ApiKey authority = ApiKey.generate(new SecureRandom());
  final CredentialsFollower credentials;
  final TestRouter router;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private Ingest ingest;

  IngestFleet() throws Exception {
    this(Duration.ofSeconds(30));
  }

  IngestFleet(int window) throws Exception {
    this(window, Duration.ofSeconds(30));
  }

  IngestFleet(Duration importPatience) throws Exception {
    this(200, importPatience);
  }

  private IngestFleet(int window, Duration importPatience) throws Exception {
    this(EmbeddedBroker.temporary(), Map.of(), window, importPatience);
  }

  /** On a broker that wants to know who its clients are. */
  IngestFleet(EmbeddedBroker broker, Map<String, Object> client) throws Exception {
    this(broker, client, 200, Duration.ofSeconds(30));
  }

  private IngestFleet(
      EmbeddedBroker broker, Map<String, Object> client, int window, Duration importPatience)
      throws Exception {
    this.window = window;
    this.broker = broker;
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("bootstrap.servers", broker.bootstrapServers());
    kafka = new KafkaSettings(settings);
    TopicCatalogue catalogue = new TopicCatalogue(PARTITIONS, (short) 1, 1);
    catalogue.ensure(kafka, framing, Duration.ofSeconds(30));
    credentials = new CredentialsFollower(kafka, framing);
    router = new TestRouter(kafka, framing, PARTITIONS);
    ingest = ingest(importPatience, PortTerms.DEFAULT);
  }

  private Ingest ingest(Duration importPatience, PortTerms terms) throws Exception {
    Ingest fresh =
        new Ingest(
            new IngestConfig(
                "127.0.0.1",
                0,
                authority,
                null,
                window,
                2,
                importPatience,
                0,
                0,
                terms,
                Protection.LOOPBACK,
                issuer.settings(),
                new WebhookConfig(webhookKey, true, WEBHOOK_BACKOFF)),
            kafka,
            framing,
            new TopicCatalogue(PARTITIONS, (short) 1, 1),
            router,
            credentials);
    fresh.start();
    await("authority key", () -> credentials.verify(authority.written()) != null);
    await("ready", fresh::ready);
    return fresh;
  }

  void stopIngest() {
    ingest.close();
  }

  void restartIngest() throws Exception {
    restartIngest(PortTerms.DEFAULT);
  }

  void restartIngest(PortTerms terms) throws Exception {
    ingest.close();
    ingest = ingest(Duration.ofSeconds(30), terms);
  }

  /** One more beside it, which the caller closes. */
  Ingest another() throws Exception {
    return ingest(Duration.ofSeconds(30), PortTerms.DEFAULT);
  }

  int port() {
    return ingest.port();
  }

  /** What was answered. */
  record Answer(int status, JsonNode json, HttpResponse<byte[]> response) {
    String text(String field) {
      return json.path(field).asText();
    }

    String problem() {
      return text("type").replace("urn:numroute:problem:", "");
    }
  }

  String authority() {
    return authority.written();
  }

  Answer get(String key, String path) throws Exception {
    return send(key, request(path).GET());
  }

  Answer delete(String key, String path) throws Exception {
    return send(key, request(path).DELETE());
  }

  Answer put(String key, String path, String json) throws Exception {
    return send(
        key,
        request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json.replace('\'', '"'))));
  }

  Answer post(String key, String path, String json) throws Exception {
    return send(
        key,
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json.replace('\'', '"'))));
  }

  Answer post(String key, String path) throws Exception {
    return send(key, request(path).POST(BodyPublishers.noBody()));
  }

  Answer postJson(String key, String path, String json) throws Exception {
    return send(
        key,
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json.replace('\'', '"'))));
  }

  Answer importing(String key, String query, byte[] body, String... headers) throws Exception {
    HttpRequest.Builder request =
        request("/v1/imports" + query).POST(BodyPublishers.ofByteArray(body));
    if (headers.length == 0 || !headers[0].equals("Content-Type")) {
      request.header("Content-Type", "application/x-ndjson");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(key, request);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ingest.port() + path))
        .timeout(Duration.ofSeconds(60));
  }

  Answer send(@Nullable String key, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    if (key != null && !key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
    return new Answer(response.statusCode(), JSON.readTree(response.body()), response);
  }

  /** A new ISP with a key that is good already. */
  String newIsp(String id) throws Exception {
    Answer put = put(authority(), "/v1/isps/" + id + "?wait=applied", "{'name':'" + id + "'}");
    if (put.status() != 200) {
      throw new AssertionError(put);
    }
    String key = post(authority(), "/v1/isps/" + id + "/keys").text("key");
    await("key of " + id, () -> credentials.verify(key) != null);
    return key;
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not in time: " + what);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
    }
  }

  static byte[] lines(String... lines) {
    return (String.join("\n", lines) + "\n").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    ingest.close();
    router.close();
    credentials.close();
    broker.close();
    try {
      Files.deleteIfExists(issuer.file());
      Files.deleteIfExists(webhookKey);
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
