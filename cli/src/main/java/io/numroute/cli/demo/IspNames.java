package io.numroute.cli.demo;

import io.numroute.routing.IspId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Ids for carriers known by name only: {@code Vodafone} becomes {@code vodafone}. Where two names
 * would have the same id, the later ones in order of text carry a piece of their hash, and a name
 * without any Latin letter or digit is {@code isp-} and its hash.
 */
final class IspNames {
  private static final int LONGEST = 48;
  private static final int HASH_BYTES = 3;

  private IspNames() {}

  /** An id for each name; the same names always have the same ids. */
  static Map<String, IspId> ids(SortedSet<String> names) {
    Map<String, IspId> ids = new TreeMap<>();
    Set<String> taken = new HashSet<>();
    for (String name : names) {
      String slug = slug(name);
      String id = slug.isEmpty() ? "isp-" + hash(name) : slug;
      if (!taken.add(id)) {
        id = id + "-" + hash(name);
        if (!taken.add(id)) {
          throw new IllegalStateException("two carriers would be " + id);
        }
      }
      ids.put(name, new IspId(id));
    }
    return ids;
  }

  static String slug(String name) {
    String plain =
        Normalizer.normalize(name, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-", "");
    return plain.substring(0, Math.min(LONGEST, plain.length())).replaceAll("-$", "");
  }

  /** The first digits of the name's SHA-256. */
  static String hash(String name) {
    return HexFormat.of().formatHex(sha256(name), 0, HASH_BYTES);
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
