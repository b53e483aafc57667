package io.numroute.edge;

import org.jspecify.annotations.Nullable;

/** How an answer is written. {@code docs/formats.md} has an example of each. */
enum Format {
  /** Everything there is to say. */
  JSON("json"),
  /** One URI a line. */
  TEXT("text"),
  /** What FreeSWITCH's {@code bridge} takes. */
  DIALSTRING("dialstring"),
  /** What Kamailio's {@code rtjson} takes. */
  RTJSON("rtjson"),
  /** What siphon-sip's {@code lcr} takes; it has a path of its own. */
  LCR("lcr");

  /** Those that the parameter {@code format} may name. */
  static final String NAMES = "json, text, dialstring or rtjson";

  private final String word;

  Format(String word) {
    this.word = word;
  }

  /** What the parameter {@code format} names, or null. */
  static @Nullable Format ofWord(String word) {
    for (Format format : values()) {
      if (format != LCR && format.word.equals(word)) {
        return format;
      }
    }
    return null;
  }
}
