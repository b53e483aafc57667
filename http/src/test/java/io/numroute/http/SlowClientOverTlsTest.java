package io.numroute.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** Clients that hold on to TLS connections, record by record. */
class SlowClientOverTlsTest extends SlowClientTest {
  @TempDir static Path directory;
  private @Nullable Tls tls;
  private @Nullable SSLContext client;

  @Override
  Tls tls() throws Exception {
    TestCertificates authority = new TestCertificates(directory);
    TestCertificates.Signed server = authority.sign("CN=server");
    client = authority.client();
    return tls = Tls.open(TlsSettings.of(server.certificate(), server.key()));
  }

  @Override
  RawClient connect(int port) throws IOException {
    return new RawClient(
        Objects.requireNonNull(client).getSocketFactory().createSocket("127.0.0.1", port));
  }

  @AfterAll
  void closeTls() {
    Objects.requireNonNull(tls).close();
  }
}
