package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/** The kinds of service that a number may stand for. */
@SuppressWarnings("EnumOrdinal") // in memory only
public enum ServiceOperation {
  PRODUCT_ORDERING,
  CALLING_CARD,
  RESERVATION,
  CUSTOMER_SERVICE;

  /** How many there are. */
  static final int COUNT = values().length;

  private final int index = ordinal();

  /** Its place among them. */
  int index() {
    return index;
  }

  private final String word = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

  /** The word used at every border: in URLs, JSON and records. */
  public String word() {
    return word;
  }

  /** The constant of that word, or null. */
  public static @Nullable ServiceOperation ofWord(String word) {
    for (ServiceOperation value : values()) {
      if (value.word.equals(word)) {
        return value;
      }
    }
    return null;
  }
}
