package io.numroute.ingest;

import static io.numroute.ingest.IngestFleet.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.numroute.ingest.IngestFleet.Answer;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.PortEvent;
import io.numroute.schemas.avro.PortEventKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Webhooks over HTTP, at the ingest's door and at the receiver's. */
class WebhookIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String APPLIED = "?wait=applied&timeout=30";
  private static final BlockingQueue<JsonNode> TAKEN = new LinkedBlockingQueue<>();

  private static IngestFleet fleet;
  private static HttpServer receiver;
  private static String url;
  private static String acme;
  private static String beta;

  @BeforeAll
  static void open() throws Exception {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    receiver.createContext(
        "/hook",
        exchange -> {
          TAKEN.add(JSON.readTree(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
    url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook?token=hunter2";
    fleet = new IngestFleet();
    acme = fleet.newIsp("acme");
    beta = fleet.newIsp("beta");
  }

  @AfterAll
  static void close() {
    fleet.close();
    receiver.stop(0);
  }

  @Test
  void whatIsToldIsThePortAsItsSideSeesIt() throws Exception {
    assertThat(
            fleet.put(fleet.authority(), "/v1/blocks/4477" + APPLIED, "{'holder':'acme'}").status())
        .isEqualTo(200);
    String put = "{'url':'" + url + "','events':['port.rejected','port.requested']}";
    Answer made = fleet.put(acme, "/v1/isps/acme/webhook", put);
    assertThat(made.status()).isEqualTo(200);
    assertThat(made.text("state")).isEqualTo("active");
    assertThat(made.json().path("events").toString())
        .isEqualTo("[\"port.requested\",\"port.rejected\"]");

    Answer asked =
        fleet.post(
            beta,
            "/v1/ports" + APPLIED,
            "{'number':'+4477001','service':'calling-card','at':'" + Instant.now() + "'}");
    String id = asked.text("commandId");
    Answer seen = fleet.get(acme, "/v1/ports/" + id);
    publish(id, PortEventKind.SCHEDULED, seen.json()); // which it does not want
    publish(id, PortEventKind.REQUESTED, seen.json());

    JsonNode told = TAKEN.poll(20, TimeUnit.SECONDS);
    assertThat(told).isNotNull();
    assertThat(told.path("type").asText() + " " + told.path("isp").asText())
        .isEqualTo("port.requested acme");
    assertThat(told.path("data")).isEqualTo(seen.json());
    await("counted", () -> delivered() == 1);
    assertThat(TAKEN).isEmpty();
  }

  private static int delivered() {
    try {
      return fleet.get(acme, "/v1/isps/acme/webhook").json().path("delivered").asInt();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** As a router would. */
  private static void publish(String id, PortEventKind kind, JsonNode port) throws Exception {
    long deadline = Instant.parse(port.path("deadline").asText()).toEpochMilli();
    PortEvent event =
        new PortEvent(
            TopicCatalogue.PORT_EVENTS,
            "acme",
            id,
            port.path("number").asText(),
            "acme",
            "beta",
            kind,
            Instant.parse(port.path("requested").asText()),
            deadline,
            null,
            "isp:beta",
            7L);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(fleet.kafka.producer())) {
      byte[] key = "acme".getBytes(StandardCharsets.US_ASCII);
      producer
          .send(new ProducerRecord<>(TopicCatalogue.PORT_EVENTS, key, fleet.framing.encode(event)))
          .get();
    }
  }

  @Test
  void itIsTheIspsOwn_andItsSecretsTheOperators() throws Exception {
    String path = "/v1/isps/beta/webhook";
    String put = "{'url':'" + url + "'}";
    assertThat(fleet.get(beta, path).status()).isEqualTo(404);
    assertThat(fleet.put(acme, path, put).status()).isEqualTo(403);
    assertThat(fleet.get(acme, path).status()).isEqualTo(403);
    assertThat(fleet.delete(acme, path).status()).isEqualTo(403);
    String reader = key("/v1/isps/beta/keys", "{'role':'read-only'}");
    String gateway = key("/v1/isps/beta/keys", "{'role':'gateway'}");
    String auditor = key("/v1/keys", "{'role':'auditor'}");
    assertThat(fleet.put(reader, path, put).status()).isEqualTo(403);
    assertThat(fleet.put(auditor, path, put).status()).isEqualTo(403);
    assertThat(fleet.put(fleet.authority(), "/v1/isps/nobody/webhook", put).status())
        .isEqualTo(404);

    assertThat(fleet.put(beta, path, put).status()).isEqualTo(200);
    assertThat(fleet.get(beta, path).text("url")).isEqualTo(url);
    assertThat(fleet.get(fleet.authority(), path).text("url")).isEqualTo(url);
    assertThat(fleet.get(reader, path).text("url")).endsWith("/hook?...");
    assertThat(fleet.get(auditor, path).text("url")).endsWith("/hook?...");
    assertThat(fleet.get(gateway, path).status()).isEqualTo(403);
    assertThat(fleet.delete(reader, path).status()).isEqualTo(403);

    assertThat(fleet.delete(fleet.authority(), path).status()).isEqualTo(200);
    assertThat(fleet.get(beta, path).status()).isEqualTo(404);
    assertThat(fleet.delete(beta, path).status()).isEqualTo(404);
  }

  private static String key(String path, String document) throws Exception {
    String key = fleet.post(fleet.authority(), path, document).text("key");
    await("a key", () -> fleet.credentials.verify(key) != null);
    return key;
  }

  @Test
  void whatIsNoWebhook_isRefusedByItsPlace() throws Exception {
    String[][] refused = {
      {"{}", "missing-field", "/url"},
      {"{'url':'ftp://a.example/'}", "bad-value", "/url"},
      {"{'url':'https://u:p@a.example/'}", "bad-value", "/url"},
      {"{'url':'https://a.example/','events':[]}", "bad-value", "/events"},
      {
        "{'url':'https://a.example/','events':['port.done','port.eaten']}", "bad-value", "/events/1"
      },
      {"{'url':'https://a.example/','events':['port.done','port.done']}", "bad-value", "/events/1"},
      {"{'url':'https://a.example/','secret':'x'}", "unknown-field", "/secret"},
    };
    for (String[] each : refused) {
      Answer answer = fleet.put(acme, "/v1/isps/acme/webhook", each[0]);
      assertThat(answer.status() + " " + answer.text("code") + " " + answer.text("pointer"))
          .isEqualTo("400 " + each[1] + " " + each[2]);
    }
  }

  @Test
  void theKeysAreThereForAllCallers() throws Exception {
    JsonNode keys = fleet.get(beta, "/v1/webhooks/keys").json().path("keys");
    assertThat(keys).hasSize(1);
    assertThat(keys.get(0).path("publicKey").asText()).startsWith("whpk_");
    assertThat(keys.get(0).path("id").asText()).hasSize(16);
    assertThat(fleet.get("", "/v1/webhooks/keys").status()).isEqualTo(401);
  }
}
