package io.numroute.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.schemas.avro.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The LCR API that siphon-sip calls. */
class LcrTest extends EdgeDoors {
  private HttpResponse<String> ask(String body) throws Exception {
    return ask("key-acme", body);
  }

  private HttpResponse<String> ask(String key, String body) throws Exception {
    return send(
        request(edge.port(), "/v1/lcr", key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static String dialled(String number) {
    return "{\"version\":\"1\",\"call_id\":\"abc@10.0.0.1\",\"from\":\"sip:+1@a\","
        + "\"to\":\"sip:x@b\",\"dialed_number\":\""
        + number
        + "\",\"source\":{\"ip\":\"192.0.2.50\",\"transport\":\"udp\"}}";
  }

  private void rejected(String reject, String number) throws Exception {
    HttpResponse<String> response = ask(dialled(number));
    assertThat(response.statusCode()).as(number).isEqualTo(200);
    assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(response.body())
        .isEqualTo("{\"routes\":[],\"cache_ttl_secs\":0,\"reject\":" + reject + "}");
  }

  private void badRequest(String slug, String detail, String body) throws Exception {
    HttpResponse<String> response = ask(body);
    assertThat(response.statusCode()).as(body).isEqualTo(400);
    assertThat(response.body()).contains("urn:numroute:problem:" + slug + "\"").contains(detail);
  }

  @Test
  void routes_areAsItsContractSays() throws Exception {
    HttpResponse<String> response = ask(dialled("+447412345678"));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(response.headers().firstValue("cache-control")).hasValue("private, max-age=60");
    assertThat(withoutId(response.body().replace("numroute_query_id", "queryId")))
        .isEqualTo(
            "{\"routes\":[{\"carrier_id\":\"trunk/gw1\","
                + "\"ruri\":\"sip:+447412345678@gw.trunk.example:5061;transport=tls\","
                + "\"next_hop\":\"sip:gw.trunk.example:5061;transport=tls\",\"timeout_secs\":2,"
                + "\"headers\":{\"X-Trunk\":\"t-1\"},"
                + "\"cdr_fields\":{\"header.From\":\"x\",\"header.X-Bad\":\"a,b\","
                + "\"header.X-Trunk\":\"t-1\",\"queryId\":\"Q\"}}],"
                + "\"cache_ttl_secs\":60,\"reject\":null}");
    assertThat(ask(dialled("+442012345678")).body())
        .contains("\"timeout_secs\":3,\"reroute_causes\":[486,503]");
    assertThat(ask(dialled("+" + FakeRouters.SERVICE)).body())
        .contains("\"ruri\":\"sip:+442099990000;npdi;rn=+449900000@gw1.acme.example:5060;");
  }

  @Test
  void anAnswerThatComesLater_isTheSame() throws Exception {
    String now = ask(dialled("+442012345678")).body();
    routers.later = true;
    for (int i = 0; i < 20; i++) {
      String then = ask(dialled("+442012345678")).body();
      assertThat(then.replaceAll("5f0c2a9be1d47783-[0-9a-f]+", ""))
          .isEqualTo(now.replaceAll("5f0c2a9be1d47783-[0-9a-f]+", ""));
    }
  }

  @Test
  void attributes_areTheParameters() throws Exception {
    String fax =
        "{\"dialed_number\":\"+442012345678\",\"attributes\":"
            + "{\"media\":\"fax\",\"max\":1,\"customer_id\":{\"a\":[1]}},\"later\":[{}]}";
    assertThat(ask(fax).body()).containsOnlyOnce("carrier_id");
    String national =
        "{\"dialed_number\":\"020 1234 5678\",\"attributes\":{\"country\":\"GB\",\"max\":\"1\"}}";
    assertThat(ask(national).body()).contains("sip:+442012345678@").containsOnlyOnce("carrier_id");
    assertThat(ask("key-brit", dialled("02012345678")).body()).contains("sip:+442012345678@");
  }

  @Test
  void outcomes_becomeRejections() throws Exception {
    rejected("{\"code\":480,\"reason\":\"closed for \\\"today\\\"\"}", "+447212345678");
    rejected("{\"code\":403,\"reason\":\"Forbidden\"}", "+447312345678");
    rejected("{\"code\":403,\"reason\":\"Forbidden\"}", "+34123456789");
    rejected("{\"code\":404,\"reason\":\"Not Found\"}", "+998901234567");
    rejected("{\"code\":484,\"reason\":\"Address Incomplete\"}", "+4");
    rejected("null", "112");
    rejected("null", "+33123456789");
    assertThat(
            ask("{\"dialed_number\":\"+442012345678\",\"attributes\":{\"media\":\"video\"}}")
                .body())
        .contains("{\"code\":488,");
    List<Answer> answers = forwarded();
    assertThat(answers).extracting(Answer::getStatus).containsOnly(200);
    assertThat(answers.get(0).getOutcome()).isEqualTo("refused-by-rule");
    assertThat(answers.get(0).getCallId()).isEqualTo("abc@10.0.0.1");
  }

  @Test
  void badRequests_areProblems() throws Exception {
    badRequest("bad-json", "the body is not JSON", "{");
    badRequest("bad-json", "must be an LcrRequest", "[]");
    badRequest("bad-json", "more than one JSON value", dialled("+44") + "{}");
    badRequest("bad-json", "there is no /dialed_number", "{}");
    badRequest("bad-json", "/dialed_number must be a string", "{\"dialed_number\":44}");
    badRequest("bad-json", "/version must be", "{\"version\":\"2\",\"dialed_number\":\"+44\"}");
    badRequest("bad-json", "/attributes must be", "{\"attributes\":1,\"dialed_number\":\"+44\"}");
    badRequest("not-a-number", "character 3 is a letter", dialled("44x"));
    badRequest(
        "bad-parameter",
        "media must be",
        "{\"dialed_number\":\"+44\",\"attributes\":{\"media\":\"smoke\"}}");
    badRequest("bad-json", "not JSON", "{\"later\":" + "[".repeat(1000));
    HttpResponse<String> large = ask(dialled("+44").replace("10.0.0.1", "x".repeat(20_000)));
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(ask("key-authority", dialled("+44")).statusCode()).isEqualTo(403);
    assertThat(ask("wrong", dialled("+44")).statusCode()).isEqualTo(401);
  }
}
