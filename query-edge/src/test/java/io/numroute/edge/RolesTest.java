package io.numroute.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.http.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** What each role may ask, on both doors; the table is {@link Role}'s. */
class RolesTest extends EdgeDoors {
  private static final String ROUTE = "/v1/routes/+442012345678";
  private static final String EXPLAIN = "/v1/explain/+442012345678";

  @Test
  void aGatewayAsksForRoutesAndForNothingElse() throws Exception {
    assertThat(get("key-gateway", ROUTE).statusCode()).isEqualTo(200);
    assertThat(post("key-gateway", "/v1/routes", "{\"number\":\"+442012345678\"}").statusCode())
        .isEqualTo(200);
    refused(get("key-gateway", EXPLAIN), "the role gateway may not ask for explanations");
    refused(post("key-gateway", EXPLAIN, "{}"), "the role gateway may not ask for explanations");
  }

  @Test
  void aReaderIsToldWhyAndAsksForNoRoute() throws Exception {
    assertThat(get("key-reader", EXPLAIN).statusCode()).isEqualTo(200);
    refused(get("key-reader", ROUTE), "the role read-only may not ask for routes");
    for (String path : new String[] {"/v1/routes", "/v1/lcr"}) {
      refused(post("key-reader", path, "{}"), "the role read-only may not ask for routes");
    }
  }

  @Test
  void whoeverIsOfNoIspAsksForNobody() throws Exception {
    for (String key : new String[] {"key-authority", "key-auditor"}) {
      for (String path : new String[] {ROUTE, EXPLAIN}) {
        assertThat(get(key, path).statusCode()).as("%s %s", key, path).isEqualTo(403);
        assertThat(get(key, path).body()).contains("urn:numroute:problem:forbidden");
      }
    }
  }

  @Test
  void whatIsRefusedToARoleIsNoAnswerInTheLog() throws Exception {
    get("key-reader", ROUTE);
    get("key-gateway", ROUTE);
    assertThat(forwarded()).hasSize(2).allMatch(answer -> answer.getCredential().equals("k5"));
  }

  private HttpResponse<String> post(String key, String path, String body) throws Exception {
    return send(request(edge.port(), path, key).POST(BodyPublishers.ofString(body)));
  }

  private static void refused(HttpResponse<String> response, String detail) {
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body())
        .startsWith("{\"type\":\"urn:numroute:problem:role-forbids\",")
        .contains("\"detail\":\"" + detail + "\"");
  }
}
