package io.numroute.http;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of a door, as its files have them now. When a file changes, connections from
 * then on have the new certificates, and those that are open stay as they are. Files that are
 * broken, or do not fit each other, change nothing and are {@link #trouble}; so one file may be
 * replaced after the other. Thread-safe.
 */
public final class Tls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
  private static final char[] NO_PASSWORD = {};

  static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** Authenticated encryption with forward secrecy, and nothing else. The first is preferred. */
  static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** What the files held at one look. */
  private record Contents(Pem certificate, Pem key, @Nullable Pem clients) {
    static Contents read(TlsSettings settings) throws IOException {
      Path clients = settings.clients();
      return new Contents(
          Pem.read(settings.certificate()),
          Pem.read(settings.key()),
          clients == null ? null : Pem.read(clients));
    }

    boolean isAs(Contents other) {
      return certificate.isAs(other.certificate)
          && key.isAs(other.key)
          && (clients == null || (other.clients != null && clients.isAs(other.clients)));
    }
  }

  /** What was made of it. */
  private record Loaded(SSLContext context, Instant expires) {}

  private final TlsSettings settings;
  private final ScheduledExecutorService clock;
  private volatile Loaded loaded;
  private volatile @Nullable String trouble;

  // Of the clock's thread.
  private Contents seen;

  /**
   * Reads the files.
   *
   * @throws IOException when they cannot be read, or are not what they should be
   */
  public static Tls open(TlsSettings settings) throws IOException {
    try {
      Contents contents = Contents.read(settings);
      return new Tls(settings, contents, load(contents));
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw new IOException("TLS: " + e.getMessage() + " cannot be read", e);
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS: " + e.getMessage(), e);
    }
  }

  private Tls(TlsSettings settings, Contents seen, Loaded loaded) {
    this.settings = settings;
    this.seen = seen;
    this.loaded = loaded;
    clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "tls-files");
              thread.setDaemon(true);
              return thread;
            });
    long lookMs = settings.look().toMillis();
    clock.scheduleWithFixedDelay(this::look, lookMs, lookMs, TimeUnit.MILLISECONDS);
  }

  /** Why the files as they are now are not in use; null when they are. */
  public @Nullable String trouble() {
    return trouble;
  }

  /** When the first of the server's own certificates in use ends. */
  public Instant expires() {
    return loaded.expires;
  }

  /** The server's side of one connection. */
  SSLEngine engine() {
    SSLEngine engine = loaded.context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setWantClientAuth(settings.clients() != null);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS.toArray(new String[0]));
    parameters.setCipherSuites(SUITES.toArray(new String[0]));
    parameters.setUseCipherSuitesOrder(true);
    engine.setSSLParameters(parameters);
    return engine;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private void look() {
    try {
      Contents now = Contents.read(settings);
      if (now.isAs(seen)) {
        return;
      }
      seen = now;
      loaded = load(now);
      trouble = null;
      LOG.info("TLS: new files are in use; the certificate ends at {}", loaded.expires);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      String told = "the TLS files changed and cannot be used: " + e.getMessage();
      if (!told.equals(trouble)) {
        LOG.error("{}; those from before stay in use", told);
      }
      trouble = told;
    }
  }

  private static Loaded load(Contents contents) throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = contents.certificate.certificates();
    PrivateKey key = contents.key.privateKey();
    KeyPairs.requireFit(chain.get(0).getPublicKey(), key);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, NO_PASSWORD);
    keys.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(new X509Certificate[0]));
    KeyManagerFactory keyManagers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(keys, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trusted(contents.clients), null);
    Instant expires =
        chain.stream()
            .map(certificate -> certificate.getNotAfter().toInstant())
            .min(Instant::compareTo)
            .orElseThrow();
    return new Loaded(context, expires);
  }

  /** Who believes a client's certificate when a root of these made it; nobody without any. */
  private static TrustManager[] trusted(@Nullable Pem clients)
      throws IOException, GeneralSecurityException {
    if (clients == null) {
      return new TrustManager[0];
    }
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, NO_PASSWORD);
    List<X509Certificate> certificates = clients.certificates();
    for (int i = 0; i < certificates.size(); i++) {
      roots.setCertificateEntry("root" + i, certificates.get(i));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    return trust.getTrustManagers();
  }
}
