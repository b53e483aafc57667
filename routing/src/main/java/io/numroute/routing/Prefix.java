package io.numroute.routing;

/**
 * The leading digits that a set of numbers shares: 1 to 15 digits, written without plus. Not a
 * number: {@code 4471} as a prefix stands for millions.
 *
 * @param digits as {@link Digits} packs them
 */
public record Prefix(long digits) implements Comparable<Prefix> {
  public Prefix {
    int length = Digits.length(digits);
    if (length == 0
        || length > Digits.E164_MAX
        || Digits.at(digits, 0) == 0
        || !Digits.isValid(digits)) {
      throw new IllegalArgumentException("not a prefix: " + Digits.toString(digits));
    }
  }

  /**
   * The prefix of that many digits. Throws IllegalArgumentException for anything else, a plus
   * included.
   */
  public static Prefix parse(String text) {
    long digits = Digits.parse(text);
    if (digits == Digits.INVALID || text.length() > Digits.E164_MAX) {
      throw new IllegalArgumentException("a prefix is 1 to 15 digits");
    }
    return new Prefix(digits);
  }

  /** Number of digits. */
  public int length() {
    return Digits.length(digits);
  }

  /** Whether every number of {@code other} is a number of this prefix too. */
  public boolean covers(Prefix other) {
    return Digits.startsWith(other.digits, digits);
  }

  /** Whether {@code number} begins with this prefix. */
  public boolean covers(PhoneNumber number) {
    return Digits.startsWith(number.digits(), digits);
  }

  @Override
  public int compareTo(Prefix other) {
    return Long.compareUnsigned(digits, other.digits);
  }

  @Override
  public String toString() {
    return Digits.toString(digits);
  }
}
