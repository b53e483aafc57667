package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/**
 * All numbers that begin with a prefix, as held by an ISP.
 *
 * @param totalLength digits of a whole number of this block, at least the prefix's; 0 when any
 *     length will do
 * @param profile the holder's routing profile for its numbers; null for the holder's default
 */
public record Block(
    Prefix prefix, int totalLength, IspId holder, @Nullable String profile, Validity validity) {
  /** Any number of digits. */
  public static final int ANY_LENGTH = 0;

  public Block {
    if (totalLength != ANY_LENGTH
        && (totalLength < prefix.length() || totalLength > Digits.E164_MAX)) {
      throw new IllegalArgumentException(
          "block total length must be 0 or between its prefix's length and 15");
    }
    if (profile != null) {
      Names.check("profile name", profile);
    }
  }

  /** Routed by its holder's default profile. */
  public Block(Prefix prefix, int totalLength, IspId holder, Validity validity) {
    this(prefix, totalLength, holder, null, validity);
  }

  /** The same, held under that object for the holder's id, so that blocks share one. */
  Block heldBy(IspId sameHolder) {
    return new Block(prefix, totalLength, sameHolder, profile, validity);
  }
}
