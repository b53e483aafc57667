package io.numroute.cli.bench;

/** One of the three servers that get the same load. */
enum Side {
  RAW("a", "raw Grizzly handler"),
  HOT("b", "full path, hot GET"),
  JERSEY("c", "full path, Jersey");

  private final String letter;
  private final String words;

  Side(String letter, String words) {
    this.letter = letter;
    this.words = words;
  }

  String letter() {
    return letter;
  }

  String words() {
    return words;
  }

  /** Whether it is our node, and not the limit. */
  boolean isNode() {
    return this != RAW;
  }
}
