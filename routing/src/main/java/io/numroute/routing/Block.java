package io.numroute.routing;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All numbers that begin with a prefix, as held by an ISP.
 *
 * @param totalLength digits of a whole number of this block, at least the prefix's; 0 when any
 *     length will do
 * @param profile the holder's routing profile for its numbers; null for the holder's default
 * @param successor what comes after it at a given instant, or null
 */
public record Block(
    Prefix prefix,
    int totalLength,
    IspId holder,
    @Nullable String profile,
    Validity validity,
    @Nullable Successor successor) {
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
    if (successor != null && successor.block.successor != null) {
      throw new IllegalArgumentException("a successor has no successor");
    }
    if (successor != null && !successor.block.prefix.equals(prefix)) {
      throw new IllegalArgumentException("the successor is a block of another prefix");
    }
    if (successor != null && successor.fromMs <= validity.fromMs()) {
      throw new IllegalArgumentException("the successor comes before the block it follows");
    }
  }

  /** Without a successor. */
  public Block(
      Prefix prefix, int totalLength, IspId holder, @Nullable String profile, Validity validity) {
    this(prefix, totalLength, holder, profile, validity, null);
  }

  /** Routed by its holder's default profile, without a successor. */
  public Block(Prefix prefix, int totalLength, IspId holder, Validity validity) {
    this(prefix, totalLength, holder, null, validity, null);
  }

  /**
   * A change that is already decided and takes effect by itself: another holder, length, profile or
   * validity.
   *
   * @param fromMs first instant at which {@code block} speaks, epoch milliseconds
   * @param block of the same prefix
   */
  public record Successor(long fromMs, Block block) {}

  /** What speaks for the prefix at that instant: this, or the successor. Validity is not asked. */
  public Block at(long instantMs) {
    return successor != null && instantMs >= successor.fromMs ? successor.block : this;
  }

  /** The first instant after {@code instantMs} at which {@link #at} or its validity changes. */
  public long nextChangeMs(long instantMs) {
    if (successor == null) {
      return validity.nextChangeMs(instantMs);
    } else if (instantMs >= successor.fromMs) {
      return successor.block.validity.nextChangeMs(instantMs);
    }
    return Math.min(successor.fromMs, validity.nextChangeMs(instantMs));
  }

  /** The same, with these objects for the ids of its ISPs, so that blocks share them. */
  Block naming(UnaryOperator<IspId> ids) {
    return new Block(
        prefix,
        totalLength,
        ids.apply(holder),
        profile,
        validity,
        successor == null ? null : new Successor(successor.fromMs, successor.block.naming(ids)));
  }
}
