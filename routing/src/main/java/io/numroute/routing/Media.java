package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/** What a call carries. */
public enum Media {
  VOICE,
  FAX,
  MODEM,
  VIDEO;

  private final String word = name().toLowerCase(java.util.Locale.ROOT);

  /** The word used at every border: in URLs, JSON and records. */
  public String word() {
    return word;
  }

  /** The constant of that word, or null. */
  public static @Nullable Media ofWord(String word) {
    for (Media value : values()) {
      if (value.word.equals(word)) {
        return value;
      }
    }
    return null;
  }
}
