package io.numroute.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.schemas.TopicCatalogue;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets that can be recognised are sent through every door, rightly and wrongly; nothing of them
 * is in what the roles write, at their most talkative, in an answer that refuses, or in a metric.
 * Nor is a whole telephone number in a log or a metric.
 */
@Tag("heavy")
class SecretsIT {
  private static final String NUMBER = "447911222333";
  private static final String IDEMPOTENCY = "canary-idempotency-9d2f";
  private static final String WRONG = "nr_canarykeyid0_CANARYSECRETcanarysecretCANARYSECRETcana";
  private static final String BODY = "canary-body-51c7";

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> refusals = new ArrayList<>();
  private int accepted;

  @Test
  void nothingOfThemIsWrittenAnywhere() throws Exception {
    String token =
        base64("{\"alg\":\"none\"}") + "." + base64("{\"sub\":\"canary-subject\"}") + ".canarysig";
    try (Fleet fleet = new Fleet(folder, "-Dnumroute.log.level=DEBUG")) {
      fleet.admit("acme");
      fleet.put("/v1/blocks/44", "{\"holder\":\"acme\"}");
      String acme = fleet.keyOf("acme");
      String number = fleet.ingestUrl() + "/v1/numbers/%2B" + NUMBER;
      String route = fleet.edgeUrl() + "/v1/routes/" + NUMBER;
      for (String key : List.of(acme, WRONG, acme + "x", token, fleet.authorityKey() + "x")) {
        ask("PUT", number + "?wait=applied", key, "{\"servingIsp\":\"acme\"}");
        ask("PUT", number, key, "{\"servingIsp\":\"" + BODY + "\"");
        ask("PUT", number, key, "{\"servingIsp\":\"acme\",\"" + BODY + "\":1}");
        ask("PUT", number, key, "{\"servingIsp\":\"nobody-there\"}");
        ask("POST", fleet.ingestUrl() + "/v1/imports", key, "{\"number\":" + BODY + "}\n");
        ask("GET", fleet.ingestUrl() + "/v1/commands/" + BODY, key, null);
        ask("GET", fleet.ingestUrl() + "/v1/isps/acme/keys", key, null);
        ask("POST", fleet.ingestUrl() + "/v1/isps/acme/keys", key, BODY);
        ask("GET", route, key, null);
        ask("GET", route + "?at=" + BODY, key, null);
        ask("GET", fleet.edgeUrl() + "/v1/explain/" + NUMBER, key, null);
        ask("POST", fleet.edgeUrl() + "/v1/routes", key, "{\"number\":\"+" + NUMBER + "\"}");
        ask("POST", fleet.edgeUrl() + "/v1/explain/" + NUMBER, key, BODY);
      }
      askWhatNoUriIs(fleet.ingestUrl(), acme);
      assertThat(accepted).as("that something was done at all").isGreaterThanOrEqualTo(4);
      assertThat(refusals).hasSizeGreaterThan(40);
      String metrics = body(fleet.edgeUrl() + "/metrics");
      assertThat(metrics).contains("numroute_edge_answered_total");
      writePoison(fleet);
      fleet.stop();
      String logs = String.join("\n", fleet.said());
      assertThat(logs).contains("io.numroute.router.Router").contains("DEBUG");
      for (String secret :
          List.of(
              secretOf(acme),
              secretOf(fleet.authorityKey()),
              secretOf(WRONG),
              IDEMPOTENCY,
              token,
              "canary-subject",
              "canarysig")) {
        assertThat(logs).doesNotContain(secret);
        assertThat(metrics).doesNotContain(secret);
        assertThat(String.join("\n", refusals)).doesNotContain(secret);
      }
      for (String personal : List.of(NUMBER, BODY)) {
        assertThat(logs).doesNotContain(personal);
        assertThat(metrics).doesNotContain(personal);
      }
    }
  }

  private void ask(String method, String url, String key, @Nullable String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Bearer " + key)
            .header("Idempotency-Key", '"' + IDEMPOTENCY + "-" + (accepted + refusals.size()) + '"')
            .header(
                "Content-Type",
                url.endsWith("imports") ? "application/x-ndjson" : "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    HttpResponse<String> response =
        http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (response.statusCode() >= 400) {
      refusals.add(response.body());
    } else {
      accepted++;
    }
  }

  /** A target that HTTP lets through and java.net.URI does not. */
  private static void askWhatNoUriIs(String url, String key) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", URI.create(url).getPort())) {
      String head =
          "GET /v1/numbers/%2B"
              + NUMBER
              + "|^ HTTP/1.1\r\nHost: localhost\r\n"
              + "Connection: close\r\nAuthorization: Bearer "
              + key
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(new String(answer, StandardCharsets.UTF_8)).startsWith("HTTP/1.1 400");
    }
  }

  /** A record about the number that nobody understands, and waits until a role says so. */
  private static void writePoison(Fleet fleet) throws Exception {
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(Map.of("bootstrap.servers", fleet.bootstrapServers()), bytes, bytes)) {
      producer
          .send(
              new ProducerRecord<>(
                  TopicCatalogue.DIRECTORY_COMMANDS,
                  ("block/" + NUMBER).getBytes(StandardCharsets.UTF_8),
                  (BODY + NUMBER).getBytes(StandardCharsets.UTF_8)))
          .get();
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (fleet.said().stream().noneMatch(line -> line.contains("is not understood"))) {
      assertThat(System.nanoTime()).as("%s", fleet.said()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private String body(String url) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  /** The last of a key's three parts. */
  private static String secretOf(String key) {
    return key.split("_", 3)[2];
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
