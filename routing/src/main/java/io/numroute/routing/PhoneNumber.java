package io.numroute.routing;

/**
 * An international number as in ITU-T E.164: 1 to 15 digits, the first of them no zero, written
 * with a plus.
 *
 * @param digits as {@link Digits} packs them
 */
public record PhoneNumber(long digits) implements Comparable<PhoneNumber> {
  public PhoneNumber {
    int length = Digits.length(digits);
    if (length == 0
        || length > Digits.E164_MAX
        || Digits.at(digits, 0) == 0
        || !Digits.isValid(digits)) {
      throw new IllegalArgumentException("not an E.164 number: " + Digits.toString(digits));
    }
  }

  /**
   * The number of {@code +} and digits. Throws IllegalArgumentException, which says what is wrong.
   */
  public static PhoneNumber parse(String text) {
    if (!text.startsWith("+")) {
      throw new IllegalArgumentException("an E.164 number begins with +");
    }
    long digits = Digits.parse(text, 1, text.length());
    if (digits == Digits.INVALID || text.length() > 1 + Digits.E164_MAX) {
      throw new IllegalArgumentException("an E.164 number is + and 1 to 15 digits");
    }
    return new PhoneNumber(digits);
  }

  @Override
  public int compareTo(PhoneNumber other) {
    return Long.compareUnsigned(digits, other.digits);
  }

  @Override
  public String toString() {
    return "+" + Digits.toString(digits);
  }
}
