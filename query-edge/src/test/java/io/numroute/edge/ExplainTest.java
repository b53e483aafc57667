package io.numroute.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.numroute.hop.Routers;
import io.numroute.hop.Routers.Evidence;
import io.numroute.hop.Routers.Unavailable;
import io.numroute.routing.GatewayId;
import io.numroute.schemas.avro.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Why, and what if. */
class ExplainTest extends EdgeDoors {
  private static final String ACME = "/v1/explain/+442012345678";

  private HttpResponse<String> explore(String path, String overlay) throws Exception {
    HttpResponse<String> response =
        send(request(edge.port(), path).POST(BodyPublishers.ofString(overlay)));
    try (JsonParser parser = new JsonFactory().createParser(response.body())) {
      while (parser.nextToken() != null) {
        parser.getText();
      }
    }
    return response;
  }

  @Test
  void anExplanation_hasTheStepsAndTheState() throws Exception {
    routers.evidence =
        new Evidence(
            "dir-log",
            "num-log",
            3,
            17,
            "router-1",
            12,
            false,
            List.of(new Routers.DownGateway(new GatewayId(id("acme"), "gw9"), 8)));
    HttpResponse<String> routed = get(ACME);
    assertThat(routed.body())
        .contains("\"steps\":[{\"step\":\"asking-isp\",\"finding\":\"acme (ISP acme) is active\"")
        .contains(
            "\"source\":\"directory\",\"command\":{\"offset\":0,\"actor\":\"authority\","
                + "\"at\":\"1970-01-01T00:00:00.000Z\"}}")
        .contains("\"validUntil\":\"2026-11-22T10:01:00.250Z\"")
        .contains("\"directoryLog\":\"dir-log\"")
        .contains("\"router\":\"router-1\"")
        .contains("\"downGateways\":[{\"gateway\":\"acme/gw9\",\"report\":8}]");
    assertThat(get("/v1/explain/112").body())
        .contains("special")
        .contains("\"validUntil\":\"2026-11-22T10:01:00.250Z\",\"steps\":[");
    assertThat(get("/v1/explain/+" + FakeRouters.SERVICE).body())
        .contains(
            "\"source\":\"numbers\",\"command\":{\"offset\":77,\"actor\":\"isp:acme\","
                + "\"at\":\"2026-09-21T");
    assertThat(forwarded()).allMatch(a -> a.getKind().equals("explain")).hasSize(6);
  }

  @Test
  void whatIf_showsBothDecisions_andInWhatTheyDiffer() throws Exception {
    HttpResponse<String> response = explore(ACME + "?callId=c1", "acme/gw1");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(withoutId(response.body()))
        .startsWith(
            "{\"queryId\":\"Q\",\"number\":\"+442012345678\",\"askingIsp\":\"acme\","
                + "\"media\":\"voice\",\"at\":\"2026-11-22T10:00:00.250Z\","
                + "\"today\":{\"outcome\":\"routed\",\"servingIsp\":\"acme\",\"gateways\":[")
        .contains("\"proposed\":{\"outcome\":\"routed\",\"servingIsp\":\"acme\"")
        .contains(
            "\"changed\":true,\"differences\":[{\"what\":\"gateway-removed\","
                + "\"gateway\":\"acme/gw1\"},{\"what\":\"valid-until\","
                + "\"today\":\"2026-11-22T10:01:00.250Z\","
                + "\"proposed\":\"2026-11-22T10:00:20.250Z\"}]")
        .contains("\"directoryLog\":\"dir-log\"");
    assertThat(explore(ACME, "acme/gw1 acme/gw2").body())
        .contains(
            "\"differences\":[{\"what\":\"outcome\",\"today\":\"routed\","
                + "\"proposed\":\"no-gateway\"},")
        .contains("{\"what\":\"gateway-dropped\",\"gateway\":\"acme/gw2\",\"proposed\":\"down\"}");
    assertThat(explore(ACME, "beta/gw1").body()).contains("\"changed\":false,\"differences\":[],");
    List<Answer> answers = forwarded();
    assertThat(answers).hasSize(3).allMatch(a -> a.getKind().equals("explain"));
    assertThat(answers).extracting(Answer::getOutcome).containsOnly("routed");
  }

  @Test
  void aWhatIfThatComesLater_isTheSame() throws Exception {
    String now = withoutId(explore(ACME + "?callId=c1", "acme/gw1").body());
    routers.later = true;
    for (int i = 0; i < 20; i++) {
      String then = withoutId(explore(ACME + "?callId=c1", "acme/gw1").body());
      assertThat(then).isEqualTo(now);
    }
  }

  @Test
  void aBrokenOverlay_isRefusedWithItsPlace() throws Exception {
    HttpResponse<String> broken = explore(ACME, "{\"changes\":[]}");
    assertThat(broken.statusCode()).isEqualTo(400);
    assertThat(broken.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(broken.body())
        .contains("urn:numroute:problem:bad-overlay")
        .contains(
            "\"detail\":\"/changes/2/profile/rules/0 has no \\\"targets\\\"\","
                + "\"pointer\":\"/changes/2/profile/rules/0\"");
    HttpResponse<String> large = explore(ACME, "x".repeat(Routers.MAX_OVERLAY + 1));
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.body()).contains("body-too-large").contains("\"queryId\"");
    HttpResponse<String> huge = explore(ACME, "x".repeat(10 << 20));
    assertThat(huge.statusCode()).isEqualTo(413);
    HttpResponse<String> noNumber = explore("/v1/explain/44x", "acme/gw1");
    assertThat(noNumber.statusCode()).isEqualTo(400);
    routers.unavailable = Unavailable.NO_ROUTER;
    assertThat(explore(ACME, "acme/gw1").statusCode()).isEqualTo(503);
    assertThat(forwarded())
        .extracting(Answer::getOutcome)
        .containsExactly("bad-overlay", "body-too-large", "not-a-number", "not-ready");
  }

  @Test
  void strangersAndTheAuthority_exploreNothing() throws Exception {
    for (String key : List.of("wrong", "key-authority")) {
      HttpResponse<String> response =
          send(request(edge.port(), ACME, key).POST(BodyPublishers.ofString("acme/gw1")));
      assertThat(response.statusCode()).isEqualTo(key.equals("wrong") ? 401 : 403);
    }
    assertThat(forwarded()).isEmpty();
  }
}
