package io.numroute.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numroute.routing.IspId;
import io.numroute.routing.Proof;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is at the other end, over real connections with certificates of a real authority. */
class PeerTest {
  private static final Caller ACME = Caller.of(new IspId("acme"), Role.GATEWAY, Proof.apiKey("k"));

  @TempDir private static Path directory;
  private static TestCertificates authority;
  private static Tls tls;
  private static HttpDoor door;

  @BeforeAll
  static void open() throws Exception {
    authority = new TestCertificates(directory.resolve("ours"));
    TestCertificates.Signed server = authority.sign("CN=server");
    tls =
        Tls.open(TlsSettings.of(server.certificate(), server.key()).withClients(authority.root()));
    HttpHandler who =
        new HttpHandler() {
          @Override
          public void service(Request request, Response response) throws IOException {
            Caller caller = Peer.of(request);
            String told =
                caller == null
                    ? "nobody"
                    : caller.role().word()
                        + " of "
                        + caller.isp()
                        + " by "
                        + caller.proof().kind().word();
            response.getOutputStream().write(told.getBytes(StandardCharsets.UTF_8));
          }
        };
    door = HttpDoor.at(HttpSettings.at("127.0.0.1", 0)).tls(tls).handler("/who", who).open();
  }

  @AfterAll
  static void close() {
    door.close();
    tls.close();
  }

  private static String ask(SSLContext client) throws Exception {
    HttpClient http = HttpClient.newBuilder().sslContext(client).build();
    URI who = URI.create("https://localhost:" + door.port() + "/who");
    String first = http.send(HttpRequest.newBuilder(who).build(), BodyHandlers.ofString()).body();
    assertThat(http.send(HttpRequest.newBuilder(who).build(), BodyHandlers.ofString()).body())
        .as("again on the same connection")
        .isEqualTo(first);
    return first;
  }

  @Test
  void whomTheCertificateNames() throws Exception {
    assertThat(ask(authority.client("CN=sbc", "san=uri:urn:numroute:gateway:acme")))
        .isEqualTo("gateway of acme by certificate");
    assertThat(ask(authority.client("CN=boss", "san=uri:urn:numroute:auditor", "eku=clientAuth")))
        .isEqualTo("auditor of null by certificate");
    assertThat(ask(authority.client())).as("without a certificate").isEqualTo("nobody");
  }

  @Test
  void whatNamesNobody() throws Exception {
    for (String names :
        new String[] {
          "san=dns:acme.example",
          "san=uri:urn:numroute:operator:acme,uri:urn:numroute:operator:beta",
          "san=uri:urn:numroute:operator",
          "san=uri:urn:numroute:authority:acme",
          "san=uri:urn:numroute:root",
          "san=uri:urn:numroute:operator:acme:beta",
          "san=uri:urn:numroute:operator:ACME",
        }) {
      assertThat(ask(authority.client("CN=urn:numroute:operator:acme", names)))
          .as(names)
          .isEqualTo("nobody");
    }
  }

  @Test
  void certificatesThatAreNotGoodAreNotLetIn() throws Exception {
    TestCertificates others = new TestCertificates(directory.resolve("others"));
    SSLContext stranger =
        others.clientTrusting(authority, "CN=evil", "san=uri:urn:numroute:operator:acme");
    assertThatThrownBy(() -> ask(stranger)).as("of another root").isInstanceOf(IOException.class);
    SSLContext server =
        authority.client("CN=x", "san=uri:urn:numroute:operator:acme", "eku=serverAuth");
    assertThatThrownBy(() -> ask(server)).as("for servers").isInstanceOf(IOException.class);
  }

  @Test
  void whoeverShowsTwoThingsMustBeTheSameByBoth() {
    Caller certificate =
        Caller.of(new IspId("acme"), Role.OPERATOR, Proof.certificate("1 of CN=a"));
    Caller beta = Caller.of(new IspId("beta"), Role.OPERATOR, Proof.apiKey("k"));
    Caller authorityKey = Caller.authority(Proof.apiKey("k"));
    assertThat(Peer.agreed(null, false, certificate)).isEqualTo(certificate);
    assertThat(Peer.agreed(ACME, true, null)).isEqualTo(ACME);
    assertThat(Peer.agreed(ACME, true, certificate)).as("the header's role").isEqualTo(ACME);
    assertThat(Peer.agreed(beta, true, certificate)).isNull();
    assertThat(Peer.agreed(authorityKey, true, certificate)).isNull();
    assertThat(Peer.agreed(null, true, certificate)).as("a wrong key").isNull();
    assertThat(Peer.agreed(null, false, null)).isNull();
  }
}
