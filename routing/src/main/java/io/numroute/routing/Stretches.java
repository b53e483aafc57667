package io.numroute.routing;

import io.numroute.routing.time.TimeCondition;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Whether rules with windows or a validity are in force: for each the stretch of time that was
 * asked about last, in which it says one thing, so that a window costs no search while lookups ask
 * about now. Three longs a rule, side by side: from when, until when and what, and a seal over
 * both.
 *
 * <p>Threads race to remember, without locks. What is read is believed when the seal fits, which it
 * does not for words of two writers: the seal tells any two values of either word apart.
 */
final class Stretches {
  /** Until for ever, in the bits that an end has. */
  private static final long NEVER = Long.MAX_VALUE >> 1;

  /** In force for ever. */
  static final long ALWAYS = NEVER << 1 | 1;

  private static final int WORDS = 3;
  private static final long SEAL_FROM = 0x9E3779B97F4A7C15L;
  private static final long SEAL_SAID = 0xC2B2AE3D27D4EB4FL;

  /** Odd, so nothing that was never written fits. */
  private static final long SEAL = 0x165667B19E3779F9L;

  private final AtomicLongArray words;

  /**
   * @param rules how many are to be remembered
   */
  Stretches(int rules) {
    words = new AtomicLongArray(WORDS * rules);
  }

  /**
   * What a rule says at an instant: {@link #inForce} and {@link #untilMs}. Allocates only when it
   * was not asked about such an instant before.
   *
   * @param slot of the rule, its own
   */
  long at(int slot, Rule rule, long atMs) {
    int word = WORDS * slot;
    long fromMs = words.getOpaque(word);
    long said = words.getOpaque(word + 1);
    if (words.getOpaque(word + 2) == seal(fromMs, said)
        && atMs >= fromMs
        && (said >> 1 == NEVER || atMs < said >> 1)) {
      return said;
    }
    said = compute(rule, atMs);
    words.setOpaque(word, atMs);
    words.setOpaque(word + 1, said);
    words.setOpaque(word + 2, seal(atMs, said));
    return said;
  }

  /** Whether the rule is in force. */
  static boolean inForce(long said) {
    return (said & 1) != 0;
  }

  /** First instant at which it may say something else; Long.MAX_VALUE for never. */
  static long untilMs(long said) {
    return said >> 1 == NEVER ? Long.MAX_VALUE : said >> 1;
  }

  private static long compute(Rule rule, long atMs) {
    long[] untilMs = {rule.validity().nextChangeMs(atMs)};
    TimeCondition when = rule.when();
    boolean inForce =
        rule.validity().contains(atMs)
            && (when == null || when.holds(atMs, ms -> untilMs[0] = Math.min(untilMs[0], ms)));
    return Math.min(untilMs[0], NEVER) << 1 | (inForce ? 1 : 0);
  }

  private static long seal(long fromMs, long said) {
    return SEAL ^ fromMs * SEAL_FROM ^ said * SEAL_SAID;
  }
}
