package io.numroute.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numroute.http.TestCertificates.Signed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A door that speaks TLS; what it makes of the bytes inside is in the OverTls tests. */
class TlsTest {
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir static java.nio.file.Path made;
  @TempDir static java.nio.file.Path used;

  private static TestCertificates authority;
  private static Signed first;
  private static Signed second;
  private static Tls tls;
  private static HttpDoor door;

  @Path("/length")
  public static final class Length {
    @POST
    public String length(byte[] body) {
      return Integer.toString(body.length);
    }
  }

  @BeforeAll
  static void make() throws Exception {
    authority = new TestCertificates(made);
    first = authority.sign("CN=first");
    second = authority.sign("CN=second", "RSA");
    install(first);
    tls = Tls.open(new TlsSettings(certificate(), key(), null, LOOK));
    HttpHandler big =
        new HttpHandler() {
          @Override
          public void service(Request request, Response response) throws IOException {
            byte[] body = new byte[1_000_000];
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
          }
        };
    HttpHandler scheme =
        new HttpHandler() {
          @Override
          public void service(Request request, Response response) throws IOException {
            byte[] body = ApiKey.ascii(request.getScheme());
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
          }
        };
    door =
        HttpDoor.at(HttpSettings.at("127.0.0.1", 0))
            .tls(tls)
            .handler("/big", big)
            .handler("/scheme", scheme)
            .jersey("", new ResourceConfig().registerInstances(new Length()))
            .open();
  }

  @BeforeEach
  void begin() throws IOException {
    install(first);
    await(() -> tls.trouble() == null && subjectOfANewConnection().equals("CN=first"));
  }

  @AfterAll
  static void close() {
    door.close();
    tls.close();
  }

  @Test
  void both_versions_are_spoken_and_none_before() throws Exception {
    for (String version : List.of("TLSv1.3", "TLSv1.2")) {
      try (SSLSocket socket = connect(version)) {
        assertThat(ask(socket, "/scheme")).isEqualTo("https");
        assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        assertThat(socket.getSession().getCipherSuite()).isIn(Tls.SUITES);
      }
    }
    assertThat(Tls.PROTOCOLS).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
  }

  @Test
  void a_suite_without_authenticated_encryption_is_refused() throws Exception {
    SSLSocket socket = connect("TLSv1.2");
    try (socket) {
      socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
      assertThatThrownBy(socket::startHandshake)
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("handshake_failure"); // told, not merely cut
    }
  }

  @Test
  void plaintext_is_cut_without_an_answer() throws Exception {
    try (RawClient client = new RawClient(door.port())) {
      client.send("GET /scheme HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.answersUntilClosed()).isEmpty();
    }
    assertThat(askAnew("/scheme")).isEqualTo("https");
  }

  @Test
  void large_bodies_go_both_ways() throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(authority.client()).build();
    byte[] body = new byte[1_000_000];
    for (int i = 0; i < 3; i++) {
      HttpRequest post =
          HttpRequest.newBuilder(uri("/length")).POST(BodyPublishers.ofByteArray(body)).build();
      assertThat(client.send(post, BodyHandlers.ofString()).body()).isEqualTo("1000000");
      HttpRequest get = HttpRequest.newBuilder(uri("/big")).build();
      assertThat(client.send(get, BodyHandlers.ofByteArray()).body()).hasSize(1_000_000);
    }
  }

  @Test
  void a_new_certificate_is_served_without_a_restart() throws Exception {
    try (SSLSocket before = connect("TLSv1.3")) {
      assertThat(ask(before, "/scheme")).isEqualTo("https");
      assertThat(subject(before)).isEqualTo("CN=first");
      install(second);
      await(() -> subjectOfANewConnection().equals("CN=second"));
      assertThat(tls.trouble()).isNull();
      assertThat(ask(before, "/scheme")).isEqualTo("https"); // it is not cut
    }
  }

  @Test
  void a_broken_certificate_changes_nothing_and_is_told() throws Exception {
    Files.writeString(certificate(), "-----BEGIN CERTIFICATE-----\nAAAA\n");
    await(() -> tls.trouble() != null);
    assertThat(tls.trouble()).contains("has no CERTIFICATE");
    assertThat(subjectOfANewConnection()).isEqualTo("CN=first");

    Files.copy(second.certificate(), certificate(), StandardCopyOption.REPLACE_EXISTING);
    await(() -> String.valueOf(tls.trouble()).contains("is not that of the certificate"));
    assertThat(subjectOfANewConnection()).isEqualTo("CN=first");

    Files.delete(certificate());
    await(() -> String.valueOf(tls.trouble()).contains("cannot be used"));
    install(second);
    await(() -> tls.trouble() == null);
    assertThat(subjectOfANewConnection()).isEqualTo("CN=second");
  }

  @Test
  void a_key_that_is_no_plain_pkcs8_is_refused_at_the_start() throws Exception {
    java.nio.file.Path encrypted = made.resolve("encrypted.pem");
    Files.writeString(
        encrypted, Files.readString(key()).replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
    assertThatThrownBy(() -> Tls.open(TlsSettings.of(certificate(), encrypted)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unencrypted PKCS#8 is needed");
  }

  @Test
  void every_kind_of_key_serves() throws Exception {
    for (Signed signed : List.of(second, authority.sign("CN=third", "Ed25519"))) {
      try (Tls opened = Tls.open(TlsSettings.of(signed.certificate(), signed.key()))) {
        assertThat(opened.engine().getUseClientMode()).isFalse();
      }
    }
  }

  @Test
  void a_handshake_that_does_not_end_is_cut() throws Exception {
    HttpSettings impatient = HttpSettings.at("127.0.0.1", 0).withTimeouts(LONG, LIMIT, LONG);
    long start = System.nanoTime();
    try (HttpDoor own = HttpDoor.at(impatient).tls(tls).open();
        RawClient silent = new RawClient(own.port());
        RawClient begun = new RawClient(own.port())) {
      begun.send("\u0016\u0003\u0001\u0002"); // of a record's head
      assertThat(silent.isClosedByServer(5_000)).isTrue();
      assertThat(begun.isClosedByServer(5_000)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(800));
    }
  }

  @Test
  void renegotiation_is_refused_and_holds_nobody() throws Exception {
    try (SSLSocket socket = connect("TLSv1.2")) {
      assertThat(ask(socket, "/scheme")).isEqualTo("https");
      socket.startHandshake(); // begins another one
      assertThat(ask(socket, "/scheme")).isEmpty(); // it was cut
    }
    assertThat(askAnew("/scheme")).isEqualTo("https");
  }

  @Test
  void keys_may_be_updated_while_requests_go_on() throws Exception {
    try (SSLSocket socket = connect("TLSv1.3")) {
      for (int i = 0; i < 5; i++) {
        assertThat(ask(socket, "/scheme")).isEqualTo("https");
        socket.startHandshake(); // a key update, in 1.3
      }
      assertThat(ask(socket, "/scheme")).isEqualTo("https");
    }
  }

  private static java.nio.file.Path certificate() {
    return used.resolve("certificate.pem");
  }

  private static java.nio.file.Path key() {
    return used.resolve("key.pem");
  }

  /** The key first: for a moment the two do not fit. */
  private static void install(Signed signed) throws IOException {
    Files.copy(signed.key(), key(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(signed.certificate(), certificate(), StandardCopyOption.REPLACE_EXISTING);
  }

  private URI uri(String path) {
    return URI.create("https://localhost:" + door.port() + path);
  }

  private static SSLSocket connect(String version) throws Exception {
    SSLContext context = authority.client();
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", door.port());
    socket.setSoTimeout(5_000);
    socket.setEnabledProtocols(new String[] {version});
    return socket;
  }

  private static String askAnew(String path) throws Exception {
    try (SSLSocket socket = connect("TLSv1.3")) {
      return ask(socket, path);
    }
  }

  private static String subjectOfANewConnection() {
    try (SSLSocket socket = connect("TLSv1.3")) {
      ask(socket, "/scheme");
      return subject(socket);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String subject(SSLSocket socket) throws IOException {
    X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().getName();
  }

  private static String ask(Socket socket, String path) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(ApiKey.ascii("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    return new RawClient(socket).answer().body();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }
}
