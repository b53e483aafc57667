package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/** What the owner of a gateway wants; draining gateways are used only when nothing else is left. */
public enum AdminState {
  ENABLED,
  DRAINING,
  DISABLED;

  private final String word = name().toLowerCase(java.util.Locale.ROOT);

  /** The word used at every border: in URLs, JSON and records. */
  public String word() {
    return word;
  }

  /** The constant of that word, or null. */
  public static @Nullable AdminState ofWord(String word) {
    for (AdminState value : values()) {
      if (value.word.equals(word)) {
        return value;
      }
    }
    return null;
  }
}
