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
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PEM file (RFC 7468) held when it was read: certificates, or a private key as unencrypted
 * PKCS#8. What is wrong with it is said without any of its content.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by isAs
record Pem(Path file, byte[] bytes) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  /** More than any chain or trust store in use; a bound, since it is read into memory. */
  private static final long MAX_BYTES = 4 << 20;

  static Pem read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
    }
    return new Pem(file, Files.readAllBytes(file));
  }

  /** Whether the file held the same then. */
  boolean isAs(Pem other) {
    return Arrays.equals(bytes, other.bytes);
  }

  /** All certificates of the file, in its order; at least one. */
  List<X509Certificate> certificates() throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher block = BLOCK.matcher(text());
    while (block.find()) {
      if (block.group(1).equals("CERTIFICATE")) {
        byte[] der = decoded(block.group(2));
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
    }
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException(file + " has no CERTIFICATE");
    }
    return certificates;
  }

  /** The private key of the file: RSA, EC or EdDSA. */
  PrivateKey privateKey() throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(text());
    while (block.find()) {
      if (block.group(1).equals("PRIVATE KEY")) {
        return privateKey(decoded(block.group(2)));
      }
    }
    throw new GeneralSecurityException(
        file + " has no PRIVATE KEY: unencrypted PKCS#8 is needed (openssl pkcs8 -topk8 -nocrypt)");
  }

  private PrivateKey privateKey(byte[] pkcs8) throws GeneralSecurityException {
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        // Of another algorithm.
      }
    }
    throw new GeneralSecurityException(file + " has a key that is not RSA, EC or EdDSA");
  }

  private byte[] decoded(String base64) throws GeneralSecurityException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException(file + " is broken base64", e);
    }
  }

  private String text() {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
