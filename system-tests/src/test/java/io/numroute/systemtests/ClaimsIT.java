package io.numroute.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.numroute.schemas.avro.Answer;
import io.numroute.systemtests.Fleet.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each claim of docs/claims.md on the running river: broker, ingest, router and edge in processes
 * of their own, spoken to over HTTP as ISPs and gateways do.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimsIT {
  private static final String ANY_MEDIA = "[\"voice\",\"fax\",\"modem\",\"video\"]";

  @TempDir static Path folder;
  private Fleet fleet;

  @BeforeAll
  void start() throws Exception {
    fleet = new Fleet(folder);
    for (String isp : List.of("acme", "beta", "gamma")) {
      fleet.admit(isp);
    }
    fleet.put("/v1/blocks/44", "{\"holder\":\"acme\"}");
    fleet.put("/v1/blocks/4471", "{\"holder\":\"beta\"}");
    for (String isp : List.of("acme", "beta")) {
      for (String gateway : List.of("gw1", "gw2")) {
        assertThat(
                fleet
                    .putAs(
                        isp,
                        "/v1/gateways/" + isp + "/" + gateway,
                        gateway(gateway + "." + isp + ".example", ANY_MEDIA))
                    .status())
            .isEqualTo(200);
      }
    }
    fleet.routeUntil(
        "acme",
        "+447100000001",
        reply -> reply.status() == 200 && reply.body().get("backups").size() == 1);
    fleet.routeUntil(
        "acme",
        "+442000000001",
        reply -> reply.status() == 200 && reply.body().get("backups").size() == 1);
  }

  @AfterAll
  void stop() throws Exception {
    try {
      assertThat(fleet.stop()).allMatch(code -> code == 0 || code == 143);
    } finally {
      fleet.close();
    }
  }

  private static String gateway(String host, String media) {
    return "{\"host\":\""
        + host
        + "\",\"port\":5060,\"transport\":\"udp\",\"media\":"
        + media
        + "}";
  }

  private Reply route(String asking, String numberAndQuery) throws Exception {
    return fleet.route(asking, numberAndQuery);
  }

  @Test
  void c1_aQueryComesFromAnIspAndCarriesTheNumber() throws Exception {
    Reply reply = route("acme", "+447106123456?callId=c1");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().get("askingIsp").asText()).isEqualTo("acme");
    assertThat(reply.body().get("number").asText()).isEqualTo("+447106123456");
    assertThat(fleet.routeWithKey("nr_nobody_nothing", "+447106123456").status()).isEqualTo(401);
  }

  @Test
  void c2_theNumberIdentifiesAnAddressOfASecondIsp() throws Exception {
    JsonNode beta = route("acme", "+447106123456").body();
    assertThat(beta.get("servingIsp").asText()).isEqualTo("beta");
    assertThat(beta.get("primary").get("uri").asText())
        .matches("sip:\\+447106123456@gw[12]\\.beta\\.example:5060;transport=udp");
    assertThat(route("beta", "+442012345678").body().get("servingIsp").asText()).isEqualTo("acme");
    assertThat(route("acme", "+998901234567").status()).isEqualTo(404);
  }

  @Test
  void c3_theAddressReturnedIsWhereTheSecondIspPublishedIt() throws Exception {
    assertThat(
            fleet
                .putAs("beta", "/v1/gateways/beta/gw1", gateway("198.51.100.7", ANY_MEDIA))
                .status())
        .isEqualTo(200);
    Reply reply =
        fleet.routeUntil(
            "acme", "+447106123456", r -> r.body().toString().contains("@198.51.100.7:5060"));
    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void c4_aBackupIsSelectedToo() throws Exception {
    JsonNode body = route("acme", "+442012345678?callId=c4").body();
    assertThat(body.get("backups")).hasSize(1);
    assertThat(body.get("backups").get(0).get("gateway").asText())
        .isNotEqualTo(body.get("primary").get("gateway").asText());
    assertThat(route("acme", "+442012345678?callId=c4").body().get("primary"))
        .isEqualTo(body.get("primary"));
  }

  @Test
  void c5_serviceOperationsAreRouted() throws Exception {
    int last = 0;
    for (String service :
        List.of("product-ordering", "calling-card", "reservation", "customer-service")) {
      String number = "+80012345" + last++;
      fleet.put(
          "/v1/numbers/" + number, "{\"servingIsp\":\"beta\",\"service\":\"" + service + "\"}");
      Reply reply = fleet.routeUntil("acme", number, r -> r.status() == 200);
      assertThat(reply.body().get("servingIsp").asText()).isEqualTo("beta");
    }
  }

  @Test
  void c6_theInstantIsProcessed() throws Exception {
    fleet.put(
        "/v1/numbers/+442011111111",
        "{\"servingIsp\":\"beta\",\"validFrom\":\"2027-01-01T00:00:00Z\",\"validUntil\":\"2027-02-01T00:00:00Z\"}");
    fleet.routeUntil(
        "gamma",
        "+442011111111?at=2027-01-15T12:00:00Z",
        r -> r.body().path("servingIsp").asText().equals("beta"));
    assertThat(
            route("gamma", "+442011111111?at=2026-12-31T23:59:59Z")
                .body()
                .get("servingIsp")
                .asText())
        .isEqualTo("acme");
    assertThat(
            route("gamma", "+442011111111?at=2027-02-01T00:00:00Z")
                .body()
                .get("servingIsp")
                .asText())
        .isEqualTo("acme");
  }

  @Test
  void c7_theFirstIspMatters() throws Exception {
    fleet.admit("delta");
    assertThat(
            fleet
                .routeUntil("delta", "+442012345678", r -> r.status() != 401 && r.status() != 403)
                .status())
        .isEqualTo(200);
    fleet.put("/v1/isps/delta", "{\"name\":\"ISP delta\",\"state\":\"suspended\"}");
    Reply refused = fleet.routeUntil("delta", "+442012345678", r -> r.status() == 403);
    assertThat(refused.body().get("type").asText()).endsWith("asking-isp-suspended");
    assertThat(refused.body().get("queryId").asText()).isNotEmpty();
  }

  @Test
  void c8_theSecondIspMatters() throws Exception {
    fleet.admit("epsilon");
    fleet.put("/v1/blocks/45", "{\"holder\":\"epsilon\"}");
    fleet.put("/v1/isps/epsilon", "{\"name\":\"ISP epsilon\",\"state\":\"suspended\"}");
    Reply refused = fleet.routeUntil("acme", "+4512345678", r -> r.status() == 403);
    assertThat(refused.body().get("type").asText()).endsWith("serving-isp-suspended");
  }

  @Test
  void c9_mediaChooseTheGateway() throws Exception {
    fleet.admit("zeta");
    fleet.put("/v1/blocks/46", "{\"holder\":\"zeta\"}");
    int i = 0;
    for (String media : List.of("voice", "fax", "modem", "video")) {
      assertThat(
              fleet
                  .putAs(
                      "zeta",
                      "/v1/gateways/zeta/" + media,
                      gateway("192.0.2." + ++i, "[\"" + media + "\"]"))
                  .status())
          .isEqualTo(200);
    }
    fleet.routeUntil("acme", "+46812345?media=video", r -> r.status() == 200);
    for (String media : List.of("voice", "fax", "modem", "video")) {
      JsonNode body = route("acme", "+46812345?media=" + media).body();
      assertThat(body.get("primary").get("gateway").asText()).isEqualTo("zeta/" + media);
      assertThat(body.get("backups")).isEmpty();
    }
    assertThat(route("acme", "+46812345?media=smell").status()).isEqualTo(400);
  }

  @Test
  void c10_ispsAreSystemsWithGateways() throws Exception {
    assertThat(
            fleet
                .putAs("beta", "/v1/gateways/acme/gw1", gateway("203.0.113.66", ANY_MEDIA))
                .status())
        .isIn(403, 409);
    JsonNode steps = fleet.explain("acme", "+442012345678").body();
    assertThat(steps.toString())
        .contains("acme/gw1")
        .contains("acme/gw2")
        .doesNotContain("203.0.113.66");
  }

  /** Many queries between many ISPs, and every one of them is on the log with what it rests on. */
  @Test
  void c11_oneServerManyCallsBetweenManyIsps() throws Exception {
    Map<String, Reply> replies = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      String asking = List.of("acme", "beta", "gamma").get(i % 3);
      Reply reply = route(asking, (i % 2 == 0 ? "+4471" : "+4420") + (100000 + i));
      assertThat(reply.status()).isEqualTo(200);
      replies.put(reply.body().get("queryId").asText(), reply);
    }
    Map<String, Answer> logged = answers(replies.keySet());
    replies.forEach(
        (id, reply) -> {
          Answer answer = Objects.requireNonNull(logged.get(id));
          assertThat(answer.getAskingIsp()).isEqualTo(reply.body().get("askingIsp").asText());
          assertThat(answer.getServingIsp()).isEqualTo(reply.body().get("servingIsp").asText());
          assertThat(answer.getGateways().get(0).getId())
              .isEqualTo(reply.body().get("primary").get("gateway").asText());
          assertThat(answer.getDirectoryVersion()).isPositive();
          assertThat(answer.getDirectoryLog()).hasSize(36);
          assertThat(answer.getNumberLog()).hasSize(36);
        });
  }

  /** Reads the answer log until these queries are on it. */
  private Map<String, Answer> answers(Set<String> queryIds) throws Exception {
    Set<String> missing = new TreeSet<>(queryIds);
    Map<String, Answer> found = new HashMap<>();
    for (Answer answer :
        AnswerLog.readUntil(
            fleet.bootstrapServers(),
            answer -> missing.remove(answer.getQueryId()) && missing.isEmpty())) {
      found.put(answer.getQueryId(), answer);
    }
    return found;
  }

  @Test
  void aRevokedKey_stopsWithinFiveSeconds() throws Exception {
    fleet.admit("eta");
    fleet.routeUntil("eta", "+442012345678", r -> r.status() == 200);
    long revoked = System.nanoTime();
    fleet.revoke("eta");
    fleet.routeUntil("eta", "+442012345678", r -> r.status() == 401);
    assertThat(Duration.ofNanos(System.nanoTime() - revoked)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void everyClaimNamesATestThatExists() throws Exception {
    assertThat(ClaimsPage.read().stream().map(ClaimsPage.Line::claim))
        .containsExactly("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11");
    for (ClaimsPage.Line line : ClaimsPage.read()) {
      assertThat(line.testExists()).as("%s: %s", line.claim(), line.test()).isTrue();
    }
  }
}
