package io.numroute.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One decision in every format, by both doors. */
class FormatsTest extends EdgeDoors {
  private static final String ACME = "/v1/routes/+442012345678";
  private static final String SERVICE = "/v1/routes/+" + FakeRouters.SERVICE;

  /** A call id under which gw2 is the primary, so that what it has beside its URI comes first. */
  private static final String CALL = "callId=c1";

  private void told(String mediaType, HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue(mediaType);
    assertThat(response.headers().firstValue("cache-control")).hasValue("private, max-age=60");
  }

  private static void isJson(String body) throws Exception {
    try (JsonParser parser = new JsonFactory().createParser(body)) {
      while (parser.nextToken() != null) {
        parser.getText();
      }
    }
  }

  @Test
  void text_isOneUriALine() throws Exception {
    HttpResponse<String> response = get(ACME + "?format=text&" + CALL);
    told("text/plain; charset=utf-8", response);
    assertThat(response.body().lines())
        .containsExactlyInAnyOrder(
            "sip:+442012345678@gw1.acme.example:5060;transport=udp",
            "sip:+442012345678@[2001:db8::7]:5060;transport=udp");
    assertThat(response.body()).endsWith("\n");
  }

  @Test
  void dialstring_isWhatBridgeTakes() throws Exception {
    HttpResponse<String> response = get(ACME + "?format=dialstring&" + CALL);
    told("text/plain; charset=utf-8", response);
    assertThat(List.of(response.body().split("\\|")))
        .containsExactlyInAnyOrder(
            "sofia/external/+442012345678@gw1.acme.example:5060;transport=udp",
            "[leg_timeout=3]sofia/external/+442012345678@[2001:db8::7]:5060;transport=udp");
    assertThat(get("/v1/routes/+447412345678?format=dialstring").body())
        .isEqualTo(
            "[leg_timeout=2,sip_h_X-Trunk=t-1]sofia/external/"
                + "+447412345678@gw.trunk.example:5061;transport=tls");
  }

  @Test
  void rtjson_isKamailiosDocument() throws Exception {
    HttpResponse<String> response = get(ACME + "?format=rtjson&" + CALL);
    told("application/json", response);
    isJson(response.body());
    assertThat(response.body())
        .startsWith("{\"version\":\"1.0\",\"routing\":\"serial\",\"routes\":[{\"uri\":\"sip:+44")
        .contains(
            "{\"uri\":\"sip:+442012345678@gw1.acme.example:5060;transport=udp\","
                + "\"gateway\":\"acme/gw1\"}")
        .contains(
            "{\"uri\":\"sip:+442012345678@[2001:db8::7]:5060;transport=udp\","
                + "\"fr_inv_timer\":2500,\"gateway\":\"acme/gw2\",\"timeoutMs\":2500,"
                + "\"rerouteCauses\":[486,503],\"attributes\":{\"a\":\"1\",\"b\":\"x\\\"y\"}}")
        .endsWith(
            "\"servingIsp\":\"acme\",\"validUntil\":\"2026-11-22T10:01:00.250Z\","
                + "\"ttlSeconds\":60,\"stale\":false}");
    assertThat(get("/v1/routes/+447412345678?format=rtjson").body())
        .contains("\"headers\":{\"extra\":\"X-Trunk: t-1\\u000d\\u000a\"}");
  }

  @Test
  void everyFormat_hasTheSameOrder() throws Exception {
    for (String call : List.of("c1", "c2", "c3", "c4", "c5", "c6")) {
      String suffix = "&callId=" + call;
      boolean second =
          get(ACME + "?format=json" + suffix)
              .body()
              .contains("\"primary\":{\"gateway\":\"acme/gw2");
      for (String format : List.of("text", "dialstring", "rtjson")) {
        String body = get(ACME + "?format=" + format + suffix).body();
        assertThat(body.indexOf("2001:db8") < body.indexOf("gw1.acme"))
            .as("%s %s", format, call)
            .isEqualTo(second);
      }
    }
  }

  @Test
  void aRoutingNumber_isInEveryFormat() throws Exception {
    String uri = "+442099990000;npdi;rn=+449900000@gw1.acme.example:5060;transport=udp";
    assertThat(get(SERVICE + "?format=text").body().lines()).contains("sip:" + uri);
    assertThat(get(SERVICE + "?format=dialstring").body()).contains("sofia/external/" + uri);
    String members =
        "\"servingIsp\":\"acme\",\"service\":\"reservation\","
            + "\"routingNumber\":\"+449900000\",\"npdi\":true,";
    for (String format : List.of("json", "rtjson")) {
      HttpResponse<String> response = get(SERVICE + "?format=" + format);
      isJson(response.body());
      assertThat(response.body()).contains("\"uri\":\"sip:" + uri + "\"").contains(members);
    }
    assertThat(get(ACME).body()).doesNotContain("npdi").doesNotContain("service");
  }

  @Test
  void aProblem_isAProblemInEveryFormat() throws Exception {
    for (String format : List.of("json", "text", "dialstring", "rtjson")) {
      refused(404, "unallocated", "/v1/routes/+998901234567?format=" + format);
    }
  }

  @Test
  void outcomes_tellWhoAndWhy() throws Exception {
    assertThat(get("/v1/routes/+447212345678").body())
        .contains(
            "\"refusedBy\":\"shut\",\"rule\":\"closed\",\"sipCode\":480,"
                + "\"reason\":\"closed for \\\"today\\\"\"");
    assertThat(get("/v1/routes/+447312345678").body()).contains("\"refusedBy\":\"wall\"");
    assertThat(get("/v1/routes/+442012345678?media=video").body())
        .contains(
            "\"possibleMedia\":[\"voice\",\"fax\"],\"dropped\":["
                + "{\"gateway\":\"acme/gw1\",\"reason\":\"media\"},"
                + "{\"gateway\":\"acme/gw2\",\"reason\":\"media\"}]");
    assertThat(get("/v1/routes/+33123456789").body()).contains("\"dropped\":[]");
    for (String path :
        List.of(
            "+447212345678",
            "+447312345678",
            "+442012345678?media=video",
            "+33123456789",
            "+34123456789")) {
      isJson(get("/v1/routes/" + path).body());
    }
  }

  @Test
  void anyInstantOfAYearOfFourDigits_isAnswered() throws Exception {
    for (String at :
        List.of("0000-01-01T00:00:00Z", "1815-06-18T11:35:00Z", "9999-12-31T23:59:59.999Z")) {
      HttpResponse<String> response = get(ACME + "?at=" + at);
      assertThat(response.statusCode()).as(at).isEqualTo(200);
      isJson(response.body());
    }
    assertThat(get(ACME + "?at=9999-12-31T23:59:59Z").body())
        .contains("\"validUntil\":\"9999-12-31T23:59:59.999Z\"");
    assertThat(get(ACME + "?at=0000-01-01T00:00:00Z").body())
        .contains("\"validUntil\":\"0000-01-01T00:01:00.000Z\",\"ttlSeconds\":0");
  }
}
