package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/** How a SIP gateway is reached (RFC 3261, 18; RFC 7118 for ws). */
public enum Transport {
  UDP,
  TCP,
  TLS,
  WS;

  private final String word = name().toLowerCase(java.util.Locale.ROOT);

  /** The word used at every border: in URLs, JSON and records. */
  public String word() {
    return word;
  }

  /** The constant of that word, or null. */
  public static @Nullable Transport ofWord(String word) {
    for (Transport value : values()) {
      if (value.word.equals(word)) {
        return value;
      }
    }
    return null;
  }
}
