package io.numroute.ingest;

import static io.numroute.ingest.IngestFleet.await;
import static io.numroute.ingest.IngestFleet.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.ingest.IngestFleet.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole door against a real broker; each test has ISPs and numbers of its own. */
class IngestIT {
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
  void anEntityOfEachKindComesAndGoes() throws Exception {
    String acme = fleet.newIsp("acme");
    assertThat(fleet.get(acme, "/v1/isps/acme").text("name")).isEqualTo("acme");

    Answer gateway =
        fleet.put(acme, "/v1/gateways/acme/gw1?wait=applied", "{'host':'192.0.2.1','port':5061}");
    assertThat(gateway.status()).isEqualTo(200);
    assertThat(gateway.text("status")).isEqualTo("accepted");
    assertThat(fleet.get(acme, "/v1/gateways/acme/gw1").json().path("port").asInt())
        .isEqualTo(5061);
    assertThat(fleet.get(acme, "/v1/gateways/acme").json().path("gateways").size()).isEqualTo(1);

    assertThat(
            fleet
                .put(fleet.authority(), "/v1/blocks/4471?wait=applied", "{'holder':'acme'}")
                .status())
        .isEqualTo(200);
    assertThat(fleet.get(acme, "/v1/blocks/4471").text("holder")).isEqualTo("acme");

    Answer number =
        fleet.put(
            acme,
            "/v1/numbers/+447106123456?wait=applied",
            "{'servingIsp':'acme','service':'calling-card'}");
    assertThat(number.status()).as("%s", number.json()).isEqualTo(200);
    for (String form : List.of("+447106123456", "%2B447106123456", "447106123456")) {
      assertThat(fleet.get(acme, "/v1/numbers/" + form).text("service")).isEqualTo("calling-card");
    }

    assertThat(fleet.delete(acme, "/v1/numbers/+447106123456?wait=applied").status())
        .isEqualTo(200);
    assertThat(fleet.get(acme, "/v1/numbers/+447106123456").status()).isEqualTo(404);
    assertThat(fleet.delete(acme, "/v1/gateways/acme/gw1?wait=applied").status()).isEqualTo(200);
    assertThat(fleet.get(acme, "/v1/gateways/acme/gw1").status()).isEqualTo(404);
    assertThat(fleet.delete(fleet.authority(), "/v1/blocks/4471?wait=applied").status())
        .isEqualTo(200);
    assertThat(fleet.get(acme, "/v1/blocks/4471").status()).isEqualTo(404);
    assertThat(fleet.delete(fleet.authority(), "/v1/isps/acme?wait=applied").status())
        .isEqualTo(200);
    assertThat(fleet.get(fleet.authority(), "/v1/isps/acme").status()).isEqualTo(404);
  }

  @Test
  void delegatingABlockAndAssigningInItAlwaysWorks() throws Exception {
    String holder = fleet.newIsp("holder");
    String part = fleet.newIsp("part");
    fleet.put(fleet.authority(), "/v1/blocks/4472?wait=applied", "{'holder':'holder'}");
    for (int i = 0; i < 20; i++) {
      // Not waited for: the number's stamp alone makes it wait.
      assertThat(fleet.put(holder, "/v1/blocks/44720" + i, "{'holder':'part'}").status())
          .isEqualTo(202);
      Answer number =
          fleet.put(part, "/v1/numbers/+44720" + i + "555?wait=applied", "{'servingIsp':'part'}");
      assertThat(number.status()).as("%s", number.json()).isEqualTo(200);
    }
  }

  @Test
  void refusalsAreToldWithTheirCode() throws Exception {
    String mine = fleet.newIsp("mine");
    Answer number = fleet.put(mine, "/v1/numbers/+4473000?wait=applied", "{'servingIsp':'mine'}");
    assertThat(number.status()).isEqualTo(409);
    assertThat(number.problem()).isEqualTo("command-refused");
    assertThat(number.text("code")).isEqualTo("not-in-own-block");
    assertThat(number.json().path("status").asInt()).isEqualTo(409); // and no other status
    assertThat(fleet.get(mine, "/v1/commands/" + number.text("commandId")).text("code"))
        .isEqualTo("not-in-own-block");

    Answer block = fleet.put(mine, "/v1/blocks/4473?wait=applied", "{'holder':'mine'}");
    assertThat(block.status()).isEqualTo(409);
    assertThat(block.text("code")).isEqualTo("not-allowed");
    Answer gateway =
        fleet.put(fleet.authority(), "/v1/gateways/nobody/gw?wait=applied", "{'host':'192.0.2.1'}");
    assertThat(gateway.text("code")).isEqualTo("unknown-isp");
    assertThat(fleet.delete(mine, "/v1/gateways/mine/none?wait=applied").text("code"))
        .isEqualTo("not-found");
  }

  @Test
  void theDoorRefusesWhatCanNeverBe() throws Exception {
    String one = fleet.newIsp("one");
    fleet.newIsp("two");
    assertThat(fleet.put(one, "/v1/gateways/two/gw", "{'host':'192.0.2.1'}").status())
        .isEqualTo(403);
    assertThat(fleet.delete(one, "/v1/gateways/two/gw").status()).isEqualTo(403);
    assertThat(fleet.get(one, "/v1/gateways/two").status()).isEqualTo(403);
    assertThat(fleet.put(one, "/v1/isps/two", "{'name':'Taken'}").status()).isEqualTo(403);
    assertThat(fleet.delete(one, "/v1/isps/one").status()).isEqualTo(403);
    assertThat(fleet.post(one, "/v1/isps/two/keys").status()).isEqualTo(403);
    assertThat(fleet.get(one, "/v1/isps/two/keys").status()).isEqualTo(403);
    assertThat(fleet.get(one, "/v1/numbers/+4479999").status()).isEqualTo(403);
    assertThat(fleet.put(one, "/v1/isps/one?wait=applied", "{'name':'One & Co'}").status())
        .isEqualTo(200);
  }

  @Test
  void keysAreShownOnceListedWithoutSecretAndEnd() throws Exception {
    String first = fleet.newIsp("keyed");
    Answer created = fleet.post(first, "/v1/isps/keyed/keys");
    assertThat(created.status()).isEqualTo(201);
    String second = created.text("key");
    await("second key", () -> fleet.credentials.verify(second) != null);
    Answer list = fleet.get(second, "/v1/isps/keyed/keys");
    assertThat(list.json().path("keys").size()).isEqualTo(2);
    assertThat(list.json().toString()).doesNotContain(second).contains(created.text("keyId"));

    assertThat(fleet.delete(first, "/v1/isps/keyed/keys/" + created.text("keyId")).status())
        .isEqualTo(200);
    await("revocation", () -> fleet.credentials.verify(second) == null);
    assertThat(fleet.get(second, "/v1/isps").status()).isEqualTo(401);
    assertThat(fleet.get(first, "/v1/isps").status()).isEqualTo(200);
    assertThat(fleet.delete(first, "/v1/isps/keyed/keys/" + created.text("keyId")).status())
        .isEqualTo(404);
    assertThat(fleet.post(fleet.authority(), "/v1/isps/nobody/keys").status()).isEqualTo(404);
  }

  @Test
  void strangersAreTurnedAway() throws Exception {
    for (String key : List.of("", "rubbish", "nr_aaaaaaaaaaaa_" + "x".repeat(43))) {
      Answer answer = fleet.get(key, "/v1/isps");
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.problem()).isEqualTo("unauthenticated");
      assertThat(answer.response().headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(fleet.importing(key, "", lines("{'isp':{'id':'x','name':'X'}}")).status())
          .isEqualTo(401);
    }
  }

  @Test
  void badInputIsToldByItsPlace() throws Exception {
    String key = fleet.authority();
    Answer broken = fleet.put(key, "/v1/isps/x", "{'name':");
    assertThat(broken.status()).isEqualTo(400);
    assertThat(broken.problem()).isEqualTo("bad-json");
    Answer unknown = fleet.put(key, "/v1/isps/x", "{'name':'X','contact':'me'}");
    assertThat(unknown.problem()).isEqualTo("bad-document");
    assertThat(unknown.text("pointer")).isEqualTo("/contact");
    assertThat(unknown.text("code")).isEqualTo("unknown-field");
    assertThat(fleet.put(key, "/v1/isps/X", "{'name':'X'}").status()).isEqualTo(400);
    assertThat(fleet.put(key, "/v1/numbers/44x", "{'servingIsp':'x'}").problem())
        .isEqualTo("not-a-number");
    assertThat(fleet.put(key, "/v1/isps/x?wait=maybe", "{'name':'X'}").problem())
        .isEqualTo("bad-parameter");
    assertThat(fleet.put(key, "/v1/isps/x?wait=applied&timeout=31", "{'name':'X'}").status())
        .isEqualTo(400);
    assertThat(fleet.put(key, "/v1/isps/x", "{'name':'" + "x".repeat(530_000) + "'}").problem())
        .isEqualTo("body-too-large");
    assertThat(
            fleet
                .send(
                    key,
                    fleet
                        .request("/v1/isps/x")
                        .header("Content-Type", "text/plain")
                        .PUT(BodyPublishers.ofString("{}")))
                .status())
        .isEqualTo(415);
    assertThat(fleet.get(key, "/v1/nothing").status()).isEqualTo(404);
    assertThat(fleet.get(key, "/v1/isps/x").problem()).isEqualTo("not-found");
  }

  @Test
  void commandsAreAnsweredForByTheirId() throws Exception {
    String isp = fleet.newIsp("asker");
    String other = fleet.newIsp("other");
    Answer put = fleet.put(isp, "/v1/gateways/asker/gw", "{'host':'192.0.2.1'}");
    assertThat(put.status()).isEqualTo(202);
    assertThat(put.text("status")).isEqualTo("pending");
    String path = "/v1/commands/" + put.text("commandId");
    assertThat(put.response().headers().firstValue("Location").orElseThrow()).endsWith(path);
    await("decision", () -> status(isp, path).equals("accepted"));
    assertThat(fleet.get(other, path).status()).isEqualTo(404);
    assertThat(fleet.get(fleet.authority(), path).status()).isEqualTo(200);

    String log = put.text("commandId").substring(0, 36);
    assertThat(fleet.get(isp, "/v1/commands/" + log + ".0.999999").status()).isEqualTo(404);
    assertThat(fleet.get(fleet.authority(), "/v1/commands/" + log + ".0.0").status())
        .isEqualTo(404);
    assertThat(fleet.get(isp, "/v1/commands/" + log + ".1.1").status()).isEqualTo(404);
    assertThat(fleet.get(isp, "/v1/commands/00000000-0000-0000-0000-000000000000.0.1").status())
        .isEqualTo(404);
    assertThat(fleet.get(isp, "/v1/commands/rubbish").status()).isEqualTo(400);
  }

  @Test
  void anEntityIsChangedOnlyAsItWasRead() throws Exception {
    String isp = fleet.newIsp("tagged");
    String path = "/v1/gateways/tagged/gw1";
    String number = "/v1/numbers/+4488000001";
    fleet.put(fleet.authority(), "/v1/blocks/4488?wait=applied", "{'holder':'tagged'}");
    for (String[] entity :
        new String[][] {
          {path, "{'host':'192.0.2.1'}"}, {number, "{'servingIsp':'tagged'}"},
        }) {
      Answer made = conditional(isp, "PUT", entity[0], entity[1], "If-None-Match", "*");
      assertThat(made.status()).as("%s", made.json()).isEqualTo(200);
      String tag = '"' + made.text("commandId") + '"';
      Answer read = fleet.get(isp, entity[0]);
      assertThat(tag(read)).isEqualTo(tag);
      assertThat(conditional(isp, "GET", entity[0], "", "If-None-Match", tag).status())
          .isEqualTo(304);

      Answer again = conditional(isp, "PUT", entity[0], entity[1], "If-None-Match", "*");
      assertThat(again.status()).isEqualTo(412);
      assertThat(again.problem()).isEqualTo("precondition-failed");
      assertThat(again.text("code")).isEqualTo("precondition-failed");
      Answer changed = conditional(isp, "PUT", entity[0], entity[1], "If-Match", tag);
      assertThat(changed.status()).as("%s", changed.json()).isEqualTo(200);
      assertThat(conditional(isp, "GET", entity[0], "", "If-None-Match", tag).status())
          .isEqualTo(200);
      assertThat(conditional(isp, "PUT", entity[0], entity[1], "If-Match", tag).status())
          .isEqualTo(412);
      assertThat(conditional(isp, "DELETE", entity[0], "", "If-Match", tag).status())
          .isEqualTo(412);
      String newer = tag(fleet.get(isp, entity[0]));
      assertThat(conditional(isp, "DELETE", entity[0], "", "If-Match", newer).status())
          .isEqualTo(200);
      assertThat(fleet.get(isp, entity[0]).status()).isEqualTo(404);
    }
  }

  /** Forty callers at a time; of each round one succeeds. */
  @Test
  void ofThoseWhoReadTheSameOneAloneChangesIt() throws Exception {
    String isp = fleet.newIsp("raced");
    fleet.put(isp, "/v1/gateways/raced/gw1?wait=applied", "{'host':'192.0.2.1'}");
    for (int round = 0; round < 5; round++) {
      String tag = tag(fleet.get(isp, "/v1/gateways/raced/gw1"));
      List<Answer> answers =
          IntStream.range(0, 40)
              .parallel()
              .mapToObj(
                  port -> {
                    try {
                      String gateway = "{'host':'192.0.2.1','port':" + (5000 + port) + "}";
                      return conditional(
                          isp, "PUT", "/v1/gateways/raced/gw1", gateway, "If-Match", tag);
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                  })
              .toList();
      assertThat(answers).extracting(Answer::status).containsOnly(200, 412);
      assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
    }
  }

  private static Answer conditional(
      String key, String method, String path, String json, String header, String value)
      throws Exception {
    return fleet.send(
        key,
        fleet
            .request(path + (method.equals("GET") ? "" : "?wait=applied"))
            .header("Content-Type", "application/json")
            .header(header, value)
            .method(method, BodyPublishers.ofString(json.replace('\'', '"'))));
  }

  private static String tag(Answer answer) {
    return answer.response().headers().firstValue("ETag").orElseThrow();
  }

  @Test
  void anIdempotencyKeyGetsTheSameAnswerAgain() throws Exception {
    String key = fleet.newIsp("twice");
    Answer first = idempotent(key, "/v1/gateways/twice/gw", "192.0.2.1");
    Answer again = idempotent(key, "/v1/gateways/twice/gw", "192.0.2.1");
    assertThat(first.status()).isEqualTo(202);
    assertThat(again.text("commandId")).isEqualTo(first.text("commandId"));
    assertThat(idempotent(key, "/v1/gateways/twice/gw", "192.0.2.2").status()).isEqualTo(422);
    assertThat(fleet.authority()).isNotEqualTo(key);
  }

  @Test
  void anImportDoesTheGoodLinesAndNamesTheBroken() throws Exception {
    Answer answer =
        fleet.importing(
            fleet.authority(),
            "?wait=applied",
            lines(
                "{'isp':{'id':'bulk','name':'Bulk'}}",
                "{'isp':{'id':'bulk'",
                "",
                "{'gateway':{'isp':'bulk','name':'gw','host':'192.0.2.7'}}",
                "{'gateway':{'isp':'bulk','name':'gw','host':'192.0.2.7','prot':1}}",
                "{'block':{'prefix':'4475','holder':'bulk'}}",
                "{'number':{'number':'+4475123','servingIsp':'bulk'}}",
                "{'number':{'number':'+4475124','servingIsp':'nobody'}}",
                "x".repeat(530_000),
                "{'number':{'number':'+4475123','delete':true}}"));
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
    assertThat(answer.json().path("lines").asInt()).isEqualTo(10);
    assertThat(answer.json().path("accepted").asInt()).isEqualTo(5);
    assertThat(answer.json().path("refused").asInt()).isEqualTo(4);
    List<String> errors = new ArrayList<>();
    answer
        .json()
        .path("errors")
        .forEach(e -> errors.add(e.path("line").asInt() + " " + e.path("code").asText()));
    assertThat(errors)
        .containsExactly("2 bad-json", "5 unknown-field", "8 unknown-isp", "9 line-too-long");
    assertThat(answer.json().path("errors").get(1).path("detail").asText())
        .startsWith("/gateway/prot");
    assertThat(fleet.get(fleet.authority(), "/v1/gateways/bulk/gw").text("host"))
        .isEqualTo("192.0.2.7");
    assertThat(fleet.get(fleet.authority(), "/v1/numbers/+4475123").status()).isEqualTo(404);
  }

  @Test
  void anImportByAnIspIsHeldToItsRights() throws Exception {
    String isp = fleet.newIsp("small");
    Answer answer =
        fleet.importing(
            isp,
            "?wait=applied",
            lines(
                "{'gateway':{'isp':'small','name':'gw','host':'192.0.2.7'}}",
                "{'gateway':{'isp':'large','name':'gw','host':'192.0.2.7'}}",
                "{'block':{'prefix':'4476','holder':'small'}}"));
    assertThat(answer.json().path("accepted").asInt()).isEqualTo(1);
    assertThat(answer.json().path("errors").toString()).contains("not-allowed");
    assertThat(answer.json().path("refused").asInt()).isEqualTo(2);
  }

  private static Answer idempotent(String key, String path, String host) throws Exception {
    return fleet.send(
        key,
        fleet
            .request(path)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"")
            .PUT(BodyPublishers.ofString("{\"host\":\"" + host + "\"}")));
  }

  private static String status(String key, String path) {
    try {
      return fleet.get(key, path).text("status");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
