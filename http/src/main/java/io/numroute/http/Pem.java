package io.numroute.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PEM files (RFC 7468): certificates, and a private key as unencrypted PKCS#8. What is wrong with a
 * file is said without any of its content.
 */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  /** More than any chain or trust store in use; a bound, since it is read into memory. */
  private static final long MAX_BYTES = 4 << 20;

  private Pem() {}

  /** All certificates of a file, in its order; at least one. */
  static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher block = BLOCK.matcher(text(file));
    while (block.find()) {
      if (block.group(1).equals("CERTIFICATE")) {
        byte[] der = decoded(block.group(2), file);
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
    }
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException(file + " has no CERTIFICATE");
    }
    return certificates;
  }

  /** The private key of a file: RSA, EC or EdDSA. */
  static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    Matcher block = BLOCK.matcher(text(file));
    while (block.find()) {
      if (block.group(1).equals("PRIVATE KEY")) {
        return privateKey(decoded(block.group(2), file), file);
      }
    }
    throw new GeneralSecurityException(
        file + " has no PRIVATE KEY: unencrypted PKCS#8 is needed (openssl pkcs8 -topk8 -nocrypt)");
  }

  private static PrivateKey privateKey(byte[] pkcs8, Path file) throws GeneralSecurityException {
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        // Of another algorithm.
      }
    }
    throw new GeneralSecurityException(file + " has a key that is not RSA, EC or EdDSA");
  }

  private static byte[] decoded(String base64, Path file) throws GeneralSecurityException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException(file + " is broken base64", e);
    }
  }

  private static String text(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
    }
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
