package io.numroute.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.numroute.http.Role;
import io.numroute.http.TestTokens;
import io.numroute.schemas.avro.Answer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens beside API keys, on both doors. */
class TokensTest extends EdgeDoors {
  private static final String ROUTE = "/v1/routes/+442012345678";

  @TempDir static Path keys;
  private static TestTokens issuer;

  @BeforeAll
  static void make() throws Exception {
    issuer = new TestTokens(keys);
  }

  @Override
  EdgeConfig configured(EdgeConfig usual) {
    return usual.withTokens(issuer.settings());
  }

  @Test
  void aTokenAsksAsItsIsp_andTheLogNamesIt() throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!Objects.equals(edge.counts().get("numroute_edge_token_keys_unusable"), 0L)) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
    String gateway = issuer.token("sbc-1", "acme", Role.GATEWAY);
    for (int port : new int[] {edge.port(), edge.jerseyPort()}) {
      assertThat(send(request(port, ROUTE, gateway)).statusCode()).isEqualTo(200);
      assertThat(send(request(port, "/v1/explain/+442012345678", gateway)).statusCode())
          .isEqualTo(403);
      assertThat(send(request(port, ROUTE)).statusCode()).as("with a key").isEqualTo(200);
      HttpResponse<String> forged =
          send(request(port, ROUTE, gateway.substring(0, gateway.length() - 8) + "AAAAAAAA"));
      assertThat(forged.statusCode()).isEqualTo(401);
      String auditor = issuer.token("boss", null, Role.AUDITOR);
      assertThat(send(request(port, ROUTE, auditor)).statusCode()).isEqualTo(403);
    }
    assertThat(forwarded())
        .extracting(Answer::getAskingIsp, Answer::getProof, Answer::getCredential)
        .containsExactly(
            tuple("acme", "jwt", TestTokens.ISSUER + "#sbc-1"),
            tuple("acme", "api-key", "k1"),
            tuple("acme", "jwt", TestTokens.ISSUER + "#sbc-1"),
            tuple("acme", "api-key", "k1"));
  }
}
