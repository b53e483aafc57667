package io.numroute.router;

import io.numroute.routing.Actor;
import io.numroute.routing.IspId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ISP ids met lately, so that reading a fact makes no text anew: there are some thousand ISPs
 * and a hundred million facts.
 *
 * <p>A cache by hash without locks: entries are immutable, and a lost race only makes an equal
 * entry again. Called once per lookup that finds a fact; allocates nothing when the ISP is known.
 */
final class KnownIsps {
  private static final int SLOTS = 1 << 13;
  private static final @Nullable Known[] KNOWN = new Known[SLOTS];

  private KnownIsps() {}

  record Known(byte[] name, IspId id, Actor actor) {}

  /** The ISP whose id is the ASCII from {@code start} to {@code end}. */
  static Known of(byte[] bytes, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ hash >>> 15) & (SLOTS - 1);
    Known known = KNOWN[slot];
    if (known != null && Arrays.equals(known.name, 0, known.name.length, bytes, start, end)) {
      return known;
    }
    IspId id = new IspId(new String(bytes, start, end - start, StandardCharsets.US_ASCII));
    Known met = new Known(Arrays.copyOfRange(bytes, start, end), id, Actor.isp(id));
    KNOWN[slot] = met;
    return met;
  }
}
