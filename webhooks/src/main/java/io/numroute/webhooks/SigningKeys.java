package io.numroute.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The service's own keys, by which receivers know that a webhook comes from it: one, or two while
 * the first is being replaced. Ed25519, as the scheme {@code v1a} of the Standard Webhooks
 * specification has it. Written as {@code whsk_} and the base64 of the 32 bytes of RFC 8032.
 * Thread-safe.
 */
public final class SigningKeys {
  private static final String SECRET = "whsk_";
  private static final String PUBLIC = "whpk_";
  private static final String SCHEME = "v1a,";
  private static final String ALGORITHM = "Ed25519";
  private static final int KEY_BYTES = 32;
  private static final int MOST = 2;

  private final List<Pair> pairs;

  private record Pair(PrivateKey secret, Published published) {}

  /**
   * What anybody may know of a key.
   *
   * @param id from the key itself: the first bytes of its SHA-256
   * @param key {@code whpk_} and the base64 of its 32 bytes
   */
  public record Published(String id, String key) {}

  private SigningKeys(List<Pair> pairs) {
    this.pairs = List.copyOf(pairs);
  }

  /** A new key, as it is written. */
  public static String generate(SecureRandom random) {
    byte[] seed = new byte[KEY_BYTES];
    random.nextBytes(seed);
    return SECRET + Base64.getEncoder().encodeToString(seed);
  }

  /**
   * Those of a file: one or two lines. Throws IllegalArgumentException, which quotes nothing of it.
   */
  public static SigningKeys parse(String lines) {
    List<Pair> pairs = new ArrayList<>();
    for (String line : lines.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      pairs.add(pair(line));
    }
    if (pairs.isEmpty() || pairs.size() > MOST) {
      throw new IllegalArgumentException("must hold one key or two, each on a line");
    }
    return new SigningKeys(pairs);
  }

  private static Pair pair(String line) {
    byte[] seed;
    try {
      seed = Base64.getDecoder().decode(line.startsWith(SECRET) ? line.substring(5) : "-");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("holds a line that is no whsk_ key", e);
    }
    if (seed.length != KEY_BYTES) {
      throw new IllegalArgumentException("holds a key that has not 32 bytes");
    }
    try {
      PrivateKey secret =
          KeyFactory.getInstance(ALGORITHM)
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
      PublicKey open = publicOf(seed);
      byte[] written = open.getEncoded();
      byte[] raw = Arrays.copyOfRange(written, written.length - KEY_BYTES, written.length);
      requireFit(secret, open);
      return new Pair(secret, published(raw));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no Ed25519", e);
    }
  }

  private static Published published(byte[] raw) throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(raw);
    return new Published(
        HexFormat.of().formatHex(hash, 0, 8), PUBLIC + Base64.getEncoder().encodeToString(raw));
  }

  /** The JDK computes it only for a pair that it makes: so it is given the seed as randomness. */
  private static PublicKey publicOf(byte[] seed) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
    generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
    return generator.generateKeyPair().getPublic();
  }

  private static final class Seed extends SecureRandom {
    private static final long serialVersionUID = 1;
    private final byte[] seed;

    Seed(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }

  /** Another provider might draw its randomness otherwise. */
  private static void requireFit(PrivateKey secret, PublicKey open)
      throws GeneralSecurityException {
    byte[] anything = {1, 2, 3};
    Signature verifier = Signature.getInstance(ALGORITHM);
    verifier.initVerify(open);
    verifier.update(anything);
    if (!verifier.verify(sign(secret, anything))) {
      throw new GeneralSecurityException("the public key is not the secret one's");
    }
  }

  /** What receivers hold signatures against. */
  public List<Published> published() {
    return pairs.stream().map(Pair::published).toList();
  }

  /**
   * The value of {@code webhook-signature}: a signature by each key.
   *
   * @param id without a full stop
   */
  String sign(String id, long timestamp, byte[] body) {
    byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII);
    byte[] signed = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, signed, head.length, body.length);
    List<String> signatures = new ArrayList<>();
    for (Pair pair : pairs) {
      try {
        signatures.add(SCHEME + Base64.getEncoder().encodeToString(sign(pair.secret(), signed)));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("it signed when it was read", e);
      }
    }
    return String.join(" ", signatures);
  }

  private static byte[] sign(PrivateKey secret, byte[] what) throws GeneralSecurityException {
    Signature signer = Signature.getInstance(ALGORITHM);
    signer.initSign(secret);
    signer.update(what);
    return signer.sign();
  }

  /** The ids of the keys, no more. */
  @Override
  public String toString() {
    return "SigningKeys" + published().stream().map(Published::id).toList();
  }
}
