package io.numroute.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.schemas.avro.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** How much an ISP may ask, on both doors. */
class QuotaTest extends EdgeDoors {
  private static final String ROUTE = "/v1/routes/+442012345678";

  @Override
  EdgeConfig configured(EdgeConfig usual) {
    return usual.withQuotas(5, 3);
  }

  @Test
  void whoeverAsksTooOftenWaits_andIsNotLogged() throws Exception {
    for (int port : new int[] {edge.port(), edge.jerseyPort()}) {
      HttpResponse<String> refused = send(request(port, ROUTE));
      int answered = 0;
      while (refused.statusCode() == 200 && answered++ < 200) {
        refused = send(request(port, ROUTE));
      }
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body())
          .startsWith("{\"type\":\"urn:numroute:problem:too-many-requests\",")
          .doesNotContain("+44");
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      assertThat(refused.headers().firstValue("RateLimit-Policy")).contains("\"lookups\";q=5;w=1");
      assertThat(refused.headers().firstValue("RateLimit")).contains("\"lookups\";r=0;t=1");
      assertThat(send(request(port, ROUTE, "key-brit")).statusCode()).isEqualTo(200);
    }
    assertThat(edge.counts().get("numroute_edge_over_quota_total")).isPositive();
    assertThat(forwarded())
        .extracting(Answer::getOutcome)
        .isNotEmpty()
        .allMatch(outcome -> outcome.equals("routed"));
  }

  @Test
  void linesOfABulkCountToo_andAreAllAnswered() throws Exception {
    String lines = "{\"number\":\"+442012345678\"}\n".repeat(40);
    HttpResponse<String> bulk =
        send(request(edge.port(), "/v1/routes").POST(BodyPublishers.ofString(lines)));
    assertThat(bulk.body().lines()).hasSize(40).allMatch(line -> line.contains("\"primary\""));
    HttpResponse<String> next = send(request(edge.port(), ROUTE));
    assertThat(next.statusCode()).isEqualTo(429);
    assertThat(Long.parseLong(next.headers().firstValue("Retry-After").orElseThrow()))
        .as("35 are owed, and 5 come in each second")
        .isBetween(5L, 8L);
  }

  /** When the budget of numbers that nobody serves is spent, no answer tells which ones exist. */
  @Test
  void whoeverLooksForNumbersIsRefusedAllOfThem_andItIsLogged() throws Exception {
    StringBuilder scan = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      scan.append("{\"number\":\"+99890123456").append(i).append("\"}\n");
    }
    scan.append("{\"number\":\"+998901234560\"}\n{\"number\":\"+442012345678\"}\n");
    HttpResponse<String> bulk =
        send(request(edge.port(), "/v1/routes").POST(BodyPublishers.ofString(scan.toString())));
    assertThat(bulk.body().lines().map(line -> line.contains("unallocated")))
        .containsExactly(true, true, true, false, false);
    assertThat(bulk.body().lines().skip(3)).allMatch(line -> line.contains("too-many-requests"));
    assertThat(edge.counts().get("numroute_edge_over_misses_total")).isEqualTo(2);
    assertThat(forwarded())
        .extracting(Answer::getOutcome)
        .containsExactly(
            "unallocated", "unallocated", "unallocated", "too-many-requests", "too-many-requests");
    HttpResponse<String> other = send(request(edge.port(), "/v1/routes/+998901234567", "key-brit"));
    assertThat(other.statusCode()).isEqualTo(404);
  }
}
