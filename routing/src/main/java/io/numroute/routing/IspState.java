package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/** Whether an ISP may ask and be reached. */
public enum IspState {
  ACTIVE,
  SUSPENDED;

  private final String word = name().toLowerCase(java.util.Locale.ROOT);

  /** The word used at every border: in URLs, JSON and records. */
  public String word() {
    return word;
  }

  /** The constant of that word, or null. */
  public static @Nullable IspState ofWord(String word) {
    for (IspState value : values()) {
      if (value.word.equals(word)) {
        return value;
      }
    }
    return null;
  }
}
