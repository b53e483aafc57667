package io.numroute.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.numroute.cli.terminal.Terminal;
import java.io.PrintStream;

/**
 * The steps of a decision for people: what was looked at, what was found, and below it the command
 * behind the fact. Findings are broken at the terminal's width and stay in their column.
 *
 * <pre>
 *   number        +447106123456 is assigned to vodafone
 *                 by authority at 2026-11-22T10:00:00Z, numbers 2817
 * </pre>
 */
final class ExplanationText {
  private static final int INDENT = 2;
  private static final int LABEL = 13;
  private static final int LEAST_WIDTH = 24;

  private final Terminal terminal;
  private final PrintStream out;

  ExplanationText(Terminal terminal, PrintStream out) {
    this.terminal = terminal;
    this.out = out;
  }

  /** The steps of an explained answer, where there are any. */
  void steps(JsonNode explained) {
    for (JsonNode step : explained.path("steps")) {
      line(step.path("step").asText(), step.path("finding").asText());
      String command = command(step);
      if (!command.isEmpty()) {
        continued(command);
      }
    }
  }

  /** What a step rests on, in words; empty when it rests on nothing published. */
  private static String command(JsonNode step) {
    JsonNode command = step.path("command");
    if (!command.isObject()) {
      return "";
    }
    String at = command.path("at").asText("");
    String source = step.path("source").asText("");
    return "by "
        + command.path("actor").asText("somebody")
        + (at.isEmpty() ? "" : " at " + at)
        + ", "
        + (source.isEmpty() ? "offset" : source)
        + " "
        + command.path("offset").asText();
  }

  /** A label and what belongs to it, on as many lines as that takes. */
  void line(String label, String text) {
    String head = terminal.faint(padded(label));
    for (String piece : Lines.broken(text, width())) {
      out.println(" ".repeat(INDENT) + head + piece);
      head = padded("");
    }
  }

  private void continued(String text) {
    for (String piece : Lines.broken(text, width())) {
      out.println(" ".repeat(INDENT) + padded("") + terminal.faint(piece));
    }
  }

  private int width() {
    return Math.max(LEAST_WIDTH, terminal.columns() - INDENT - LABEL - 1);
  }

  private static String padded(String label) {
    return label + " ".repeat(Math.max(1, LABEL - label.length()));
  }
}
