package io.numroute.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.http.Protection;
import io.numroute.http.TestCertificates;
import io.numroute.http.TlsSettings;
import io.numroute.schemas.avro.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
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
  EdgeConfig configured(EdgeConfig usual) throws Exception {
    TlsSettings tls =
        TlsSettings.of(server.certificate(), server.key()).withClients(authority.root());
    return usual.withProtection(Protection.by(tls));
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

  @Test
  void aCertificateAsksAsItsIsp_andTheLogNamesIt() throws Exception {
    SSLContext gateway =
        authority.client("CN=sbc", "san=uri:urn:numroute:gateway:acme", "eku=clientAuth");
    HttpClient client = HttpClient.newBuilder().sslContext(gateway).build();
    for (int port : new int[] {edge.port(), edge.jerseyPort()}) {
      URI base = URI.create("https://localhost:" + port);
      HttpRequest.Builder route = HttpRequest.newBuilder(base.resolve("/v1/routes/+442012345678"));
      assertThat(status(client, route.copy())).isEqualTo(200);
      assertThat(status(client, route.copy().header("Authorization", "Bearer key-acme")))
          .as("the same ISP's key")
          .isEqualTo(200);
      assertThat(status(client, route.copy().header("Authorization", "Bearer key-brit")))
          .as("another ISP's key")
          .isEqualTo(401);
      assertThat(status(client, route.copy().method("HEAD", BodyPublishers.noBody())))
          .isEqualTo(405);
      HttpRequest.Builder bulk = HttpRequest.newBuilder(base.resolve("/v1/routes"));
      String line = "{\"number\":\"+442012345678\"}";
      assertThat(status(client, bulk.POST(BodyPublishers.ofString(line)))).isEqualTo(200);
      HttpRequest.Builder explain =
          HttpRequest.newBuilder(base.resolve("/v1/explain/+442012345678"));
      assertThat(status(client, explain)).as("a gateway").isEqualTo(403);
    }
    assertThat(forwarded())
        .extracting(Answer::getProof)
        .containsExactly(
            "certificate", "api-key", "certificate", "certificate", "api-key", "certificate");
  }

  private static int status(HttpClient client, HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString()).statusCode();
  }
}
