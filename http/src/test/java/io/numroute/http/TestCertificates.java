package io.numroute.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An authority of certificates with freshly made keys, by the JDK's keytool; those it signs are
 * good for {@code localhost} and 127.0.0.1.
 */
public final class TestCertificates {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path directory;
  private final Path store;

  /**
   * @param directory for its files
   */
  public TestCertificates(Path directory) throws IOException, InterruptedException {
    this.directory = Files.createDirectories(directory);
    this.store = directory.resolve("authority.p12");
    keytool("-genkeypair", "-alias", "authority", "-dname", "CN=Test authority", "-ext", "bc:c");
  }

  /** PEM files of a certificate and its key. */
  public record Signed(Path certificate, Path key) {}

  /** One for an hour. */
  public Signed sign(String subject) throws Exception {
    return sign(subject, "EC");
  }

  /**
   * One for an hour.
   *
   * @param subject a distinguished name
   * @param algorithm EC, RSA or Ed25519
   */
  public Signed sign(String subject, String algorithm) throws Exception {
    String alias = "signed-" + Integer.toHexString(System.identityHashCode(new Object()));
    List<String> arguments =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", alias, "-signer", "authority", "-dname", subject));
    arguments.addAll(List.of("-keyalg", algorithm));
    arguments.addAll(List.of("-ext", "san=dns:localhost,ip:127.0.0.1"));
    keytool(arguments.toArray(new String[0]));
    KeyStore all = load();
    Certificate[] chain = all.getCertificateChain(alias);
    Path key = directory.resolve(alias + "-key.pem");
    Files.writeString(key, pem("PRIVATE KEY", all.getKey(alias, PASSWORD).getEncoded()));
    StringBuilder certificates = new StringBuilder();
    for (Certificate certificate : chain) {
      certificates.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    Path certificate = directory.resolve(alias + ".pem");
    Files.writeString(certificate, certificates);
    return new Signed(certificate, key);
  }

  /** A client that trusts the authority. */
  public SSLContext client() throws Exception {
    return client(new KeyManager[0]);
  }

  /**
   * A client that trusts the authority, and proves who it is by a certificate of it.
   *
   * @param extensions of keytool, such as {@code san=uri:urn:numroute:auditor}
   */
  public SSLContext client(String subject, String... extensions) throws Exception {
    return clientTrusting(this, subject, extensions);
  }

  /** The same, and it trusts another authority. */
  SSLContext clientTrusting(TestCertificates trusted, String subject, String... extensions)
      throws Exception {
    String alias = "client-" + Integer.toHexString(System.identityHashCode(new Object()));
    List<String> arguments =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", alias, "-signer", "authority", "-dname", subject));
    for (String extension : extensions) {
      arguments.addAll(List.of("-ext", extension));
    }
    keytool(arguments.toArray(new String[0]));
    KeyStore all = load();
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, PASSWORD);
    own.setKeyEntry(alias, all.getKey(alias, PASSWORD), PASSWORD, all.getCertificateChain(alias));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(own, PASSWORD);
    return trusted.client(managers.getKeyManagers());
  }

  /** Its own certificate, as PEM: what servers trust clients by. */
  public Path root() throws Exception {
    Path file = directory.resolve("root.pem");
    Files.writeString(file, pem("CERTIFICATE", load().getCertificate("authority").getEncoded()));
    return file;
  }

  private SSLContext client(KeyManager[] own) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("authority", load().getCertificate("authority"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own, trust.getTrustManagers(), null);
    return context;
  }

  private KeyStore load() throws IOException, GeneralSecurityException {
    KeyStore all = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      all.load(in, PASSWORD);
    }
    return all;
  }

  private static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    if (!command.contains("-keyalg")) {
      command.addAll(List.of("-keyalg", "EC"));
    }
    command.addAll(
        List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", "changeit"));
    command.addAll(List.of("-startdate", "-1H", "-validity", "1"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + said);
    }
  }
}
