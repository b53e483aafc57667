package io.numroute.routing;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a call carries. */
@SuppressWarnings("EnumOrdinal") // in memory only
public enum Media {
  VOICE,
  FAX,
  MODEM,
  VIDEO;

  /** How many there are. */
  static final int COUNT = values().length;

  private final int bit = 1 << ordinal();

  /** A bit of its own, the lowest for the first. */
  int bit() {
    return bit;
  }

  /** The bits of a set. */
  static int bits(Set<Media> media) {
    int bits = 0;
    for (Media medium : media) {
      bits |= medium.bit;
    }
    return bits;
  }

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
