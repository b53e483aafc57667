package io.numroute.routing;

/**
 * Numbers that look like any other but are never routed by owner: the emergency numbers of ITU-T
 * E.161.1 (112, 911) and other national emergency numbers of wide use.
 */
final class SpecialNumbers {
  private static final long[] EMERGENCY = {
    Digits.parse("000"),
    Digits.parse("110"),
    Digits.parse("111"),
    Digits.parse("112"),
    Digits.parse("118"),
    Digits.parse("119"),
    Digits.parse("911"),
    Digits.parse("999"),
  };

  private SpecialNumbers() {}

  static boolean contains(long digits) {
    if (digits << 12 != 0) {
      return false;
    }
    for (long number : EMERGENCY) {
      if (number == digits) {
        return true;
      }
    }
    return false;
  }
}
