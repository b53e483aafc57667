package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/** Why the losing side does not let a number go. A closed set: commands carry no free text. */
public enum PortRejection {
  /** The customer did not ask for it. */
  NOT_AUTHORISED,
  /** What the request says does not fit what the losing side knows of the customer. */
  DETAILS_DIFFER,
  /** The number is not in service. */
  NOT_IN_SERVICE,
  /** A law or a contract keeps the number where it is. */
  RESTRICTED,
  /** None of these; the sides know. */
  OTHER;

  private final String word = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

  /** The word used at every border: in URLs, JSON and records. */
  public String word() {
    return word;
  }

  /** The constant of that word, or null. */
  public static @Nullable PortRejection ofWord(String word) {
    for (PortRejection value : values()) {
      if (value.word.equals(word)) {
        return value;
      }
    }
    return null;
  }
}
