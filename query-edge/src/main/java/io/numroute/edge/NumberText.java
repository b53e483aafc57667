package io.numroute.edge;

import io.numroute.routing.Digits;

/**
 * Reads a telephone number as people and gateways write it: with or without plus, with spaces and
 * the visual separators of RFC 3966 ({@code - . ( )}), percent-encoded when it comes from a path. A
 * plus is a plus, not a space. Whether a number is long enough is the router's to say.
 */
final class NumberText {
  /** Added to a character that was written as three. */
  private static final int ENCODED = 0x100;

  private NumberText() {}

  /**
   * The digits of an international number, packed as {@link Digits} does: 1 to 15, the first not 0.
   * Called once per lookup; allocates nothing for a number.
   *
   * @param percent whether {@code %2B} stands for a plus
   */
  static long parse(byte[] text, int from, int to, boolean percent) throws BadQuestion {
    long digits = Digits.EMPTY;
    int count = 0;
    boolean plus = false;
    int place = 0;
    for (int i = from; i < to; i++) {
      place++;
      int c = character(text, i, to, percent, place);
      if (c >= ENCODED) {
        c -= ENCODED;
        i += 2;
      }
      if (c >= '0' && c <= '9') {
        if (count == 0 && c == '0') {
          throw BadQuestion.notANumber(
              "begins with 0: write it with its country code, as +441632960001");
        }
        if (count++ < Digits.E164_MAX) {
          digits = Digits.append(digits, c - '0');
        }
      } else if (c == '+' && count == 0 && !plus) {
        plus = true;
      } else {
        separator(c, place);
      }
    }
    if (count == 0) {
      throw BadQuestion.notANumber("there is no digit");
    } else if (count > Digits.E164_MAX) {
      throw BadQuestion.notANumber("has " + count + " digits; E.164 allows 15");
    }
    return digits;
  }

  /** Whether a plus stands before the first digit. Allocates nothing. */
  static boolean hasPlus(byte[] text, int from, int to, boolean percent) {
    for (int i = from; i < to; i++) {
      int c = text[i];
      if (c == '%' && percent && i + 2 < to) {
        c = Character.digit(text[i + 1], 16) << 4 | Character.digit(text[i + 2], 16);
        i += 2;
      }
      if (c == '+' || (c >= '0' && c <= '9')) {
        return c == '+';
      }
    }
    return false;
  }

  /**
   * The digits that somebody dials, zeros in front included.
   *
   * @param max most digits
   */
  static String dialled(byte[] text, boolean percent, int max) throws BadQuestion {
    StringBuilder digits = new StringBuilder(max);
    int count = 0;
    int place = 0;
    for (int i = 0; i < text.length; i++) {
      place++;
      int c = character(text, i, text.length, percent, place);
      if (c >= ENCODED) {
        c -= ENCODED;
        i += 2;
      }
      if (c < '0' || c > '9') {
        separator(c, place);
      } else if (count++ < max) {
        digits.append((char) c);
      }
    }
    if (count == 0) {
      throw BadQuestion.notANumber("there is no digit");
    } else if (count > max) {
      throw BadQuestion.notANumber("has " + count + " digits; nobody dials more than " + max);
    }
    return digits.toString();
  }

  private static int character(byte[] text, int at, int to, boolean percent, int place)
      throws BadQuestion {
    int c = text[at] & 0xFF;
    if (c != '%' || !percent) {
      return c;
    }
    int high = at + 2 < to ? Character.digit(text[at + 1], 16) : -1;
    int low = at + 2 < to ? Character.digit(text[at + 2], 16) : -1;
    if (high < 0 || low < 0) {
      throw BadQuestion.notANumber(
          "the % at character " + place + " is not followed by two hexadecimal digits");
    }
    return ENCODED + (high << 4 | low);
  }

  private static void separator(int c, int place) throws BadQuestion {
    if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')') {
      throw BadQuestion.notANumber("character " + place + " is " + name(c));
    }
  }

  private static String name(int c) {
    if (c < 0x20 || c == 0x7F) {
      return "a control character";
    } else if (c > 0x7F) {
      return "not ASCII";
    } else if (c == '+') {
      return "a plus; one may stand in front of the digits";
    } else if (c == '/') {
      return "a slash";
    } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      return "a letter";
    }
    return "neither a digit nor a separator";
  }
}
