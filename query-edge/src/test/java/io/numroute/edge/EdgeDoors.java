package io.numroute.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.edge.EdgeConfig.Policy;
import io.numroute.edge.journal.JournalSettings;
import io.numroute.edge.journal.JournalSettings.Fsync;
import io.numroute.http.ApiKeys;
import io.numroute.http.Caller;
import io.numroute.http.Role;
import io.numroute.routing.IspId;
import io.numroute.routing.Proof;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.avro.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An edge with both doors of the hot GET open, side by side, on real sockets. */
abstract class EdgeDoors {
  static final Instant NOW = Instant.parse("2026-11-22T10:00:00.250Z");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir Path directory;

  final FakeRouters routers = new FakeRouters();
  MockProducer<byte[], byte[]> producer = acknowledging(true);
  volatile boolean keysReady = true;
  volatile boolean countriesReady = true;
  Edge edge;

  final ApiKeys keys =
      (ascii, from, to) ->
          switch (new String(ascii, from, to - from, StandardCharsets.US_ASCII)) {
            case "key-acme" -> Caller.of(id("acme"), Role.OPERATOR, Proof.apiKey("k1"));
            case "key-gone" -> Caller.of(id("gone"), Role.OPERATOR, Proof.apiKey("k2"));
            case "key-nobody" -> Caller.of(id("nobody"), Role.OPERATOR, Proof.apiKey("k3"));
            case "key-brit" -> Caller.of(id("brit"), Role.OPERATOR, Proof.apiKey("k4"));
            case "key-authority" -> Caller.authority(Proof.apiKey("k0"));
            case "key-gateway" -> Caller.of(id("acme"), Role.GATEWAY, Proof.apiKey("k5"));
            case "key-reader" -> Caller.of(id("acme"), Role.READ_ONLY, Proof.apiKey("k6"));
            case "key-auditor" -> new Caller(Role.AUDITOR, null, Proof.apiKey("k7"));
            default -> null;
          };

  static IspId id(String text) {
    return new IspId(text);
  }

  static MockProducer<byte[], byte[]> acknowledging(boolean atOnce) {
    return new MockProducer<>(atOnce, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @BeforeEach
  void open() throws Exception {
    edge = open(Policy.GRANT_AND_STORE);
  }

  Edge open(Policy policy) throws Exception {
    producer = acknowledging(true);
    return Edge.start(
        configured(
            EdgeConfig.at("edge-1", "127.0.0.1", 0, directory)
                .withJerseyPort(0)
                .withPolicy(policy)
                .withCloseTimeout(Duration.ofMillis(500))
                .withJournal(new JournalSettings(directory, 16 << 10, 4 << 20, Fsync.NONE))),
        routers,
        keys,
        () -> keysReady,
        DefaultCountries.of(() -> routers.directory, () -> countriesReady),
        AvroFraming.singleObject(),
        () -> producer,
        Clock.fixed(NOW, ZoneOffset.UTC),
        0x5f0c2a9be1d47783L);
  }

  /** What a test wants otherwise. */
  EdgeConfig configured(EdgeConfig usual) throws Exception {
    return usual;
  }

  @AfterEach
  void close() {
    edge.close();
  }

  static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  static HttpRequest.Builder request(int port, String path) {
    return request(port, path, "key-acme");
  }

  static HttpRequest.Builder request(int port, String path, String key) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(10))
        .header("Authorization", "Bearer " + key);
  }

  static String withoutId(String body) {
    return body.replaceAll("\"queryId\":\"5f0c2a9be1d47783-[0-9a-f]+\"", "\"queryId\":\"Q\"");
  }

  /** Asks both doors; both must say the same. */
  HttpResponse<String> get(String path) throws Exception {
    return get("key-acme", path);
  }

  HttpResponse<String> get(String key, String path) throws Exception {
    HttpResponse<String> hot = send(request(edge.port(), path, key));
    HttpResponse<String> jersey = send(request(edge.jerseyPort(), path, key));
    if (hot.headers().firstValue("content-type").orElse("").contains("json")) {
      assertThat(hot.body()).contains("\"queryId\":\"5f0c2a9be1d47783-");
    }
    assertThat(withoutId(jersey.body())).isEqualTo(withoutId(hot.body()));
    assertThat(jersey.statusCode()).isEqualTo(hot.statusCode());
    for (String header : List.of("content-type", "cache-control", "retry-after")) {
      assertThat(jersey.headers().firstValue(header))
          .as(header)
          .isEqualTo(hot.headers().firstValue(header));
    }
    return hot;
  }

  void refused(int status, String slug, String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(path).isEqualTo(status);
    assertThat(response.body()).startsWith("{\"type\":\"urn:numroute:problem:" + slug + "\",");
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
  }

  List<Answer> forwarded() throws Exception {
    edge.close();
    List<Answer> answers = new ArrayList<>();
    for (var sent : producer.history()) {
      answers.add((Answer) AvroFraming.singleObject().decode(sent.value()));
    }
    edge = open(Policy.GRANT_AND_STORE);
    return answers;
  }
}
