package io.numroute.edge;

import io.numroute.routing.Digits;

/**
 * Reads a telephone number as people and gateways write it: with or without plus, with spaces and
 * the visual separators of RFC 3966 ({@code - . ( )}), percent-encoded when it comes from a path. A
 * plus is a plus, not a space. What comes out is 1 to 15 digits, the first not 0; whether it is
 * long enough is the router's to say.
 *
 * <p>Called once per lookup; allocates nothing for a number.
 */
final class NumberText {
  private NumberText() {}

  /**
   * The digits, packed as {@link Digits} does.
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
      int c = text[i] & 0xFF;
      if (c == '%' && percent) {
        int high = i + 2 < to ? Character.digit(text[i + 1], 16) : -1;
        int low = i + 2 < to ? Character.digit(text[i + 2], 16) : -1;
        if (high >= 0 && low >= 0) {
          c = high << 4 | low;
          i += 2;
        } else {
          throw BadQuestion.notANumber(
              "the % at character " + place + " is not followed by two hexadecimal digits");
        }
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
      } else if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')') {
        throw BadQuestion.notANumber("character " + place + " is " + name(c));
      }
    }
    if (count == 0) {
      throw BadQuestion.notANumber("there is no digit");
    } else if (count > Digits.E164_MAX) {
      throw BadQuestion.notANumber("has " + count + " digits; E.164 allows 15");
    }
    return digits;
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
