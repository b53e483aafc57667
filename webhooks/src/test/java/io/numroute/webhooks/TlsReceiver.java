package io.numroute.webhooks;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.numroute.http.TestCertificates;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A receiver that speaks TLS with a certificate of a test's authority, and takes everything. */
final class TlsReceiver implements AutoCloseable {
  private final HttpsServer server =
      HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
  private final AtomicInteger taken = new AtomicInteger();

  TlsReceiver(TestCertificates.Signed signed) throws Exception {
    server.setHttpsConfigurator(new HttpsConfigurator(context(signed)));
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          taken.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  private static SSLContext context(TestCertificates.Signed signed) throws Exception {
    Certificate[] chain;
    try (InputStream in = Files.newInputStream(signed.certificate())) {
      chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(new Certificate[0]);
    }
    String pem = Files.readString(signed.key()).replaceAll("-----[A-Z ]+-----", "");
    PrivateKey key =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("receiver", key, new char[0], chain);
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  String url(String host) {
    return "https://" + host + ":" + server.getAddress().getPort() + "/hook";
  }

  int taken() {
    return taken.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
