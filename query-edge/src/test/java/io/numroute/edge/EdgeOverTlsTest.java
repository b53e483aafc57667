package io.numroute.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.http.Protection;
import io.numroute.http.TestCertificates;
import io.numroute.http.TlsSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both doors of an edge that speaks TLS. */
class EdgeOverTlsTest extends EdgeDoors {
  @TempDir static Path certificates;
  private static TestCertificates authority;
  private static TestCertificates.Signed server;

  @BeforeAll
  static void make() throws Exception {
    authority = new TestCertificates(certificates);
    server = authority.sign("CN=edge");
  }

  @Override
  EdgeConfig configured(EdgeConfig usual) {
    return usual.withProtection(Protection.by(TlsSettings.of(server.certificate(), server.key())));
  }

  @Test
  void aRouteIsTheSameOnBothDoors() throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(authority.client()).build();
    for (int port : new int[] {edge.port(), edge.jerseyPort()}) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("https://localhost:" + port + "/v1/routes/+442012345678?callId=c1"))
              .header("Authorization", "Bearer key-acme")
              .build();
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).contains("\"number\":\"+442012345678\"");
    }
    assertThat(edge.counts())
        .containsEntry("numroute_edge_tls_files_unusable", 0L)
        .containsKey("numroute_edge_tls_expires_seconds");
  }
}
