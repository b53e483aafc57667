package io.numroute.ingest;

import static io.numroute.ingest.IngestFleet.await;
import static io.numroute.ingest.IngestFleet.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.http.Protection;
import io.numroute.http.Role;
import io.numroute.http.TestCertificates;
import io.numroute.http.TestTokens;
import io.numroute.http.TlsSettings;
import io.numroute.ingest.IngestFleet.Answer;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.DirectoryCommand;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what by which role, and how keys are made, changed and ended. */
class RolesIT {
  private static IngestFleet fleet;

  @BeforeAll
  static void open() throws Exception {
    fleet = new IngestFleet();
  }

  @AfterAll
  static void close() {
    fleet.close();
  }

  @Test
  void aReaderReadsItsOwnAndWritesNothing() throws Exception {
    String operator = fleet.newIsp("read");
    fleet.newIsp("unread");
    String reader = key(operator, "/v1/isps/read/keys", "{'role':'read-only'}");
    for (String path :
        List.of("/v1/isps", "/v1/gateways/read", "/v1/isps/read/keys", "/v1/isps/read/directory")) {
      assertThat(fleet.get(reader, path).status()).as(path).isEqualTo(200);
    }
    assertThat(fleet.get(reader, "/v1/gateways/unread").problem()).isEqualTo("forbidden");
    assertThat(fleet.get(reader, "/v1/keys").problem()).isEqualTo("forbidden");
    assertWritesNothing(reader, "read");
  }

  @Test
  void aGatewayDoesNothingHere() throws Exception {
    String operator = fleet.newIsp("gated");
    String gateway = key(operator, "/v1/isps/gated/keys", "{'role':'gateway','name':'gw-1'}");
    Answer read = fleet.get(gateway, "/v1/isps");
    assertThat(read.problem()).isEqualTo("role-forbids");
    assertThat(read.text("detail")).isEqualTo("the role gateway may not read");
    assertWritesNothing(gateway, "gated");
  }

  @Test
  void anAuditorReadsEverythingAndWritesNothing() throws Exception {
    String operator = fleet.newIsp("audited");
    Answer put =
        fleet.put(operator, "/v1/gateways/audited/gw?wait=applied", "{'host':'a.example'}");
    String auditor = key(fleet.authority(), "/v1/keys", "{'role':'auditor'}");
    for (String path :
        List.of(
            "/v1/gateways/audited",
            "/v1/isps/audited/keys",
            "/v1/keys",
            "/v1/commands/" + put.text("commandId"))) {
      assertThat(fleet.get(auditor, path).status()).as(path).isEqualTo(200);
    }
    assertThat(fleet.get(auditor, "/v1/numbers/+4479998").status()).isEqualTo(404);
    assertWritesNothing(auditor, "audited");
    assertThat(fleet.postJson(auditor, "/v1/keys", "{}").problem()).isEqualTo("role-forbids");
  }

  @Test
  void noOneMakesAKeyThatMayMore() throws Exception {
    String operator = fleet.newIsp("climber");
    for (String role : List.of("authority", "auditor", "root")) {
      Answer refused = fleet.postJson(operator, "/v1/isps/climber/keys", "{'role':'" + role + "'}");
      assertThat(refused.problem()).as(role).isEqualTo("bad-document");
      assertThat(refused.text("pointer")).isEqualTo("/role");
    }
    assertThat(fleet.postJson(operator, "/v1/keys", "{}").problem()).isEqualTo("forbidden");
    assertThat(fleet.postJson(fleet.authority(), "/v1/keys", "{'role':'operator'}").problem())
        .isEqualTo("bad-document");
    assertThat(
            fleet
                .postJson(operator, "/v1/isps/climber/keys", "{'name':'Gateway 1'}")
                .text("pointer"))
        .isEqualTo("/name");
  }

  @Test
  void twoKeysOfAPurposeAreGoodSoThatOneCanFollowTheOther() throws Exception {
    String operator = fleet.newIsp("turning");
    String path = "/v1/isps/turning/keys";
    String purpose = "{'role':'gateway','name':'gw-1'}";
    Answer first = fleet.postJson(operator, path, purpose);
    String second = key(operator, path, purpose);
    assertThat(fleet.postJson(operator, path, purpose).problem()).isEqualTo("too-many-keys");
    key(operator, path, "{'role':'gateway','name':'gw-2'}");
    key(operator, path, "{'role':'read-only','name':'gw-1'}");
    assertThat(fleet.delete(operator, path + "/" + first.text("keyId")).status()).isEqualTo(200);
    await("revocation", () -> fleet.credentials.verify(first.text("key")) == null);
    assertThat(fleet.credentials.verify(second)).isNotNull();
    assertThat(fleet.postJson(operator, path, purpose).status()).isEqualTo(201);
    assertThat(fleet.get(operator, path).json().path("keys").findValuesAsText("name"))
        .containsExactlyInAnyOrder("default", "gw-1", "gw-1", "gw-1", "gw-2");
  }

  @Test
  void theAuthorityChangesItsKeyButNeverLosesTheLast() throws Exception {
    String only = fleet.authority();
    String onlyId = fleet.authority.keyId();
    assertThat(fleet.delete(only, "/v1/keys/" + onlyId).problem()).isEqualTo("last-authority-key");
    Answer next = fleet.postJson(only, "/v1/keys", "{'role':'authority','name':'next'}");
    assertThat(fleet.get(next.text("key"), "/v1/keys").status()).isEqualTo(200);
    assertThat(fleet.delete(only, "/v1/keys/" + next.text("keyId")).status()).isEqualTo(200);
    await("revocation", () -> fleet.credentials.verify(next.text("key")) == null);
    assertThat(fleet.credentials.isRevoked(next.text("keyId"))).isTrue();
  }

  @Test
  void aCommandSaysWhatProvedItsActor() throws Exception {
    String operator = fleet.newIsp("proved");
    DirectoryCommand byKey = command(operator);
    assertThat(byKey.getProof()).isEqualTo("api-key");
    assertThat(operator).startsWith("nr_" + byKey.getCredential() + "_");

    String token = fleet.issuer.token("provisioning", "proved", Role.OPERATOR);
    await("the issuer's keys", () -> isGood(token));
    DirectoryCommand byToken = command(token);
    assertThat(byToken.getProof()).isEqualTo("jwt");
    assertThat(byToken.getCredential()).isEqualTo(TestTokens.ISSUER + "#provisioning");
    assertThat(fleet.put(token, "/v1/gateways/another/gw", "{'host':'a.example'}").problem())
        .isEqualTo("forbidden");
    String reader = fleet.issuer.token("desk", "proved", Role.READ_ONLY);
    assertThat(fleet.get(reader, "/v1/gateways/proved").status()).isEqualTo(200);
    assertWritesNothing(reader, "proved");
  }

  private static boolean isGood(String credential) {
    try {
      return fleet.get(credential, "/v1/isps").status() == 200;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The command that puts a gateway of ISP "proved". */
  private static DirectoryCommand command(String credential) throws Exception {
    Answer put =
        fleet.put(credential, "/v1/gateways/proved/gw?wait=applied", "{'host':'a.example'}");
    assertThat(put.status()).as("%s", put.json()).isEqualTo(200);
    long offset = CommandId.parse(put.text("commandId")).offset();
    TopicPartition log = new TopicPartition(TopicCatalogue.DIRECTORY_COMMANDS, 0);
    try (LogReader reader = new LogReader(fleet.kafka)) {
      ConsumerRecord<byte[], byte[]> message =
          Objects.requireNonNull(reader.read(log, offset, reader.end(log)));
      DirectoryCommand command = (DirectoryCommand) fleet.framing.decode(message.value());
      assertThat(command.getActor()).isEqualTo("isp:proved");
      return command;
    }
  }

  @Test
  void theDoorSpeaksTlsWhenItIsTold(@TempDir Path directory) throws Exception {
    TestCertificates authority = new TestCertificates(directory);
    TestCertificates.Signed server = authority.sign("CN=ingest");
    Protection tls =
        Protection.by(
            TlsSettings.of(server.certificate(), server.key()).withClients(authority.root()));
    try (Ingest second =
        new Ingest(
            new IngestConfig(
                "0.0.0.0",
                0,
                null,
                null,
                200,
                2,
                Duration.ofSeconds(30),
                0,
                0,
                PortTerms.DEFAULT,
                tls,
                null,
                null),
            fleet.kafka,
            fleet.framing,
            new TopicCatalogue(IngestFleet.PARTITIONS, (short) 1, 1),
            fleet.router,
            fleet.credentials)) {
      second.start();
      await("ready", second::ready);
      HttpClient client = HttpClient.newBuilder().sslContext(authority.client()).build();
      URI base = URI.create("https://localhost:" + second.port());
      HttpRequest ready = HttpRequest.newBuilder(base.resolve("/health/ready")).build();
      assertThat(client.send(ready, BodyHandlers.ofString()).body())
          .startsWith("{\"status\":\"up\"")
          .contains("\"tls\":true");
      HttpRequest isps =
          HttpRequest.newBuilder(base.resolve("/v1/isps"))
              .header("Authorization", "Bearer " + fleet.authority())
              .build();
      assertThat(client.send(isps, BodyHandlers.ofString()).statusCode()).isEqualTo(200);

      fleet.newIsp("certified");
      HttpClient operator =
          HttpClient.newBuilder()
              .sslContext(authority.client("CN=ops", "san=uri:urn:numroute:operator:certified"))
              .build();
      HttpRequest.Builder put =
          HttpRequest.newBuilder(base.resolve("/v1/gateways/certified/gw"))
              .header("Content-Type", "application/json")
              .PUT(BodyPublishers.ofString("{\"host\":\"a.example\"}"));
      HttpResponse<String> done = operator.send(put.copy().build(), BodyHandlers.ofString());
      assertThat(done.statusCode()).as(done.body()).isEqualTo(202);
      HttpRequest mixed = put.copy().header("Authorization", "Bearer " + fleet.authority()).build();
      assertThat(operator.send(mixed, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
      assertThat(client.send(put.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void whoeverAsksTooOftenWaits_andNobodyElse() throws Exception {
    String acme = fleet.newIsp("hasty");
    String beta = fleet.newIsp("patient");
    try (Ingest second =
        new Ingest(
            IngestConfig.at("127.0.0.1", 0, null).withQuotas(3, 1),
            fleet.kafka,
            fleet.framing,
            new TopicCatalogue(IngestFleet.PARTITIONS, (short) 1, 1),
            fleet.router,
            fleet.credentials)) {
      second.start();
      await("ready", second::ready);
      HttpClient client = HttpClient.newHttpClient();
      URI base = URI.create("http://127.0.0.1:" + second.port());
      for (String method : new String[] {"GET", "PUT"}) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(base.resolve("/v1/isps/hasty"))
                .method(method, BodyPublishers.noBody());
        HttpRequest hasty = request.copy().header("Authorization", "Bearer " + acme).build();
        HttpResponse<String> answer = client.send(hasty, BodyHandlers.ofString());
        for (int i = 0; i < 100 && answer.statusCode() != 429; i++) {
          answer = client.send(hasty, BodyHandlers.ofString());
        }
        assertThat(answer.statusCode()).as(method).isEqualTo(429);
        assertThat(answer.body()).contains("urn:numroute:problem:too-many-requests");
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.headers().firstValue("RateLimit-Policy"))
            .contains(method.equals("GET") ? "\"reads\";q=3;w=1" : "\"writes\";q=1;w=1");
        assertThat(answer.headers().firstValue("RateLimit").orElseThrow()).contains(";r=0;t=1");
        HttpRequest patient = request.copy().header("Authorization", "Bearer " + beta).build();
        assertThat(client.send(patient, BodyHandlers.ofString()).statusCode()).isNotEqualTo(429);
      }
    }
  }

  /** A good key, as the answer that makes it shows it: it is good at once. */
  private static String key(String by, String path, String json) throws Exception {
    Answer made = fleet.postJson(by, path, json);
    assertThat(made.status()).as("%s", made.json()).isEqualTo(201);
    assertThat(fleet.credentials.verify(made.text("key"))).isNotNull();
    return made.text("key");
  }

  private static void assertWritesNothing(String key, String isp) throws Exception {
    List<Answer> answers =
        List.of(
            fleet.put(key, "/v1/isps/" + isp, "{'name':'X'}"),
            fleet.put(key, "/v1/gateways/" + isp + "/gw", "{'host':'b.example'}"),
            fleet.delete(key, "/v1/gateways/" + isp + "/gw"),
            fleet.postJson(
                key, "/v1/gateways/" + isp + "/gw/state", "{'state':'down','expiresInSeconds':9}"),
            fleet.postJson(key, "/v1/isps/" + isp + "/keys", "{}"),
            fleet.delete(key, "/v1/isps/" + isp + "/keys/aaaaaaaaaaaa"),
            fleet.importing(key, "?dryRun=true", lines("{}")));
    assertThat(answers).extracting(Answer::problem).containsOnly("role-forbids");
    assertThat(answers).extracting(Answer::status).containsOnly(403);
  }
}
