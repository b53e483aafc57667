package io.numroute.ingest;

import static io.numroute.ingest.IngestFleet.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.ingest.IngestFleet.Answer;
import io.numroute.replica.GatewayReports;
import io.numroute.routing.GatewayStates;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.GatewayStateReport;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Profiles, agreements, gateways' states and whole directories through the door, against a real
 * broker; each test has ISPs of its own.
 */
class RoutingDocumentsIT {
  private static final String OFFICE =
      "{'rules':[{'name':'office hours','when':{'zone':'Europe/London',"
          + "'start':'2026-01-05T09:00:00','end':'2026-01-05T17:30:00',"
          + "'rrule':'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'},'askingIsps':['beta'],'media':['voice'],"
          + "'prefixes':['4471'],'services':['reservation'],"
          + "'targets':[{'gateway':'gw1','weight':10},{'gateway':'gw2','tier':1}]},"
          + "{'name':'closed','refuse':{'sipCode':480,'reason':'closed'}}]}";

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
  void aProfileComesIsReadAsWrittenAndGoes() throws Exception {
    String acme = fleet.newIsp("acme");
    gateways(acme, "acme", "gw1", "gw2");
    Answer put = fleet.put(acme, "/v1/profiles/acme/office?wait=applied", OFFICE);
    assertThat(put.status()).as("%s", put.json()).isEqualTo(200);

    Answer read = fleet.get(acme, "/v1/profiles/acme/office");
    assertThat(read.text("id")).isEqualTo("acme/office");
    assertThat(read.json().path("rules").toString())
        .isEqualTo(OFFICE.substring(9, OFFICE.length() - 1).replace('\'', '"'));
    assertThat(fleet.get(acme, "/v1/profiles/acme").json().path("profiles").size()).isEqualTo(1);

    assertThat(
            fleet
                .put(acme, "/v1/isps/acme?wait=applied", "{'name':'A','defaultProfile':'office'}")
                .status())
        .isEqualTo(200);
    assertThat(fleet.get(acme, "/v1/isps/acme").text("defaultProfile")).isEqualTo("office");
    Answer used = fleet.delete(acme, "/v1/profiles/acme/office?wait=applied");
    assertThat(used.text("code")).isEqualTo("in-use");
    assertThat(fleet.put(acme, "/v1/isps/acme?wait=applied", "{'name':'A'}").status())
        .isEqualTo(200);
    assertThat(fleet.delete(acme, "/v1/profiles/acme/office?wait=applied").status()).isEqualTo(200);
    assertThat(fleet.get(acme, "/v1/profiles/acme/office").status()).isEqualTo(404);
  }

  @Test
  void aRefusedProfileNamesThePlace() throws Exception {
    String mine = fleet.newIsp("mine");
    String other = fleet.newIsp("other");
    gateways(mine, "mine", "gw1");
    gateways(other, "other", "gw1");
    String rule = "{'rules':[{'name':'n','targets':[{'gateway':'gw1'},{'gateway':'%s'}]}]}";

    Answer unknown = fleet.put(mine, "/v1/profiles/mine/p?wait=applied", rule.formatted("gw9"));
    assertThat(unknown.status()).isEqualTo(409);
    assertThat(unknown.text("code")).isEqualTo("unknown-gateway");
    assertThat(unknown.text("pointer")).isEqualTo("/rules/0/targets/1/gateway");
    assertThat(unknown.text("detail")).contains("no gateway mine/gw9");

    Answer foreign =
        fleet.put(mine, "/v1/profiles/mine/p?wait=applied", rule.formatted("other/gw1"));
    assertThat(foreign.text("code")).isEqualTo("not-granted");
    assertThat(foreign.text("pointer")).isEqualTo("/rules/0/targets/1/gateway");

    Answer profile =
        fleet.put(mine, "/v1/isps/mine?wait=applied", "{'name':'M','defaultProfile':'none'}");
    assertThat(profile.text("code")).isEqualTo("unknown-profile");
    assertThat(profile.text("pointer")).isEqualTo("/defaultProfile");

    Answer bad =
        fleet.put(
            mine,
            "/v1/profiles/mine/p",
            "{'rules':[{'name':'n','when':{'zone':'Europe/London','start':'2026-01-05T09:00:00',"
                + "'duration':'PT1H','rrule':'FREQ=SECONDLY'},'targets':[{'gateway':'gw1'}]}]}");
    assertThat(bad.status()).isEqualTo(400);
    assertThat(bad.problem()).isEqualTo("bad-document");
    assertThat(bad.text("code")).isEqualTo("bad-value");
    assertThat(bad.text("pointer")).isEqualTo("/rules/0/when/rrule");
    assertThat(bad.text("detail")).contains("FREQ must be");

    assertThat(fleet.put(mine, "/v1/profiles/other/p", "{'rules':[]}").status()).isEqualTo(403);
    assertThat(fleet.get(mine, "/v1/profiles/other").status()).isEqualTo(403);
    assertThat(fleet.delete(mine, "/v1/profiles/other/p").status()).isEqualTo(403);
  }

  @Test
  void tenThousandRulesAndMoreAreRefusedPrecisely() throws Exception {
    String big = fleet.newIsp("big");
    String rule = "{'name':'n','targets':[{'gateway':'gw'}]}";
    String rules = IntStream.range(0, 10_000).mapToObj(i -> rule).collect(Collectors.joining(","));
    Answer many = fleet.put(big, "/v1/profiles/big/p", "{'rules':[" + rules + "]}");
    assertThat(many.status()).isEqualTo(400);
    assertThat(many.text("pointer")).isEqualTo("/rules");
    Answer large = fleet.put(big, "/v1/profiles/big/p", "{'rules':[" + rules + "," + rules + "]}");
    assertThat(large.status()).isEqualTo(413);
  }

  @Test
  void theLargestProfileGoesTheWholeWay() throws Exception {
    String wide = fleet.newIsp("wide");
    gateways(wide, "wide", "gw1");
    String prefixes =
        IntStream.range(100_000, 100_150)
            .mapToObj(i -> "'" + i + "'")
            .collect(Collectors.joining(","));
    String rule = "{'name':'n','prefixes':[" + prefixes + "],'targets':[{'gateway':'gw1'}]}";
    String rules = IntStream.range(0, 256).mapToObj(i -> rule).collect(Collectors.joining(","));
    Answer put = fleet.put(wide, "/v1/profiles/wide/p?wait=applied", "{'rules':[" + rules + "]}");
    assertThat(put.status()).as("%s", put.json()).isEqualTo(200);
    assertThat(fleet.get(wide, "/v1/profiles/wide/p").json().path("rules").size()).isEqualTo(256);
  }

  @Test
  void onlyTheAuthorityPublishesAgreements() throws Exception {
    String giver = fleet.newIsp("giver");
    String taker = fleet.newIsp("taker");
    gateways(giver, "giver", "gw1");
    String grant = "{'grants':[{'to':'taker','gateways':['gw1']}]}";
    Answer refused = fleet.put(giver, "/v1/agreements/giver", grant);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.problem()).isEqualTo("forbidden");
    assertThat(fleet.get(giver, "/v1/agreements/giver").status()).isEqualTo(404);

    assertThat(fleet.put(fleet.authority(), "/v1/agreements/giver?wait=applied", grant).status())
        .isEqualTo(200);
    assertThat(fleet.get(giver, "/v1/agreements/giver").json().at("/grants/0/to").asText())
        .isEqualTo("taker");
    assertThat(fleet.get(taker, "/v1/agreements/giver").status()).isEqualTo(403);

    String last = "{'rules':[{'name':'n','targets':[{'gateway':'giver/gw1','tier':9}]}]}";
    assertThat(fleet.put(taker, "/v1/profiles/taker/p?wait=applied", last).status()).isEqualTo(200);
    assertThat(fleet.delete(giver, "/v1/agreements/giver").status()).isEqualTo(403);
    assertThat(fleet.delete(fleet.authority(), "/v1/agreements/giver?wait=applied").status())
        .isEqualTo(200);
  }

  @Test
  void aReportOfAGatewayIsOnTheTopicWhenItIsAcknowledged() throws Exception {
    String seen = fleet.newIsp("seen");
    String stranger = fleet.newIsp("stranger");
    gateways(seen, "seen", "gw1");
    String down = "{'state':'down','expiresInSeconds':30}";
    String path = "/v1/gateways/seen/gw1/state";
    assertThat(post(stranger, path, down).status()).isEqualTo(403);
    assertThat(post(seen, "/v1/gateways/seen/gw9/state", down).status()).isEqualTo(404);
    Answer bad = post(seen, path, "{'state':'down','expiresInSeconds':86400}");
    assertThat(bad.status()).isEqualTo(400);
    assertThat(bad.text("pointer")).isEqualTo("/expiresInSeconds");

    Answer report = post(seen, path, down);
    assertThat(report.status()).as("%s", report.json()).isEqualTo(202);
    ConsumerRecord<byte[], byte[]> written = report(report.json().path("report").asLong());
    GatewayStates.Report read =
        GatewayReports.toDomain(
            (GatewayStateReport) fleet.framing.decode(written.value()), written, 0);
    assertThat(read.gateway().toString()).isEqualTo("seen/gw1");
    assertThat(read.up()).isFalse();
    assertThat(read.actor().toString()).isEqualTo("isp:seen");
    assertThat(read.expiresMs() - read.timeMs()).isEqualTo(30_000);

    assertThat(fleet.get(stranger, path).status()).isEqualTo(403);
    assertThat(fleet.get(seen, "/v1/gateways/seen/gw9/state").status()).isEqualTo(404);
    awaitState(seen, path, "down");
    Answer observed = fleet.get(seen, path);
    assertThat(observed.text("reportedBy")).isEqualTo("isp:seen");
    assertThat(observed.json().path("flaps").asInt()).isEqualTo(1);
    assertThat(observed.text("until")).isEqualTo(report.text("expires"));
    assertThat(post(seen, path, "{'state':'up','expiresInSeconds':30}").status()).isEqualTo(202);
    awaitState(seen, path, "up");
  }

  @Test
  void anImportCarriesProfilesAndAgreements() throws Exception {
    byte[] body =
        lines(
            "{'isp':{'id':'bulk','name':'Bulk'}}",
            "{'gateway':{'isp':'bulk','name':'gw1','host':'192.0.2.1'}}",
            "{'profile':{'isp':'bulk','name':'p','rules':[{'name':'n','targets':[{'gateway':'gw1'}]}]}}",
            "{'isp':{'id':'bulk','name':'Bulk','defaultProfile':'p'}}",
            "{'agreement':{'isp':'bulk','accepts':[{'permit':true}]}}",
            "{'block':{'prefix':'4481','holder':'bulk','profile':'p'}}",
            "{'profile':{'isp':'bulk','name':'q','rules':[{'name':'n','targets':[{'gateway':'gw2'}]}]}}",
            "{'profile':{'isp':'bulk','name':'r','rules':[{'name':'n','targets':[]}]}}");
    Answer summary = fleet.importing(fleet.authority(), "?wait=applied", body);
    assertThat(summary.json().path("accepted").asInt()).as("%s", summary.json()).isEqualTo(6);
    assertThat(summary.json().path("errors").toString())
        .contains("\"line\":7,\"code\":\"unknown-gateway\"")
        .contains("/rules/0/targets/0/gateway: no gateway bulk/gw2")
        .contains("\"line\":8,\"code\":\"bad-value\"")
        .contains("/profile/rules/0/targets: ");
  }

  @Test
  void aNumberHasASuccessor() throws Exception {
    String from = fleet.newIsp("from");
    fleet.newIsp("to");
    fleet.put(fleet.authority(), "/v1/blocks/4482?wait=applied", "{'holder':'from'}");
    String text =
        "{'servingIsp':'from','successor':{'from':'2027-01-01T00:00:00Z','servingIsp':'%s'}}";
    Answer unknown =
        fleet.put(from, "/v1/numbers/+44820000001?wait=applied", text.formatted("nobody"));
    assertThat(unknown.text("code")).isEqualTo("unknown-isp");
    assertThat(unknown.text("pointer")).isEqualTo("/successor/servingIsp");
    Answer put = fleet.put(from, "/v1/numbers/+44820000001?wait=applied", text.formatted("to"));
    assertThat(put.status()).as("%s", put.json()).isEqualTo(200);
    assertThat(fleet.get(from, "/v1/numbers/+44820000001").json().at("/successor").toString())
        .isEqualTo("{\"from\":\"2027-01-01T00:00:00Z\",\"servingIsp\":\"to\"}");
  }

  @Test
  void aBlockHasASuccessor() throws Exception {
    String first = fleet.newIsp("first");
    String second = fleet.newIsp("second");
    String block = "{'holder':'first','successor':{'from':'%s','holder':'%s'}}";
    String later = "2099-01-01T00:00:00Z";
    String path = "/v1/blocks/4487?wait=applied";
    String authority = fleet.authority();
    Answer unknown = fleet.put(authority, path, block.formatted(later, "nobody"));
    assertThat(unknown.text("code")).isEqualTo("unknown-isp");
    assertThat(unknown.text("pointer")).isEqualTo("/successor/holder");
    Answer bad = fleet.put(authority, path, block.formatted("soon", "second"));
    assertThat(bad.text("pointer")).isEqualTo("/successor/from");

    Answer put = fleet.put(authority, path, block.formatted(later, "second"));
    assertThat(put.status()).as("%s", put.json()).isEqualTo(200);
    assertThat(fleet.get(first, "/v1/blocks/4487").json().at("/successor").toString())
        .isEqualTo("{\"from\":\"2099-01-01T00:00:00Z\",\"holder\":\"second\"}");
    assertThat(fleet.put(first, path, "{'holder':'first'}").text("code")).isEqualTo("not-allowed");
    assertThat(fleet.delete(authority, "/v1/isps/second?wait=applied").text("code"))
        .isEqualTo("in-use");
    assertThat(blocks(first, "first")).contains("4487");
    assertThat(blocks(second, "second")).isEqualTo("{}");

    // From now on it has passed: each reads and disposes of what it holds now.
    Answer passed = fleet.put(authority, path, block.formatted("2020-01-01T00:00:00Z", "second"));
    assertThat(passed.status()).as("%s", passed.json()).isEqualTo(200);
    assertThat(blocks(first, "first")).isEqualTo("{}");
    assertThat(blocks(second, "second")).isEqualTo("{\"4487\":{}}");
    String number = "/v1/numbers/+44870000001";
    String assigned = "{'servingIsp':'second'}";
    assertThat(fleet.put(first, number + "?wait=applied", assigned).text("code"))
        .isEqualTo("not-in-own-block");
    assertThat(fleet.put(second, number + "?wait=applied", assigned).status()).isEqualTo(200);
    assertThat(fleet.get(second, number).status()).isEqualTo(200);
    assertThat(fleet.get(first, number).status()).isEqualTo(403);
    assertThat(fleet.put(second, path, "{'holder':'second'}").status()).isEqualTo(200);
  }

  private static String blocks(String key, String isp) throws Exception {
    return fleet.get(key, "/v1/isps/" + isp + "/directory").json().path("blocks").toString();
  }

  @Test
  void aWholeDirectoryIsOneDocumentForItsOwner() throws Exception {
    String whole = fleet.newIsp("whole");
    String other = fleet.newIsp("nosy");
    gateways(whole, "whole", "gw2", "gw1");
    fleet.put(whole, "/v1/profiles/whole/p?wait=applied", "{'rules':[]}");
    for (String prefix : List.of("4485", "4484")) {
      fleet.put(fleet.authority(), "/v1/blocks/" + prefix + "?wait=applied", "{'holder':'whole'}");
    }
    Answer document = fleet.get(whole, "/v1/isps/whole/directory");
    assertThat(document.status()).isEqualTo(200);
    assertThat(document.json().toString())
        .isEqualTo(
            ("{'isp':{'id':'whole','name':'whole'},"
                    + "'gateways':{'gw1':{'host':'192.0.2.1'},'gw2':{'host':'192.0.2.1'}},"
                    + "'profiles':{'p':{'rules':[]}},'blocks':{'4484':{},'4485':{}}}")
                .replace('\'', '"'));
    assertThat(document.response().headers().firstValueAsLong("Numroute-Directory-Version"))
        .isPresent();
    assertThat(fleet.get(fleet.authority(), "/v1/isps/whole/directory").status()).isEqualTo(200);
    assertThat(fleet.get(other, "/v1/isps/whole/directory").status()).isEqualTo(403);
    assertThat(fleet.get(fleet.authority(), "/v1/isps/no-one/directory").status()).isEqualTo(404);
  }

  /**
   * The profile that makes the longest record of all: as many targets as there may be, at an ISP
   * with the longest name, in a document as long as one may be.
   */
  @Test
  void theLongestProfileIsDecidedAndExportedAndCanBePutAgain() throws Exception {
    String isp = "x".repeat(63);
    String key = fleet.newIsp(isp);
    List<String> names = IntStream.range(10, 74).mapToObj(i -> "g".repeat(45) + i).toList();
    String gateways =
        names.stream()
            .map(
                name ->
                    "{'gateway':{'isp':'" + isp + "','name':'" + name + "','host':'192.0.2.1'}}")
            .collect(Collectors.joining("\n"));
    Answer imported = fleet.importing(key, "?wait=applied", lines(gateways));
    assertThat(imported.json().path("accepted").asInt()).isEqualTo(64);
    String targets =
        names.stream().map(name -> "{'gateway':'" + name + "'}").collect(Collectors.joining(","));
    String rules =
        IntStream.range(0, 128)
            .mapToObj(i -> "{'name':'" + "n".repeat(80) + "','targets':[" + targets + "]}")
            .collect(Collectors.joining(","));
    int free = Bodies.MAX_DOCUMENT - ("{'rules':[" + rules + "]}").length();
    assertThat(free).as("this document is nearly as long as one may be").isBetween(0, 4_000);
    String path = "/v1/profiles/" + isp + "/long";
    String longest = "{'rules':[" + rules + "]}" + " ".repeat(free);
    assertThat(fleet.put(key, path + "?wait=applied", longest).status()).isEqualTo(200);
    assertThat(fleet.get(key, path).json().path("rules").size()).isEqualTo(128);
    String exported =
        fleet.get(key, "/v1/isps/" + isp + "/directory").json().at("/profiles/long").toString();
    assertThat(fleet.put(key, path + "?wait=applied", exported).status()).isEqualTo(200);

    Answer tooLong = fleet.put(key, path, longest + " ");
    assertThat(tooLong.status()).isEqualTo(413);
    assertThat(tooLong.problem()).isEqualTo("body-too-large");
    assertThat(tooLong.text("detail")).contains("512 KiB");
    String one = ",{'name':'n','targets':[{'gateway':'" + names.get(0) + "'}]}";
    Answer tooMany =
        fleet.put(key, path, ("{'rules':[" + rules + one + "]}").replace("n".repeat(80), "n"));
    assertThat(tooMany.status()).isEqualTo(400);
    assertThat(tooMany.text("pointer")).isEqualTo("/rules/128/targets");
    assertThat(tooMany.text("detail")).contains("8192");
  }

  /** An export writes three lists, whether or not they were there. */
  @Test
  void whatGrowsBeyondTheBoundWhenItIsWrittenOutIsRefused() throws Exception {
    fleet.newIsp("wordy");
    String head = "{'reaches':[";
    String tail = "]}";
    String permission = "{'permit':true,'prefixes':['%s']}";
    List<String> permissions =
        IntStream.range(0, 900)
            .mapToObj(
                i ->
                    permission.formatted(
                        IntStream.range(0, 30)
                            .mapToObj(j -> Long.toString(100_000_000_000_000L + i * 100 + j))
                            .collect(Collectors.joining("','"))))
            .collect(Collectors.toList());
    String grown = head + String.join(",", permissions) + tail;
    int spare = Bodies.MAX_DOCUMENT - grown.length();
    int more = spare / 18; // a prefix of 15 digits with its quotes and comma
    String last =
        IntStream.range(0, more)
            .mapToObj(j -> Long.toString(900_000_000_000_000L + j))
            .collect(Collectors.joining("','"));
    permissions.set(899, permissions.get(899).replace("['", "['" + last + "','"));
    String document = head + String.join(",", permissions) + tail;
    assertThat(Bodies.MAX_DOCUMENT - document.length()).isBetween(0, 24);
    Answer refused = fleet.put(fleet.authority(), "/v1/agreements/wordy", document);
    assertThat(refused.status()).as("%s", refused.json()).isEqualTo(413);
    assertThat(refused.text("detail")).contains("512 KiB").contains("written out");

    permissions.remove(0);
    String shorter = head + String.join(",", permissions) + tail;
    assertThat(fleet.put(fleet.authority(), "/v1/agreements/wordy?wait=applied", shorter).status())
        .isEqualTo(200);
  }

  private static void gateways(String key, String isp, String... names) throws Exception {
    for (String name : names) {
      Answer put =
          fleet.put(
              key, "/v1/gateways/" + isp + "/" + name + "?wait=applied", "{'host':'192.0.2.1'}");
      assertThat(put.status()).as("%s", put.json()).isEqualTo(200);
    }
  }

  private static Answer post(String key, String path, String json) throws Exception {
    return fleet.send(
        key,
        fleet
            .request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json.replace('\'', '"'), StandardCharsets.UTF_8)));
  }

  private static void awaitState(String key, String path, String state) {
    IngestFleet.await(
        state,
        () -> {
          try {
            return fleet.get(key, path).text("state").equals(state);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  private static ConsumerRecord<byte[], byte[]> report(long offset) {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(fleet.kafka.consumer())) {
      TopicPartition place = new TopicPartition(TopicCatalogue.GATEWAY_STATE, 0);
      consumer.assign(List.of(place));
      consumer.seek(place, offset);
      return consumer.poll(Duration.ofSeconds(10)).iterator().next();
    }
  }
}
