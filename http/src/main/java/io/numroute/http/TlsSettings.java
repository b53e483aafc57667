package io.numroute.http;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a door needs to speak TLS. The files are PEM, and are read again when they change.
 *
 * @param certificate the server's certificate first, then those that lead to its root
 * @param key its private key, unencrypted PKCS#8
 * @param clients the roots of those certificates by which clients may prove who they are; null when
 *     they are not asked for any
 * @param look how often it is looked whether a file has changed
 */
public record TlsSettings(Path certificate, Path key, @Nullable Path clients, Duration look) {
  /** How often files are looked at. */
  public static final Duration LOOK = Duration.ofSeconds(5);

  public TlsSettings {
    if (look.isNegative() || look.isZero()) {
      throw new IllegalArgumentException("look must be positive");
    }
  }

  /** Those files, with the usual look; no client is asked for a certificate. */
  public static TlsSettings of(Path certificate, Path key) {
    return new TlsSettings(certificate, key, null, LOOK);
  }

  /** The same, and clients may prove who they are by certificates of these roots. */
  public TlsSettings withClients(@Nullable Path roots) {
    return new TlsSettings(certificate, key, roots, look);
  }
}
