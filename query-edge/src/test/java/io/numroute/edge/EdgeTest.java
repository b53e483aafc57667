package io.numroute.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.edge.EdgeConfig.Policy;
import io.numroute.edge.journal.JournalSettings;
import io.numroute.edge.journal.JournalSettings.Fsync;
import io.numroute.hop.Routers.Evidence;
import io.numroute.hop.Routers.Unavailable;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.avro.Answer;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.Test;

/**
 * The HTTP surface on real sockets: both doors of the hot GET side by side. Long, because it is a
 * list of cases on one edge.
 */
class EdgeTest extends EdgeDoors {
  @Test
  void aRoute_isToldAsDesigned() throws Exception {
    HttpResponse<String> response = get("/v1/routes/+442012345678?callId=c1");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(response.headers().firstValue("cache-control")).hasValue("private, max-age=60");
    String gw1 =
        "{\"gateway\":\"acme/gw1\","
            + "\"uri\":\"sip:+442012345678@gw1.acme.example:5060;transport=udp\"}";
    String gw2 =
        "{\"gateway\":\"acme/gw2\","
            + "\"uri\":\"sip:+442012345678@[2001:db8::7]:5060;transport=udp\","
            + "\"timeoutMs\":2500,\"rerouteCauses\":[486,503],"
            + "\"attributes\":{\"a\":\"1\",\"b\":\"x\\\"y\"}}";
    String head =
        "{\"queryId\":\"Q\",\"number\":\"+442012345678\",\"askingIsp\":\"acme\","
            + "\"servingIsp\":\"acme\",\"media\":\"voice\",\"primary\":";
    String tail =
        "],\"validUntil\":\"2026-11-22T10:01:00.250Z\",\"ttlSeconds\":60,\"stale\":false}";
    assertThat(withoutId(response.body()))
        .isIn(
            head + gw1 + ",\"backups\":[" + gw2 + tail, head + gw2 + ",\"backups\":[" + gw1 + tail);
  }

  @Test
  void whateverTypeIsWanted_thereIsAnAnswer() throws Exception {
    for (String accept :
        List.of("application/json", "*/*", "image/png", "application/problem+json")) {
      for (int port : new int[] {edge.port(), edge.jerseyPort()}) {
        HttpResponse<String> response =
            send(request(port, "/v1/routes/442012345678").header("Accept", accept));
        assertThat(response.statusCode()).as("%s %s", accept, port).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
      }
    }
  }

  @Test
  void digitsAreManipulated_asTheGatewayWants() throws Exception {
    assertThat(get("/v1/routes/+447106123456").body())
        .contains("\"uri\":\"sip:007106123456@192.0.2.9:5060;transport=udp\"");
  }

  @Test
  void everyFormOfANumber_isTheSameNumber() throws Exception {
    for (String form :
        List.of(
            "442012345678",
            "%2B442012345678",
            "+44%202012%20345678",
            "+44-20.1234(5678)",
            "%2b44%3201234%35678")) {
      HttpResponse<String> response = get("/v1/routes/" + form);
      assertThat(response.statusCode()).as(form).isEqualTo(200);
      assertThat(response.body()).contains("\"number\":\"+442012345678\"");
    }
  }

  @Test
  void outcomes_haveTheirProblems() throws Exception {
    refused(404, "unallocated", "/v1/routes/+998901234567");
    refused(404, "incomplete", "/v1/routes/+4");
    refused(404, "special", "/v1/routes/112");
    refused(404, "no-gateway", "/v1/routes/+33123456789");
    refused(404, "media-not-carried", "/v1/routes/+442012345678?media=video");
    refused(403, "refused-by-rule", "/v1/routes/+447212345678");
    refused(403, "refused-by-agreement", "/v1/routes/+447312345678");
    refused(403, "serving-isp-suspended", "/v1/routes/+34123456789");
    HttpRequest.Builder gone =
        request(edge.port(), "/v1/routes/+442012345678")
            .setHeader("Authorization", "bearer key-gone");
    assertThat(send(gone).body()).contains("asking-isp-suspended");
    HttpRequest.Builder nobody =
        request(edge.port(), "/v1/routes/+442012345678")
            .setHeader("Authorization", "Bearer  key-nobody");
    assertThat(send(nobody).body()).contains("asking-isp-unknown");
  }

  @Test
  void badInput_saysWhatAndWhere() throws Exception {
    refused(400, "not-a-number", "/v1/routes/44x");
    assertThat(get("/v1/routes/44x").body()).contains("\"detail\":\"character 3 is a letter\"");
    refused(400, "not-a-number", "/v1/routes/+4420123456789012");
    refused(400, "not-a-number", "/v1/routes/" + "4".repeat(2000));
    refused(400, "not-a-number", "/v1/routes/0044201");
    refused(400, "not-a-number", "/v1/routes/");
    refused(400, "not-a-number", "/v1/routes/+");
    refused(400, "not-a-number", "/v1/routes/++44");
    refused(400, "not-a-number", "/v1/routes/44/20");
    refused(400, "not-a-number", "/v1/routes/44;x=1");
    refused(400, "not-a-number", "/v1/routes/44%01");
    refused(400, "not-a-number", "/v1/routes/%C0%AB44");
    refused(400, "bad-parameter", "/v1/routes/44?media=smoke");
    refused(400, "bad-parameter", "/v1/routes/44?media=");
    refused(400, "bad-parameter", "/v1/routes/44?at=yesterday");
    refused(400, "bad-parameter", "/v1/routes/44?at=%2B1000000000-12-31T23:59:59Z");
    refused(400, "bad-parameter", "/v1/routes/44?at=-0001-12-31T23:59:59Z");
    refused(400, "bad-parameter", "/v1/routes/44?at=%2B10000-01-01T00:00:00Z");
    assertThat(get("/v1/routes/44?at=10000-01-01T00:00:00Z").body())
        .contains("at must be an instant of ISO 8601 in a year of four digits, as 2026-11-22T");
    refused(400, "bad-parameter", "/v1/routes/44?max=0");
    refused(400, "bad-parameter", "/v1/routes/44?max=13");
    refused(400, "bad-parameter", "/v1/routes/44?max=99999999999999999999");
    refused(400, "bad-parameter", "/v1/routes/44?max=1&max=2");
    refused(400, "bad-parameter", "/v1/routes/44?callId=" + "c".repeat(257));
    refused(400, "bad-parameter", "/v1/routes/44?callId=%FF");
    refused(400, "bad-parameter", "/v1/routes/44?colour=red");
    refused(400, "bad-parameter", "/v1/routes/44?format=xml");
    refused(400, "bad-parameter", "/v1/routes/44?format=lcr");
    assertThat(get("/v1/routes/44?format=xml").body())
        .contains("\"detail\":\"format must be json, text, dialstring or rtjson\"");
    refused(400, "bad-parameter", "/v1/routes/44?country=");
    refused(400, "bad-parameter", "/v1/routes/44?country=gb");
    refused(400, "bad-parameter", "/v1/routes/44?country=XX");
  }

  @Test
  void rawRubbish_isAnswered_andTheConnectionGoesOn() throws Exception {
    for (int port : new int[] {edge.port(), edge.jerseyPort()}) {
      for (String path :
          List.of(
              "/v1/routes/%zz",
              "/v1/routes/44%00", "/v1/routes/44%", "/v1/routes/4%4", "/v1/routes/44?at=%")) {
        String answer =
            raw(
                port,
                "GET "
                    + path
                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                    + "Authorization: Bearer key-acme\r\n\r\n");
        assertThat(answer).as("%s", path).startsWith("HTTP/1.1 400");
      }
      String old =
          raw(
              port,
              "GET /v1/routes/44201234 HTTP/1.0\r\n" + "Authorization: Bearer key-acme\r\n\r\n");
      assertThat(old).contains(" 200 ").contains("\"primary\"");
      String absolute =
          raw(
              port,
              "GET http://x/v1/routes/44201234 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                  + "Authorization: Bearer key-acme\r\n\r\n");
      assertThat(absolute).contains(" 200 ").contains("\"number\":\"+44201234\"");
    }
  }

  private static String raw(int port, String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void strangers_areTurnedAway_andNotLogged() throws Exception {
    for (String value : List.of("Bearer wrong", "Basic a2V5", "Bearer", "Bearer ", "x")) {
      for (int port : new int[] {edge.port(), edge.jerseyPort()}) {
        HttpResponse<String> response =
            send(request(port, "/v1/routes/44").setHeader("Authorization", value));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("www-authenticate")).hasValue("Bearer");
        assertThat(response.body()).contains("\"queryId\"");
      }
    }
    assertThat(edge.counts()).containsEntry("numroute_edge_strangers_total", 10L);
    assertThat(forwarded()).isEmpty();
  }

  @Test
  void theAuthority_asksForNoRoutes() throws Exception {
    HttpRequest.Builder request =
        request(edge.port(), "/v1/routes/44").setHeader("Authorization", "Bearer key-authority");
    assertThat(send(request).statusCode()).isEqualTo(403);
  }

  @Test
  void otherMethods_areNotAllowed() throws Exception {
    for (int port : new int[] {edge.port(), edge.jerseyPort()}) {
      for (String method : List.of("HEAD", "PUT", "DELETE", "POST")) {
        HttpResponse<String> response =
            send(request(port, "/v1/routes/442012345678").method(method, BodyPublishers.noBody()));
        assertThat(response.statusCode()).as("%s %s", method, port).isEqualTo(405);
        assertThat(response.headers().firstValue("allow").orElse("")).contains("GET");
      }
    }
    assertThat(forwarded()).isEmpty();
  }

  @Test
  void anAnswerThatComesLater_isTheSame() throws Exception {
    HttpResponse<String> now = get("/v1/routes/442012345678?callId=c");
    routers.later = true;
    for (int i = 0; i < 50; i++) {
      HttpResponse<String> then = get("/v1/routes/442012345678?callId=c");
      assertThat(withoutId(then.body())).isEqualTo(withoutId(now.body()));
    }
  }

  @Test
  void withoutARouter_503_withRetryAfter() throws Exception {
    for (Unavailable reason : Unavailable.values()) {
      routers.unavailable = reason;
      refused(503, "not-ready", "/v1/routes/442012345678");
      assertThat(get("/v1/routes/44").headers().firstValue("retry-after")).hasValue("1");
    }
  }

  @Test
  void aStaleAnswer_saysItsAge() throws Exception {
    routers.evidence = new Evidence("d", "n", 0, 5, "r", 7_500, true);
    assertThat(get("/v1/routes/442012345678").body())
        .endsWith("\"ttlSeconds\":60,\"stale\":true,\"ageMs\":7500}");
  }

  @Test
  void at_maxAndFormat_areUnderstood() throws Exception {
    HttpResponse<String> past = get("/v1/routes/442012345678?at=2026-11-22T11:00:00%2B02:00&max=1");
    assertThat(past.body())
        .contains("\"backups\":[],\"validUntil\":\"2026-11-22T09:01:00.000Z\",\"ttlSeconds\":0");
    assertThat(past.headers().firstValue("cache-control")).hasValue("private, max-age=0");
    for (int port : new int[] {edge.port(), edge.jerseyPort()}) {
      HttpResponse<String> text =
          send(request(port, "/v1/routes/447106123456").header("Accept", "text/plain"));
      assertThat(text.body()).isEqualTo("sip:007106123456@192.0.2.9:5060;transport=udp\n");
      assertThat(text.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
      HttpResponse<String> same = send(request(port, "/v1/routes/447106123456?format=text"));
      assertThat(same.body()).isEqualTo(text.body());
    }
  }

  @Test
  void manyQuestions_areAnsweredInOrder_brokenOnesByTheirLine() throws Exception {
    routers.later = true;
    String body =
        """
        "+442012345678"
        {"number":"+447106123456","media":"fax","callId":"c","max":1}

        {"number":
        {"number":"44x"}
        {"number":"+44","media":"smoke"}
        {"media":"fax"}
        {"number":"+44","colour":"red"}
        17
        "+112"
        """
            + "\""
            + "4".repeat(5000)
            + "\"\n"
            + "\"+442012345678\"";
    for (int port : new int[] {edge.port(), edge.jerseyPort()}) {
      HttpResponse<String> response =
          send(
              request(port, "/v1/routes")
                  .header("Accept", "application/x-ndjson")
                  .POST(BodyPublishers.ofString(body)));
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type")).hasValue("application/x-ndjson");
      List<String> lines = response.body().lines().toList();
      assertThat(lines).hasSize(11);
      assertThat(lines.get(0)).contains("\"number\":\"+442012345678\"", "\"primary\"");
      assertThat(lines.get(1)).contains("\"media\":\"fax\"", "\"servingIsp\":\"beta\"");
      assertThat(lines.get(2))
          .contains("bad-json", "\"detail\":\"line 4 is not JSON\"", "\"line\":4}");
      assertThat(lines.get(3)).contains("not-a-number", "\"line\":5}");
      assertThat(lines.get(4)).contains("bad-parameter", "\"line\":6}");
      assertThat(lines.get(5)).contains("has no number", "\"line\":7}");
      assertThat(lines.get(6)).contains("bad-", "\"line\":8}");
      assertThat(lines.get(7)).contains("must be a JSON string or object", "\"line\":9}");
      assertThat(lines.get(8)).contains("special", "\"line\":10}");
      assertThat(lines.get(9)).contains("longer than 4096", "\"line\":11}");
      assertThat(lines.get(10)).contains("\"number\":\"+442012345678\"", "\"primary\"");
    }
    assertThat(forwarded()).hasSize(22);
  }

  @Test
  void tooManyLines_areRefusedAsAWhole() throws Exception {
    HttpResponse<String> response =
        send(
            request(edge.port(), "/v1/routes")
                .POST(BodyPublishers.ofString("\"44\"\n".repeat(10_001))));
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(forwarded()).isEmpty();
  }

  @Test
  void everyAnswer_isLogged_asItWasTold() throws Exception {
    get("/v1/routes/+442012345678?callId=c%C3%A9&max=1&media=fax");
    get("/v1/routes/44x");
    routers.unavailable = Unavailable.DEADLINE;
    get("/v1/routes/33123");
    List<Answer> answers = forwarded();
    assertThat(answers).hasSize(6);
    Answer routed = answers.get(0);
    assertThat(routed.getTopic()).isEqualTo("numroute.answers");
    assertThat(routed.getQueryId()).isEqualTo("5f0c2a9be1d47783-0");
    assertThat(routed.getEdge()).isEqualTo("edge-1");
    assertThat(routed.getKind()).isEqualTo("route");
    assertThat(routed.getAskingIsp()).isEqualTo("acme");
    assertThat(routed.getCredential()).isEqualTo("k1");
    assertThat(routed.getNumber()).isEqualTo("+442012345678");
    assertThat(routed.getMedia()).isEqualTo("fax");
    assertThat(routed.getCallId()).isEqualTo("c\u00e9");
    assertThat(routed.getMax()).isEqualTo(1);
    assertThat(routed.getOutcome()).isEqualTo("routed");
    assertThat(routed.getServingIsp()).isEqualTo("acme");
    assertThat(routed.getGateways()).hasSize(1);
    assertThat(routed.getDirectoryLog()).isEqualTo("dir-log");
    assertThat(routed.getDirectoryVersion()).isEqualTo(FakeRouters.DIRECTORY.version());
    assertThat(routed.getNumberLog()).isEqualTo("num-log");
    assertThat(routed.getNumberPartition()).isEqualTo(3);
    assertThat(routed.getNumberVersion()).isEqualTo(-1);
    assertThat(routed.getNumbersDecided()).isEqualTo(17);
    assertThat(routed.getRouter()).isEqualTo("router-1");
    assertThat(routed.getAgeMs()).isEqualTo(12);
    assertThat(routed.getStatus()).isEqualTo(200);
    assertThat(routed.getEpoch()).isEqualTo(0x5f0c2a9be1d47783L);
    assertThat(routed.getSequence()).isZero();
    assertThat(routed.getPossibleDuplicate()).isFalse();
    Answer bad = answers.get(2);
    assertThat(bad.getNumber()).isEqualTo("44x");
    assertThat(bad.getOutcome()).isEqualTo("not-a-number");
    assertThat(bad.getNumberVersion()).isEqualTo(-1);
    assertThat(bad.getStatus()).isEqualTo(400);
    assertThat(answers.get(4).getOutcome()).isEqualTo("not-ready");
    assertThat(answers.get(5).getSequence()).isEqualTo(5);
  }

  @Test
  void aFullJournal_answersNothingUnlogged() throws Exception {
    edge.close();
    MockProducer<byte[], byte[]> deaf = acknowledging(false);
    edge =
        Edge.start(
            EdgeConfig.at("edge-1", "127.0.0.1", 0, directory)
                .withJerseyPort(0)
                .withCloseTimeout(Duration.ofMillis(500))
                .withJournal(new JournalSettings(directory, 16 << 10, 32 << 10, Fsync.NONE)),
            routers,
            keys,
            () -> true,
            DefaultCountries.none(),
            AvroFraming.singleObject(),
            () -> deaf,
            Clock.fixed(NOW, ZoneOffset.UTC),
            0x5f0c2a9be1d47783L);
    int told = 0;
    HttpResponse<String> response = send(request(edge.port(), "/v1/routes/442012345678"));
    while (response.statusCode() == 200 || edge.trouble() == null) {
      told += response.statusCode() == 200 ? 1 : 0;
      assertThat(told).isLessThan(1000);
      response = send(request(edge.port(), "/v1/routes/442012345678"));
    }
    assertThat(response.body()).contains("journal-full");
    assertThat(response.headers().firstValue("retry-after")).hasValue("1");
    refused(503, "journal-full", "/v1/routes/442012345678");
    assertThat(edge.counts()).containsEntry("numroute_edge_journal_records_total", (long) told);
    assertThat(send(request(edge.port(), "/health/ready")).statusCode()).isEqualTo(503);
  }

  @Test
  void deliverAndGrant_waitsForKafka() throws Exception {
    edge.close();
    edge = open(Policy.DELIVER_AND_GRANT);
    for (int i = 0; i < 5; i++) {
      assertThat(get("/v1/routes/442012345678").statusCode()).isEqualTo(200);
    }
    assertThat(producer.history()).hasSize(10);
  }

  @Test
  void health_saysWhyItIsNotReady() throws Exception {
    assertThat(send(request(edge.port(), "/health/live")).body()).isEqualTo("{\"live\":true}");
    assertThat(send(request(edge.port(), "/health/ready")).body()).isEqualTo("{\"ready\":true}");
    routers.ready = false;
    HttpResponse<String> response = send(request(edge.port(), "/health/ready"));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).isEqualTo("{\"ready\":false,\"why\":\"no router is ready\"}");
    keysReady = false;
    HttpResponse<String> unknown =
        send(request(edge.port(), "/v1/routes/44").setHeader("Authorization", "Bearer new"));
    assertThat(unknown.statusCode()).isEqualTo(503);
    assertThat(unknown.headers().firstValue("retry-after")).hasValue("1");
    assertThat(edge.trouble()).contains("API keys");
    assertThat(send(request(edge.port(), "/metrics")).body())
        .contains("numroute_edge_answered_total 0\n");
  }
}
