package io.numroute.ingest;

import static io.numroute.ingest.IngestFleet.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.ingest.IngestFleet.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Ports over HTTP, against a real broker: acme holds the block, beta wants its numbers, and gamma
 * has nothing to do with it. Each test has a number of its own.
 */
class PortsIT {
  private static final String APPLIED = "?wait=applied&timeout=30";

  private static IngestFleet fleet;
  private static String acme;
  private static String beta;
  private static String gamma;

  @BeforeAll
  static void open() throws Exception {
    fleet = new IngestFleet();
    acme = fleet.newIsp("acme");
    beta = fleet.newIsp("beta");
    gamma = fleet.newIsp("gamma");
    accepted(fleet.put(fleet.authority(), "/v1/blocks/4476" + APPLIED, "{'holder':'acme'}"));
  }

  @AfterAll
  static void close() {
    fleet.close();
  }

  @Test
  void aNumberPassesWithTheConsentOfBoth_andIsGivenBack() throws Exception {
    String number = "+4476001";
    accepted(fleet.put(acme, "/v1/numbers/" + number + APPLIED, "{'servingIsp':'acme'}"));
    String port = asked(beta, "{'number':'+4476001','service':'calling-card'}");
    Answer seen = fleet.get(acme, port);
    assertThat(seen.text("state")).isEqualTo("requested");
    assertThat(seen.text("from") + " " + seen.text("to")).isEqualTo("acme beta");
    assertThat(seen.text("number")).isEqualTo(number);
    assertThat(Instant.parse(seen.text("deadline")))
        .isEqualTo(Instant.parse(seen.text("requested")).plus(Duration.ofDays(3)));
    assertThat(fleet.get(fleet.authority(), port).status()).isEqualTo(200);

    for (String key : new String[] {gamma, beta}) {
      Answer hijack = fleet.post(key, port + "/confirm" + APPLIED);
      assertThat(hijack.status()).isEqualTo(key.equals(gamma) ? 404 : 409);
    }
    assertThat(fleet.get(gamma, port).json())
        .as("as of no port at all")
        .isEqualTo(fleet.get(gamma, "/v1/ports/" + UUID.randomUUID() + ".0.1").json());
    accepted(fleet.post(acme, port + "/confirm" + APPLIED));

    assertThat(fleet.get(beta, port).text("state")).isEqualTo("done");
    Answer ported = fleet.get(beta, "/v1/numbers/" + number);
    assertThat(ported.text("servingIsp") + " by " + ported.text("assignedBy"))
        .isEqualTo("beta by isp:beta");
    assertThat(ported.text("service")).isEqualTo("calling-card");
    refused(
        "not-allowed", fleet.put(acme, "/v1/numbers/" + number + APPLIED, "{'servingIsp':'acme'}"));
    refused("not-allowed", fleet.delete(acme, "/v1/numbers/" + number + APPLIED));
    refused("port-state", fleet.post(beta, port + "/cancel" + APPLIED));
    refused("not-allowed", fleet.post(acme, port + "/reverse" + APPLIED));

    accepted(fleet.post(beta, port + "/reverse" + APPLIED));
    assertThat(fleet.get(acme, port).text("state")).isEqualTo("reversed");
    assertThat(fleet.get(acme, "/v1/numbers/" + number).text("assignedBy")).isEqualTo("isp:acme");
    assertThat(fleet.get(beta, "/v1/numbers/" + number).status()).isEqualTo(403);
  }

  @Test
  void whatIsNoPort() throws Exception {
    Answer given = fleet.put(acme, "/v1/numbers/+4476002" + APPLIED, "{'servingIsp':'acme'}");
    String id = given.text("commandId");
    assertThat(fleet.get(acme, "/v1/ports/" + id).status()).isEqualTo(404);
    assertThat(fleet.post(acme, "/v1/ports/" + id + "/confirm").status()).isEqualTo(404);
    String log = id.substring(0, 36);
    assertThat(fleet.get(acme, "/v1/ports/" + log + ".0.99999999").status()).isEqualTo(404);
    assertThat(fleet.get(acme, "/v1/ports/" + log + ".77.0").status()).isEqualTo(404);
    assertThat(fleet.get(acme, "/v1/ports/mine").status()).isEqualTo(400);

    Answer forAnother = fleet.post(beta, "/v1/ports", "{'number':'+4476002','to':'gamma'}");
    assertThat(forAnother.status()).isEqualTo(403);
    Answer toNobody = fleet.post(fleet.authority(), "/v1/ports", "{'number':'+4476002'}");
    assertThat(toNobody.status()).isEqualTo(400);
    assertThat(toNobody.text("pointer")).isEqualTo("/to");
    assertThat(fleet.post(beta, "/v1/ports", "{'number':'+4476002','actor':'acme'}").status())
        .isEqualTo(400);
    refused("already-served", fleet.post(acme, "/v1/ports" + APPLIED, "{'number':'+4476002'}"));
    refused("not-served", fleet.post(beta, "/v1/ports" + APPLIED, "{'number':'+3376002'}"));
    refused(
        "unknown-profile",
        fleet.post(beta, "/v1/ports" + APPLIED, "{'number':'+4476002','profile':'office'}"));

    Answer first = keyed("{'number':'+4476002'}");
    assertThat(keyed("{'number':'+4476002'}").text("commandId"))
        .as("repeated with its key")
        .isEqualTo(first.text("commandId"));
    refused("port-open", fleet.post(beta, "/v1/ports" + APPLIED, "{'number':'+4476002'}"));
  }

  @Test
  void aLockKeepsPortsAway_andALosingSideMaySayNo() throws Exception {
    String number = "/v1/numbers/+4476003";
    refused("not-allowed", fleet.put(beta, number + "/lock" + APPLIED, "{}"));
    accepted(fleet.put(acme, number + "/lock" + APPLIED, ""));
    assertThat(fleet.get(acme, number + "/lock").json().path("locked").asBoolean()).isTrue();
    assertThat(fleet.get(beta, number + "/lock").status()).isEqualTo(403);
    refused("number-locked", fleet.post(beta, "/v1/ports" + APPLIED, "{'number':'+4476003'}"));
    accepted(fleet.delete(acme, number + "/lock" + APPLIED));

    String port = asked(beta, "{'number':'+4476003'}");
    Answer why = fleet.post(acme, port + "/reject" + APPLIED, "{'reason':'because'}");
    assertThat(why.status()).isEqualTo(400);
    assertThat(why.text("pointer")).isEqualTo("/reason");
    accepted(fleet.post(acme, port + "/reject" + APPLIED, "{'reason':'details-differ'}"));
    Answer rejected = fleet.get(beta, port);
    assertThat(rejected.text("state") + ": " + rejected.text("reason"))
        .isEqualTo("rejected: details-differ");
    refused("port-state", fleet.post(acme, port + "/confirm" + APPLIED));
    String next = asked(beta, "{'number':'+4476003'}");
    assertThat(fleet.get(beta, port).status()).as("not the newest any more").isEqualTo(404);
    accepted(fleet.post(beta, next + "/cancel" + APPLIED));
  }

  @Test
  void aPortOfLaterOn_comesByItself() throws Exception {
    String number = "/v1/numbers/+4476004";
    accepted(fleet.put(acme, number + APPLIED, "{'servingIsp':'acme'}"));
    String at = Instant.now().plusSeconds(3600).toString();
    String port = asked(beta, "{'number':'+4476004','at':'" + at + "'}");
    accepted(fleet.post(acme, port + "/confirm" + APPLIED));
    assertThat(fleet.get(beta, port).text("state")).isEqualTo("scheduled");
    assertThat(fleet.get(acme, number).json().path("successor").path("servingIsp").asText())
        .isEqualTo("beta");
    refused("port-open", fleet.delete(acme, number + APPLIED));
    accepted(fleet.put(acme, number + APPLIED, "{'servingIsp':'acme','service':'reservation'}"));
    Answer both = fleet.get(acme, number);
    assertThat(both.text("service")).isEqualTo("reservation");
    assertThat(both.json().path("successor").path("servingIsp").asText()).isEqualTo("beta");
    accepted(fleet.post(beta, port + "/cancel" + APPLIED));
    assertThat(fleet.get(acme, number).json().has("successor")).isFalse();

    String soon = Instant.now().plusMillis(400).toString();
    String next = asked(beta, "{'number':'+4476004','at':'" + soon + "'}");
    accepted(fleet.post(acme, next + "/confirm" + APPLIED));
    await("done", () -> state(next).equals("done"));
    assertThat(fleet.get(beta, number).status()).isEqualTo(200);
    refused("not-allowed", fleet.delete(acme, number + APPLIED));
  }

  /** The block passes on while the port is asked for: its new holder answers, and sees it. */
  @Test
  void whoHasComeToServeTheNumber_answers() throws Exception {
    accepted(fleet.put(fleet.authority(), "/v1/blocks/4477" + APPLIED, "{'holder':'acme'}"));
    String port = asked(beta, "{'number':'+4477001'}");
    assertThat(fleet.get(gamma, port).status()).isEqualTo(404);
    accepted(fleet.put(fleet.authority(), "/v1/blocks/4477" + APPLIED, "{'holder':'gamma'}"));
    refused("not-allowed", fleet.post(acme, port + "/confirm" + APPLIED));
    assertThat(fleet.get(gamma, port).text("state")).isEqualTo("requested");
    accepted(fleet.post(gamma, port + "/confirm" + APPLIED));
    assertThat(fleet.get(beta, port).text("state") + fleet.get(beta, port).text("from"))
        .isEqualTo("donegamma");
    assertThat(fleet.get(acme, port).status()).as("no side any more").isEqualTo(404);
  }

  @Test
  void nobodyAnswersInTime() throws Exception {
    fleet.restartIngest(new PortTerms(Duration.ofSeconds(1), Duration.ofDays(1)));
    String port = asked(beta, "{'number':'+4476005'}");
    await("timed out", () -> state(port).equals("timed-out"));
    refused("port-state", fleet.post(acme, port + "/confirm" + APPLIED));
    fleet.restartIngest();
    accepted(fleet.post(beta, "/v1/ports" + APPLIED, "{'number':'+4476005'}"));
  }

  // ---- words

  /** The path of a port that was asked for. */
  private static String asked(String key, String json) throws Exception {
    Answer answer = fleet.post(key, "/v1/ports" + APPLIED, json);
    accepted(answer);
    return "/v1/ports/" + answer.text("commandId");
  }

  private static Answer keyed(String json) throws Exception {
    return fleet.send(
        beta,
        fleet
            .request("/v1/ports" + APPLIED)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "\"port-of-76002\"")
            .POST(BodyPublishers.ofString(json.replace('\'', '"'))));
  }

  private static String state(String port) {
    try {
      return fleet.get(beta, port).text("state");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void accepted(Answer answer) {
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
  }

  private static void refused(String code, Answer answer) {
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(409);
    assertThat(answer.text("code")).isEqualTo(code);
  }
}
