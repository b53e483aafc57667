package io.numroute.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * An API key: {@code nr_<key id>_<secret>}. The id (12 characters of {@code a-z 2-7}) names the key
 * in logs and topics; the secret (256 random bits as 43 characters of base64url) is known to its
 * owner alone, everybody else keeps its SHA-256: enough and fast for a random secret, where a
 * password would need a slow hash. {@link #toString} hides the secret.
 *
 * @param keyId never secret
 * @param secret the 43 characters
 */
public record ApiKey(String keyId, String secret) {
  static final int ID_AT = 3;
  static final int ID_LENGTH = 12;
  static final int SECRET_LENGTH = 43;

  /** Where the secret begins in the written form. */
  static final int SECRET_AT = 3 + ID_LENGTH + 1;

  static final int LENGTH = SECRET_AT + SECRET_LENGTH;

  private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  public ApiKey {
    byte[] written = ascii("nr_" + keyId + "_" + secret);
    if (!isWellFormed(written, 0, written.length)) {
      throw new IllegalArgumentException("not an API key");
    }
  }

  /** A new key. */
  public static ApiKey generate(SecureRandom random) {
    StringBuilder id = new StringBuilder(ID_LENGTH);
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_ALPHABET.charAt(random.nextInt(32)));
    }
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return new ApiKey(
        id.toString(), Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  /** The key of its written form; null when it has not that form. */
  public static @Nullable ApiKey parse(String written) {
    byte[] ascii = ascii(written);
    return isWellFormed(ascii, 0, ascii.length)
        ? new ApiKey(written.substring(3, 3 + ID_LENGTH), written.substring(SECRET_AT))
        : null;
  }

  /** What the owner is given once: {@code nr_..._...}. A secret. */
  public String written() {
    return "nr_" + keyId + "_" + secret;
  }

  /** What everybody else keeps: SHA-256 of the secret's 43 characters. */
  public byte[] secretSha256() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(ascii(secret));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "nr_" + keyId + "_(secret)";
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static boolean isKeyId(String text) {
    return text.length() == ID_LENGTH && text.chars().allMatch(c -> ID_ALPHABET.indexOf(c) >= 0);
  }

  static boolean isWellFormed(byte[] ascii, int from, int to) {
    if (to - from != LENGTH
        || ascii[from] != 'n'
        || ascii[from + 1] != 'r'
        || ascii[from + 2] != '_'
        || ascii[from + SECRET_AT - 1] != '_') {
      return false;
    }
    for (int i = from + 3; i < from + SECRET_AT - 1; i++) {
      byte c = ascii[i];
      if (!((c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'))) {
        return false;
      }
    }
    for (int i = from + SECRET_AT; i < to; i++) {
      byte c = ascii[i];
      if (!((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || c == '-'
          || c == '_')) {
        return false;
      }
    }
    return true;
  }
}
