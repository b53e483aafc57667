package io.numroute.routing;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbers from one to another, both of them included and of the same length: how numbering
 * plans are printed. Blocks are prefixes; {@link #prefixes} is the way from one to the other.
 */
public record NumberRange(PhoneNumber from, PhoneNumber to) {
  public NumberRange {
    if (Digits.length(from.digits()) != Digits.length(to.digits())) {
      throw new IllegalArgumentException("the ends of a range have the same number of digits");
    } else if (from.compareTo(to) > 0) {
      throw new IllegalArgumentException("a range ends before it begins");
    }
  }

  /** Digits of each of its numbers. */
  public int length() {
    return Digits.length(from.digits());
  }

  /**
   * The fewest prefixes that cover these numbers and, of numbers of this length, no others; in
   * order. At most 18 for each digit but the first and 7 for that: 259.
   *
   * <p>From the left, each prefix is the shortest that begins where the last one ended and does not
   * reach beyond the end: a shorter one would cover what is outside, so no cover has fewer.
   */
  public List<Prefix> prefixes() {
    List<Prefix> prefixes = new ArrayList<>();
    long end = value(to.digits());
    long at = value(from.digits());
    while (at <= end) {
      int open = 0;
      long size = 1;
      while (open < length() - 1 && at % (size * 10) == 0 && at + size * 10 - 1 <= end) {
        open++;
        size *= 10;
      }
      prefixes.add(Prefix.parse(Long.toString(at / size)));
      at += size;
    }
    return prefixes;
  }

  /** The sequence read as a decimal number: 15 digits fit. */
  private static long value(long digits) {
    long value = 0;
    for (int i = 0; i < Digits.length(digits); i++) {
      value = value * 10 + Digits.at(digits, i);
    }
    return value;
  }

  @Override
  public String toString() {
    return from + "-" + to;
  }
}
