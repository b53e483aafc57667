package io.numroute.routing;

/** The one rule for names that stand in keys and URLs. */
final class Names {
  static final int MAX_LENGTH = 63;

  private Names() {}

  static void check(String what, String name) {
    boolean good = !name.isEmpty() && name.length() <= MAX_LENGTH && name.charAt(0) != '-';
    for (int i = 0; good && i < name.length(); i++) {
      char c = name.charAt(i);
      good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
    if (!good) {
      throw new IllegalArgumentException(
          what + " must be 1 to 63 characters of a-z, 0-9 and -, not beginning with -");
    }
  }
}
