package io.numroute.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that are good now: an immutable open-addressed table from the 60 bits of a key id to the
 * hash of its secret and its caller. {@link #verify} is called once per request and allocates
 * nothing; its cost is one SHA-256.
 */
final class CredentialTable implements ApiKeys {
  /** A good key. */
  record Good(byte[] secretSha256, ActiveKey key) {}

  private static final ThreadLocal<Hash> HASH = ThreadLocal.withInitial(Hash::new);

  private final long[] ids;
  private final @Nullable Good[] goods;
  private final int mask;
  private final int size;

  CredentialTable(Map<String, Good> byKeyId) {
    int capacity = Integer.highestOneBit(Math.max(8, byKeyId.size() * 2)) * 2;
    ids = new long[capacity];
    goods = new @Nullable Good[capacity];
    mask = capacity - 1;
    size = byKeyId.size();
    byKeyId.forEach(
        (keyId, good) -> {
          byte[] ascii = ApiKey.ascii(keyId);
          long id = packed(ascii, 0);
          int i = slot(id);
          while (goods[i] != null) {
            i = (i + 1) & mask;
          }
          ids[i] = id;
          goods[i] = good;
        });
  }

  List<ActiveKey> keys() {
    List<ActiveKey> keys = new ArrayList<>(size);
    for (Good good : goods) {
      if (good != null) {
        keys.add(good.key);
      }
    }
    return keys;
  }

  int size() {
    return size;
  }

  @Override
  public @Nullable Caller verify(byte[] ascii, int from, int to) {
    if (!ApiKey.isWellFormed(ascii, from, to)) {
      return null;
    }
    long id = packed(ascii, from + ApiKey.ID_AT);
    Good good;
    for (int i = slot(id); (good = goods[i]) != null; i = (i + 1) & mask) {
      if (ids[i] == id) {
        byte[] presented = HASH.get().of(ascii, from + ApiKey.SECRET_AT, ApiKey.SECRET_LENGTH);
        return MessageDigest.isEqual(presented, good.secretSha256) ? good.key.caller() : null;
      }
    }
    return null;
  }

  private int slot(long id) {
    return (int) (id * 0x9E3779B97F4A7C15L >>> 40) & mask;
  }

  /** Twelve characters of 5 bits. */
  private static long packed(byte[] ascii, int from) {
    long packed = 0;
    for (int i = from; i < from + ApiKey.ID_LENGTH; i++) {
      int c = ascii[i];
      packed = packed << 5 | (c >= 'a' ? c - 'a' : c - '2' + 26);
    }
    return packed;
  }

  /** SHA-256 of one thread. */
  private static final class Hash {
    private final MessageDigest sha256;
    private final byte[] out = new byte[32];

    Hash() {
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    byte[] of(byte[] in, int from, int length) {
      try {
        sha256.update(in, from, length);
        sha256.digest(out, 0, out.length);
        return out;
      } catch (java.security.DigestException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
