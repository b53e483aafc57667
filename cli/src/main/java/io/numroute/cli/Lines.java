package io.numroute.cli;

import java.util.ArrayList;
import java.util.List;

/** Text in lines of a bounded width, broken between words where there is a place. */
final class Lines {
  private Lines() {}

  /** At least one line; none longer than {@code width} unless a surrogate pair stands there. */
  static List<String> broken(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text.strip();
    while (rest.length() > width) {
      int space = rest.lastIndexOf(' ', width);
      int end = space > 0 ? space : width;
      if (space <= 0 && Character.isHighSurrogate(rest.charAt(end - 1))) {
        end++;
      }
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).strip();
    }
    if (!rest.isEmpty() || lines.isEmpty()) {
      lines.add(rest);
    }
    return lines;
  }
}
