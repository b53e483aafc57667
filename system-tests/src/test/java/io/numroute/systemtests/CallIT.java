package io.numroute.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.numroute.schemas.avro.Answer;
import io.numroute.schemas.avro.AnsweredGateway;
import io.numroute.systemtests.Fleet.Reply;
import io.numroute.systemtests.Sipp.Received;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Claim C3 with real calls: sipp calls through a Kamailio of acme's, which asks Numroute, and the
 * gateways of beta are sipp too. README.md says what must be installed.
 */
@Tag("call")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallIT {
  private static final String NUMBER = "+447106123456";
  private static final String CLOSED = "+447199123456";

  @TempDir static Path fleetFolder;
  @TempDir Path folder;

  private Fleet fleet;
  private int firstPort;
  private int secondPort;
  private int marks;

  @BeforeAll
  void start() throws Exception {
    Program.require(List.of("kamailio", "sipp"));
    fleet = new Fleet(fleetFolder);
    firstPort = Program.freeUdpPort();
    secondPort = Program.freeUdpPort();
    fleet.admit("acme");
    fleet.admit("beta");
    fleet.put("/v1/blocks/4471", "{\"holder\":\"beta\"}");
    publish("/v1/gateways/beta/first", gateway(firstPort, ""));
    publish("/v1/gateways/beta/second", gateway(secondPort, ""));
    publish(
        "/v1/profiles/beta/inbound",
        """
        {"rules":[
          {"name":"closed for good","prefixes":["447199"],
           "refuse":{"sipCode":480,"reason":"closed"}},
          {"name":"first, then second",
           "targets":[{"gateway":"first"},{"gateway":"second","tier":1}]}]}
        """);
    fleet.put(
        "/v1/isps/beta",
        "{\"name\":\"ISP beta\",\"state\":\"active\",\"defaultProfile\":\"inbound\"}");
    fleet.routeUntil("acme", CLOSED, reply -> reply.body().path("sipCode").asInt() == 480);
    routeUntilFirstThenSecond();
  }

  @AfterAll
  void stop() throws Exception {
    if (fleet == null) {
      return; // skipped, or not even started
    }
    try {
      assertThat(fleet.stop()).allMatch(code -> code == 0 || code == 143);
    } finally {
      fleet.close();
    }
  }

  @Test
  void aRefusedCallIsTakenByTheBackup() throws Exception {
    String callId = "c3/refused?by&first#1@127.0.0.1";
    try (Sipp first = Sipp.refusing(folder, "first", firstPort, "503 Service Unavailable");
        Sipp second = Sipp.answering(folder, "second", secondPort);
        Kamailio proxy = proxy();
        Sipp caller = Sipp.calling(folder, "caller.xml", proxy, NUMBER, callId)) {
      caller.awaitSuccess();
      first.awaitSuccess();
      second.awaitSuccess();
      assertThat(requests(first)).containsExactly(invite(first, callId), ack(first, callId));
      assertThat(requests(second).get(0)).isEqualTo(invite(second, callId));
      assertThat(requests(second)).extracting(Received::callId).containsOnly(callId);
      assertThat(methods(second)).containsExactly("INVITE", "ACK", "BYE");
      // Nobody promises that a provisional reply arrives (RFC 3261, 17): the proxy withholds a 180
      // whose worker was slower than the one with the 200. The 503 must not arrive.
      assertThat(statusLines(caller))
          .filteredOn(line -> !line.startsWith("SIP/2.0 1"))
          .containsExactly("SIP/2.0 200 OK", "SIP/2.0 200 OK");
    }
    assertAnsweredOnce(callId, "routed", "beta/first", "beta/second");
  }

  @Test
  void aCallOfADeadPrimaryIsTakenByTheBackup() throws Exception {
    String callId = "c3-dead-1@127.0.0.1";
    try (Sipp second = Sipp.answering(folder, "second", secondPort);
        Kamailio proxy = proxy();
        Sipp caller = Sipp.calling(folder, "caller.xml", proxy, NUMBER, callId)) {
      caller.awaitSuccess();
      second.awaitSuccess();
      assertThat(requests(second).get(0)).isEqualTo(invite(second, callId));
    }
    assertAnsweredOnce(callId, "routed", "beta/first", "beta/second");
  }

  @Test
  void aBusyCalleeIsNotCalledAgain() throws Exception {
    String callId = "c3-busy-1@127.0.0.1";
    try (Sipp first = Sipp.refusing(folder, "first", firstPort, "486 Busy Here");
        Sipp second = Sipp.answering(folder, "second", secondPort);
        Kamailio proxy = proxy();
        Sipp caller = Sipp.calling(folder, "refused-caller.xml", proxy, NUMBER, callId)) {
      caller.awaitSuccess();
      first.awaitSuccess();
      assertThat(statusLines(caller)).endsWith("SIP/2.0 486 Busy Here");
      assertThat(second.received()).isEmpty();
    }
    assertAnsweredOnce(callId, "routed", "beta/first", "beta/second");
  }

  @Test
  void aGatewaySaysForWhichRepliesItIsPassedOver() throws Exception {
    String callId = "c3-causes-1@127.0.0.1";
    publish("/v1/gateways/beta/first", gateway(firstPort, ",\"rerouteCauses\":[486,503]"));
    fleet.routeUntil(
        "acme", NUMBER, reply -> reply.body().path("primary").path("rerouteCauses").size() == 2);
    try (Sipp first = Sipp.refusing(folder, "first", firstPort, "486 Busy Here");
        Sipp second = Sipp.answering(folder, "second", secondPort);
        Kamailio proxy = proxy();
        Sipp caller = Sipp.calling(folder, "caller.xml", proxy, NUMBER, callId)) {
      caller.awaitSuccess();
      first.awaitSuccess();
      second.awaitSuccess();
    } finally {
      publish("/v1/gateways/beta/first", gateway(firstPort, ""));
      routeUntilFirstThenSecond();
    }
    assertAnsweredOnce(callId, "routed", "beta/first", "beta/second");
  }

  @Test
  void aRulesRefusalReachesTheCaller() throws Exception {
    String callId = "c3-closed-1@127.0.0.1";
    try (Kamailio proxy = proxy();
        Sipp caller = Sipp.calling(folder, "refused-caller.xml", proxy, CLOSED, callId)) {
      caller.awaitSuccess();
      assertThat(statusLines(caller)).endsWith("SIP/2.0 480 closed");
    }
    assertAnsweredOnce(callId, "refused-by-rule");
  }

  @Test
  void anUnallocatedNumberIsNotFound() throws Exception {
    String callId = "c3-unallocated-1@127.0.0.1";
    try (Kamailio proxy = proxy();
        Sipp caller = Sipp.calling(folder, "refused-caller.xml", proxy, "+998901234567", callId)) {
      caller.awaitSuccess();
      assertThat(statusLines(caller)).endsWith("SIP/2.0 404 Not Found");
    }
    assertAnsweredOnce(callId, "unallocated");
  }

  private Kamailio proxy() throws Exception {
    return Kamailio.start(folder, fleet.edgeUrl(), fleet.keyOf("acme"));
  }

  private void publish(String path, String body) throws Exception {
    Reply reply = fleet.putAs("beta", path, body);
    assertThat(reply.status()).as("%s: %s", path, reply).isEqualTo(200);
  }

  private void routeUntilFirstThenSecond() throws Exception {
    fleet.routeUntil(
        "acme",
        NUMBER,
        reply -> {
          JsonNode primary = reply.body().path("primary");
          JsonNode backups = reply.body().path("backups");
          return primary.path("gateway").asText().equals("beta/first")
              && primary.path("rerouteCauses").isEmpty()
              && backups.path(0).path("gateway").asText().equals("beta/second");
        });
  }

  private static String gateway(int port, String more) {
    return "{\"host\":\"127.0.0.1\",\"port\":"
        + port
        + ",\"transport\":\"udp\",\"media\":[\"voice\"]"
        + more
        + "}";
  }

  private static Received invite(Sipp gateway, String callId) {
    return request("INVITE", gateway, callId);
  }

  private static Received ack(Sipp gateway, String callId) {
    return request("ACK", gateway, callId);
  }

  /** With the URI that Numroute gave for that gateway. */
  private static Received request(String method, Sipp gateway, String callId) {
    return new Received(
        method + " sip:" + NUMBER + "@127.0.0.1:" + gateway.port() + ";transport=udp SIP/2.0",
        callId);
  }

  /** What came, without repetitions: on a slow machine UDP's are. */
  private static List<Received> requests(Sipp gateway) throws Exception {
    return gateway.received().stream().distinct().toList();
  }

  private static List<String> methods(Sipp gateway) throws Exception {
    return requests(gateway).stream()
        .map(r -> r.line().substring(0, r.line().indexOf(' ')))
        .toList();
  }

  private static List<String> statusLines(Sipp caller) throws Exception {
    return caller.received().stream().map(Received::line).toList();
  }

  /** The answer log has one record of that call, and it has these gateways in this order. */
  private void assertAnsweredOnce(String callId, String outcome, String... gateways)
      throws Exception {
    String after = "after-" + ++marks;
    fleet.route("acme", NUMBER + "?callId=" + after);
    List<Answer> ofTheCall =
        AnswerLog.readUntil(fleet.bootstrapServers(), answer -> after.equals(answer.getCallId()))
            .stream()
            .filter(answer -> callId.equals(answer.getCallId()))
            .toList();
    assertThat(ofTheCall).hasSize(1);
    Answer answer = ofTheCall.get(0);
    assertThat(answer.getOutcome()).isEqualTo(outcome);
    assertThat(answer.getAskingIsp()).isEqualTo("acme");
    assertThat(answer.getKind()).isEqualTo("route");
    assertThat(answer.getGateways()).extracting(AnsweredGateway::getId).containsExactly(gateways);
  }
}
