package io.numroute.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What keeps strangers from reading a door's connections: TLS; or that they do not leave the
 * machine; or nothing, because somebody said so.
 *
 * @param tls null for plaintext
 * @param plaintextAnywhere whether plaintext may leave the machine, as behind a proxy that ends TLS
 */
public record Protection(@Nullable TlsSettings tls, boolean plaintextAnywhere) {
  /** Plaintext that stays on the machine. */
  public static final Protection LOOPBACK = new Protection(null, false);

  public static Protection by(TlsSettings tls) {
    return new Protection(tls, false);
  }

  /**
   * What a role's settings say.
   *
   * @param role its first word in the names of settings, for complaints
   * @param certificate a file, or empty; the same for {@code key} and {@code clients}
   * @param plaintext {@code loopback} or {@code allow}
   */
  public static Protection of(
      String role, String certificate, String key, String clients, String plaintext) {
    require(
        plaintext.equals("loopback") || plaintext.equals("allow"),
        role + ".plaintext must be loopback or allow");
    require(
        certificate.isEmpty() == key.isEmpty(),
        role + ".tls.certificate and " + role + ".tls.key need each other");
    require(
        clients.isEmpty() || !certificate.isEmpty(),
        role + ".tls.clients needs " + role + ".tls.certificate");
    if (certificate.isEmpty()) {
      return new Protection(null, plaintext.equals("allow"));
    }
    return by(
        TlsSettings.of(Path.of(certificate), Path.of(key))
            .withClients(clients.isEmpty() ? null : Path.of(clients)));
  }

  /** Refuses a host where connections would leave the machine unprotected. */
  public void requireFor(String role, String host) {
    require(
        tls != null || plaintextAnywhere || isLoopback(host),
        role
            + ".host is no loopback address: set "
            + role
            + ".tls.certificate, or "
            + role
            + ".plaintext = allow where something else protects the connections");
  }

  /** The certificates to serve with; null for plaintext. Whoever opens them closes them. */
  public @Nullable Tls open() throws IOException {
    return tls == null ? null : Tls.open(tls);
  }

  /** How the door's addresses begin. */
  public String scheme() {
    return tls == null ? "http" : "https";
  }

  private static boolean isLoopback(String host) {
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static void require(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException("setting " + message);
    }
  }
}
