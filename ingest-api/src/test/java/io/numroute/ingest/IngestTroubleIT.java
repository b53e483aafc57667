package io.numroute.ingest;

import static io.numroute.ingest.IngestFleet.await;
import static io.numroute.ingest.IngestFleet.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.ingest.IngestFleet.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the door says while a part of the fleet is away, or was. */
@Tag("heavy")
class IngestTroubleIT {
  @Test
  void withoutKafkaNothingIsAcknowledgedAndAfterwardsAllIsWell() throws Exception {
    try (IngestFleet fleet = new IngestFleet()) {
      String isp = fleet.newIsp("acme");
      fleet.broker.stop();
      long begun = System.nanoTime();
      Answer gateway = fleet.put(isp, "/v1/gateways/acme/gw", "{'host':'192.0.2.1'}");
      Answer number = fleet.put(isp, "/v1/numbers/+4471555", "{'servingIsp':'acme'}");
      Answer bulk =
          fleet.importing(
              isp,
              "",
              lines(
                  "{'gateway':{'isp':'acme','name':'a','host':'192.0.2.1'}}",
                  "{'number':{'number':'+4471','servingIsp':'acme'}}"));
      Answer key = fleet.post(isp, "/v1/isps/acme/keys");
      Answer once = once(fleet, isp);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      for (Answer answer : List.of(gateway, number, bulk, key, once)) {
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(503);
        assertThat(answer.problem()).isIn("kafka-unavailable", "fate-unknown");
        assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
      }
      assertThat(number.problem()).isEqualTo("kafka-unavailable");
      assertThat(bulk.json().path("accepted").asInt()).isZero();
      assertThat(once.problem()).as("a claim is no command").isEqualTo("kafka-unavailable");
      assertThat(took).isLessThan(Duration.ofSeconds(5 * 6));
      assertThat(fleet.get(isp, "/v1/isps/acme").status())
          .as("reads of the directory go on")
          .isEqualTo(200);

      fleet.broker.start();
      await(
          "writes again",
          () -> {
            try {
              return fleet
                      .put(isp, "/v1/gateways/acme/gw?wait=applied", "{'host':'192.0.2.2'}")
                      .status()
                  == 200;
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
      assertThat(fleet.get(isp, "/v1/gateways/acme/gw").text("host")).isEqualTo("192.0.2.2");
      await("the key works", () -> once(fleet, isp).status() == 200);
    }
  }

  private static Answer once(IngestFleet fleet, String isp) {
    try {
      return fleet.send(
          isp,
          fleet
              .request("/v1/gateways/acme/once?wait=applied")
              .header("Idempotency-Key", "once")
              .header("Content-Type", "application/json")
              .PUT(BodyPublishers.ofString("{\"host\":\"192.0.2.1\"}")));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSlowRouterMeansPendingAndAStalledImportEnds() throws Exception {
    try (IngestFleet fleet = new IngestFleet(Duration.ofSeconds(1))) {
      String isp = fleet.newIsp("acme");
      fleet.put(fleet.authority(), "/v1/blocks/44?wait=applied", "{'holder':'acme'}");
      fleet.router.pause(true);
      Answer pending =
          fleet.put(isp, "/v1/numbers/+4471555?wait=applied&timeout=1", "{'servingIsp':'acme'}");
      assertThat(pending.status()).isEqualTo(202);
      String path = "/v1/commands/" + pending.text("commandId");
      assertThat(fleet.get(isp, path).text("status")).isEqualTo("pending");

      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        lines.add("{'number':{'number':'+4471" + (100000 + i) + "','servingIsp':'acme'}}");
      }
      Answer stalled = fleet.importing(isp, "", lines(lines.toArray(String[]::new)));
      assertThat(stalled.status()).as("%s", stalled.json()).isEqualTo(503);
      assertThat(stalled.problem()).isEqualTo("import-stopped");
      assertThat(stalled.json().path("accepted").asInt())
          .as("the window bounds what lies before the routers")
          .isBetween(200, 600);

      fleet.router.pause(false);
      await(
          "decision",
          () -> {
            try {
              return fleet.get(isp, path).text("status").equals("accepted");
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
      assertThat(
              fleet
                  .importing(isp, "?wait=applied", lines(lines.toArray(String[]::new)))
                  .json()
                  .path("accepted")
                  .asInt())
          .isEqualTo(3000);
    }
  }

  @Test
  void outcomesFromBeforeARestartAreFoundInTheLog() throws Exception {
    try (IngestFleet fleet = new IngestFleet()) {
      String isp = fleet.newIsp("acme");
      fleet.put(fleet.authority(), "/v1/blocks/44?wait=applied", "{'holder':'acme'}");
      List<String> accepted = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        accepted.add(
            fleet
                .put(isp, "/v1/numbers/+4471" + i + "?wait=applied", "{'servingIsp':'acme'}")
                .text("commandId"));
      }
      String refused =
          fleet
              .put(isp, "/v1/numbers/+4571?wait=applied", "{'servingIsp':'acme'}")
              .text("commandId");
      fleet.restartIngest();
      for (String id : accepted) {
        assertThat(fleet.get(isp, "/v1/commands/" + id).text("status")).isEqualTo("accepted");
      }
      assertThat(fleet.get(isp, "/v1/commands/" + refused).text("code"))
          .isEqualTo("not-in-own-block");
    }
  }
}
