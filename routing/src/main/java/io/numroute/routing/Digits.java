package io.numroute.routing;

/**
 * A sequence of 0 to 16 decimal digits in one {@code long}: a nibble per digit, most significant
 * first, holding the digit plus one; unused nibbles are zero.
 *
 * <p>So leading zeros survive, the unsigned order of the longs is the lexicographic order of the
 * texts (a prefix comes right before everything that starts with it), and "starts with" is one
 * mask. E.164 allows {@value #E164_MAX} digits and the borders enforce that; the type has room for
 * 16. Longer sequences would need a second word.
 *
 * <p>All methods allocate nothing, except those that return text.
 */
public final class Digits {
  /** The most digits an E.164 number has (ITU-T E.164, 6.2.1). */
  public static final int E164_MAX = 15;

  /** The most digits this representation holds. */
  public static final int CAPACITY = 16;

  /** The sequence without digits. */
  public static final long EMPTY = 0;

  /** What {@link #parse} returns for anything but 1 to 16 digits. */
  public static final long INVALID = -1;

  private Digits() {}

  /** Number of digits, 0 to 16. */
  public static int length(long digits) {
    return CAPACITY - Long.numberOfTrailingZeros(digits) / 4;
  }

  /** The digit at {@code index}, 0 being the first; -1 past the end. */
  public static int at(long digits, int index) {
    return (int) (digits >>> (60 - 4 * index) & 0xF) - 1;
  }

  /** The first {@code length} digits, or all when there are fewer. */
  public static long first(long digits, int length) {
    return digits & mask(length);
  }

  /**
   * Whether {@code digits} begins with {@code prefix}; every sequence begins with itself and with
   * the empty one.
   */
  public static boolean startsWith(long digits, long prefix) {
    return (digits & mask(length(prefix))) == prefix;
  }

  /** {@code digits} followed by {@code digit}. The sequence must have room. */
  public static long append(long digits, int digit) {
    int length = length(digits);
    if (length == CAPACITY || digit < 0 || digit > 9) {
      throw new IllegalArgumentException("cannot append " + digit + " to " + length + " digits");
    }
    return digits | (digit + 1L) << (60 - 4 * length);
  }

  /**
   * The digits of {@code text} from {@code start} to {@code end}, or {@link #INVALID} when any is
   * no digit or too many.
   */
  public static long parse(CharSequence text, int start, int end) {
    if (end - start < 1 || end - start > CAPACITY) {
      return INVALID;
    }
    long digits = 0;
    for (int i = start, shift = 60; i < end; i++, shift -= 4) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return INVALID;
      }
      digits |= (digit + 1L) << shift;
    }
    return digits;
  }

  /** The digits of the whole {@code text}, or {@link #INVALID}. */
  public static long parse(CharSequence text) {
    return parse(text, 0, text.length());
  }

  /** Whether a long read from a file or a peer is a well-formed sequence. */
  public static boolean isValid(long digits) {
    int length = length(digits);
    for (int i = 0; i < length; i++) {
      int digit = at(digits, i);
      if (digit < 0 || digit > 9) {
        return false;
      }
    }
    return true;
  }

  /** The digits as text, without plus. */
  public static String toString(long digits) {
    byte[] ascii = new byte[length(digits)];
    write(digits, ascii, 0);
    return new String(ascii, java.nio.charset.StandardCharsets.US_ASCII);
  }

  /**
   * Writes the digits as ASCII to {@code target} from {@code offset} and returns the offset after
   * them.
   */
  public static int write(long digits, byte[] target, int offset) {
    int at = offset;
    for (long rest = digits; rest != 0; rest <<= 4) {
      target[at++] = (byte) ('0' - 1 + (rest >>> 60));
    }
    return at;
  }

  private static long mask(int length) {
    return length == 0 ? 0 : -1L << (64 - 4 * length);
  }
}
