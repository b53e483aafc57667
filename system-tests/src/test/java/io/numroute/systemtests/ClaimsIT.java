package io.numroute.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.numroute.schemas.avro.Answer;
import io.numroute.systemtests.Fleet.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
 * of their own, spoken to over HTTP as ISPs and gateways do. Long, because the claims are one list
 * and the fleet is started once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimsIT {
  private static final List<String> SERVICES =
      List.of("product-ordering", "calling-card", "reservation", "customer-service");
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

  /** Who is to be tried first; empty when nobody is. */
  private static String gateway(JsonNode answer) {
    return answer.at("/primary/gateway").asText();
  }

  private static String json(String text) {
    return text.replace('\'', '"');
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

  /** Without a profile all gateways share the calls; with one, tiers say who is the backup. */
  @Test
  void c4_aBackupIsSelectedToo() throws Exception {
    JsonNode body = route("acme", "+442012345678?callId=c4").body();
    assertThat(body.get("backups")).hasSize(1);
    assertThat(body.get("backups").get(0).get("gateway").asText()).isNotEqualTo(gateway(body));
    assertThat(route("acme", "+442012345678?callId=c4").body().get("primary"))
        .isEqualTo(body.get("primary"));

    fleet.accepted(
        "acme",
        "/v1/profiles/acme/tiers",
        "{'rules':[{'name':'all','targets':[{'gateway':'gw2','tier':1},{'gateway':'gw1'}]}]}");
    fleet.accepted("acme", "/v1/numbers/+442044444444", "{'servingIsp':'acme','profile':'tiers'}");
    Set<String> orders = new TreeSet<>();
    fleet.routeUntil("beta", "+442044444444", r -> r.status() == 200);
    for (int call = 0; call < 50; call++) {
      JsonNode answer = route("beta", "+442044444444?callId=c" + call).body();
      orders.add(gateway(answer) + " " + answer.at("/backups/0/gateway").asText());
    }
    assertThat(orders).containsExactly("acme/gw1 acme/gw2");
  }

  /** Each kind of service by a profile of its own. */
  @Test
  void c5_serviceOperationsAreRouted() throws Exception {
    String ordering =
        service(
            "product-ordering",
            "{'rules':[{'name':'open','when':{'zone':'America/New_York',"
                + "'start':'2026-01-05T09:00:00','duration':'PT8H','rrule':'FREQ=DAILY'},"
                + "'targets':[{'gateway':'gw1'}]},"
                + "{'name':'night','targets':[{'gateway':'gw2'}]}]}");
    assertThat(gateway(route("acme", ordering + "?at=2027-07-01T13:00:00Z").body()))
        .isEqualTo("beta/gw1");
    assertThat(gateway(route("acme", ordering + "?at=2027-07-01T21:00:00Z").body()))
        .isEqualTo("beta/gw2");

    String card =
        service(
            "calling-card",
            "{'rules':[{'name':'weights','targets':[{'gateway':'gw1','weight':9},"
                + "{'gateway':'gw2','weight':1}]}]}");
    int first = 0;
    for (int call = 0; call < 400; call++) {
      first += gateway(route("acme", card + "?callId=w" + call).body()).equals("beta/gw1") ? 1 : 0;
    }
    assertThat(first).isBetween(330, 385); // 360 +- 5 sigma of 6

    String reservation =
        service(
            "reservation",
            "{'rules':[{'name':'overflow','services':['reservation'],"
                + "'targets':[{'gateway':'gw2'},{'gateway':'gw1','tier':1}]}]}");
    JsonNode order = route("acme", reservation).body();
    assertThat(order.get("service").asText()).isEqualTo("reservation");
    assertThat(gateway(order)).isEqualTo("beta/gw2");
    assertThat(order.at("/backups/0/gateway").asText()).isEqualTo("beta/gw1");

    String customers =
        service(
            "customer-service",
            "{'rules':[{'name':'own','askingIsps':['beta'],'targets':[{'gateway':'gw1'}]},"
                + "{'name':'others','refuse':{'sipCode':603,'reason':'customers only'}}]}");
    assertThat(gateway(route("beta", customers).body())).isEqualTo("beta/gw1");
    Reply refused = route("acme", customers);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body().get("type").asText()).endsWith("refused-by-rule");
    assertThat(refused.body().get("sipCode").asInt()).isEqualTo(603);
    assertThat(refused.body().get("reason").asText()).isEqualTo("customers only");
  }

  /** A number that stands for a service of beta, and what beta wants with it. */
  private String service(String word, String profile) throws Exception {
    String number = "+8001234500" + SERVICES.indexOf(word);
    fleet.accepted("beta", "/v1/profiles/beta/" + word, profile);
    fleet.put(
        "/v1/numbers/" + number,
        json("{'servingIsp':'beta','service':'" + word + "','profile':'" + word + "'}"));
    fleet.routeUntil("beta", number, r -> r.status() == 200);
    return number;
  }

  /** Office hours go by their own zone's clock, summer time included; so does validity. */
  @Test
  void c6_theTimeOfDayIsProcessed() throws Exception {
    fleet.accepted(
        "acme",
        "/v1/profiles/acme/hours",
        "{'rules':[{'name':'open','when':{'zone':'Europe/London','start':'2026-01-05T09:00:00',"
            + "'end':'2026-01-05T17:30:00','rrule':'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'},"
            + "'targets':[{'gateway':'gw1'}]},"
            + "{'name':'closed','refuse':{'sipCode':480,'reason':'closed'}}]}");
    String number = "+442066666666";
    fleet.accepted("acme", "/v1/numbers/" + number, "{'servingIsp':'acme','profile':'hours'}");
    fleet.routeUntil("beta", number + "?at=2027-01-04T12:00:00Z", r -> r.status() == 200);
    for (String open :
        List.of(
            "2027-01-04T09:00:00Z",
            "2027-01-04T17:29:59.999Z",
            "2027-03-29T08:00:00Z", // the Monday after the clocks went forward
            "2027-03-29T16:29:59.999Z")) {
      Reply reply = route("beta", number + "?at=" + open);
      assertThat(reply.status()).as(open).isEqualTo(200);
      assertThat(Instant.parse(reply.body().get("validUntil").asText()))
          .as(open)
          .isBetween(Instant.parse(open).plusMillis(1), Instant.parse(open).plusSeconds(3600));
    }
    for (String closed :
        List.of(
            "2027-01-04T08:59:59.999Z",
            "2027-01-04T17:30:00Z",
            "2027-03-29T07:59:59.999Z",
            "2027-03-29T16:30:00Z",
            "2027-01-09T12:00:00Z")) { // a Saturday
      Reply reply = route("beta", number + "?at=" + closed);
      assertThat(reply.status()).as(closed).isEqualTo(403);
      assertThat(reply.body().get("sipCode").asInt()).isEqualTo(480);
    }
    // Nothing that is told a millisecond before closing holds longer than that.
    assertThat(
            route("beta", number + "?at=2027-01-04T17:29:59.999Z")
                .body()
                .get("validUntil")
                .asText())
        .startsWith("2027-01-04T17:30:00");

    fleet.put(
        "/v1/numbers/+442011111111",
        "{\"servingIsp\":\"beta\",\"validFrom\":\"2027-01-01T00:00:00Z\",\"validUntil\":\"2027-02-01T00:00:00Z\"}");
    fleet.routeUntil(
        "gamma",
        "+442011111111?at=2027-01-15T12:00:00Z",
        r -> r.body().path("servingIsp").asText().equals("beta"));
    for (String outside : List.of("2026-12-31T23:59:59.999Z", "2027-02-01T00:00:00Z")) {
      assertThat(servingIsp("+442011111111?at=" + outside)).isEqualTo("acme");
    }
    assertThat(servingIsp("+442011111111?at=2027-01-31T23:59:59.999Z")).isEqualTo("beta");
  }

  private String servingIsp(String numberAndQuery) throws Exception {
    return route("gamma", numberAndQuery).body().path("servingIsp").asText();
  }

  /** By a rule of the serving ISP, by agreements of either side, and by its own state. */
  @Test
  void c7_theFirstIspMatters() throws Exception {
    fleet.accepted(
        "beta",
        "/v1/profiles/beta/by-asking",
        "{'rules':[{'name':'gamma','askingIsps':['gamma'],'targets':[{'gateway':'gw2'}]},"
            + "{'name':'others','targets':[{'gateway':'gw1'}]}]}");
    fleet.put("/v1/numbers/+447177777777", json("{'servingIsp':'beta','profile':'by-asking'}"));
    fleet.routeUntil("acme", "+447177777777", r -> gateway(r.body()).equals("beta/gw1"));
    assertThat(gateway(route("gamma", "+447177777777").body())).isEqualTo("beta/gw2");

    fleet.put(
        "/v1/agreements/beta",
        json("{'accepts':[{'permit':false,'isps':['gamma'],'prefixes':['44717']}]}"));
    Reply byServing = fleet.routeUntil("gamma", "+447177777777", r -> r.status() == 403);
    assertThat(byServing.body().get("type").asText()).endsWith("refused-by-agreement");
    assertThat(byServing.body().get("refusedBy").asText()).isEqualTo("beta");
    assertThat(route("acme", "+447177777777").status()).isEqualTo(200);
    assertThat(route("gamma", "+447160000000").status()).isEqualTo(200);
    fleet.put(
        "/v1/agreements/gamma",
        json("{'reaches':[{'permit':false,'isps':['acme'],'prefixes':['44209']}]}"));
    Reply byAsking = fleet.routeUntil("gamma", "+442090000000", r -> r.status() == 403);
    assertThat(byAsking.body().get("refusedBy").asText()).isEqualTo("gamma");
    assertThat(route("beta", "+442090000000").status()).isEqualTo(200);

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

  /** Its default profile routes what nothing else does; once it is suspended, nothing is. */
  @Test
  void c8_theSecondIspMatters() throws Exception {
    fleet.admit("epsilon");
    fleet.put("/v1/blocks/45", "{\"holder\":\"epsilon\"}");
    fleet.accepted("epsilon", "/v1/gateways/epsilon/gw1", "{'host':'192.0.2.41'}");
    fleet.accepted("epsilon", "/v1/gateways/epsilon/gw2", "{'host':'192.0.2.42'}");
    fleet.routeUntil("acme", "+4512345678", r -> r.body().path("backups").size() == 1);
    fleet.accepted(
        "epsilon",
        "/v1/profiles/epsilon/second",
        "{'rules':[{'name':'all','targets':[{'gateway':'gw2'}]}]}");
    fleet.accepted(
        "epsilon", "/v1/isps/epsilon", "{'name':'ISP epsilon','defaultProfile':'second'}");
    Reply routed =
        fleet.routeUntil(
            "acme", "+4512345678", r -> r.status() == 200 && r.body().get("backups").isEmpty());
    assertThat(gateway(routed.body())).isEqualTo("epsilon/gw2");
    fleet.put("/v1/isps/epsilon", "{\"name\":\"ISP epsilon\",\"state\":\"suspended\"}");
    Reply refused = fleet.routeUntil("acme", "+4512345678", r -> r.status() == 403);
    assertThat(refused.body().get("type").asText()).endsWith("serving-isp-suspended");
  }

  @Test
  void c9_mediaChooseTheGateway() throws Exception {
    fleet.admit("zeta");
    fleet.put("/v1/blocks/46", "{\"holder\":\"zeta\"}");
    List<String> all = List.of("voice", "fax", "modem", "video");
    for (String media : all) {
      fleet.accepted(
          "zeta",
          "/v1/gateways/zeta/" + media,
          gateway("192.0.2." + (1 + all.indexOf(media)), "[\"" + media + "\"]"));
    }
    fleet.routeUntil("acme", "+46812345?media=video", r -> r.status() == 200);
    for (String media : all) {
      JsonNode body = route("acme", "+46812345?media=" + media).body();
      assertThat(gateway(body)).isEqualTo("zeta/" + media);
      assertThat(body.get("backups")).isEmpty();
    }
    assertThat(route("acme", "+46812345?media=smell").status()).isEqualTo(400);

    fleet.admit("iota");
    fleet.put("/v1/blocks/47", "{\"holder\":\"iota\"}");
    fleet.accepted("iota", "/v1/gateways/iota/gw1", "{'host':'192.0.2.47','media':['voice']}");
    fleet.routeUntil("acme", "+47812345", r -> r.status() == 200);
    for (String media : List.of("fax", "modem", "video")) {
      Reply none = route("acme", "+47812345?media=" + media);
      assertThat(none.status()).isEqualTo(404);
      assertThat(none.body().get("type").asText()).endsWith("media-not-carried");
      assertThat(none.body().get("possibleMedia").toString()).isEqualTo("[\"voice\"]");
    }
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

  /** A block of numbers without assignments, asked for one by one, on both sides of the instant. */
  @Test
  void aBlockPassesToAnotherIspAtAnInstant() throws Exception {
    String instant = "2027-05-01T00:00:00Z";
    fleet.put(
        "/v1/blocks/4479",
        json("{'holder':'acme','successor':{'from':'" + instant + "','holder':'beta'}}"));
    fleet.routeUntil(
        "gamma",
        "+447911111111?at=" + instant,
        r -> r.body().path("servingIsp").asText().equals("beta"));
    Reply before = route("gamma", "+447911111111?at=2027-04-30T23:59:59.999Z");
    assertThat(before.body().path("servingIsp").asText()).isEqualTo("acme");
    assertThat(before.body().path("validUntil").asText()).startsWith("2027-05-01T00:00:00");
    assertThat(servingIsp("+447911111111")).as("now").isEqualTo("acme");
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
