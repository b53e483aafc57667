package io.numroute.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.numroute.cli.terminal.Terminal;

/** A what-if for people: the decision of today, the one that is proposed, in what they differ. */
final class WhatIfText {
  private final Terminal terminal;
  private final ExplanationText text;

  WhatIfText(Terminal terminal) {
    this.terminal = terminal;
    this.text = new ExplanationText(terminal, terminal.out());
  }

  void show(JsonNode whatIf) {
    String number = whatIf.path("number").asText();
    decision(number + " today", whatIf.path("today"));
    decision(number + " as proposed", whatIf.path("proposed"));
    terminal.out().println(terminal.bold("Difference"));
    JsonNode differences = whatIf.path("differences");
    if (differences.isEmpty()) {
      terminal.out().println("  none");
    }
    for (JsonNode difference : differences) {
      text.line(difference.path("what").asText(), difference(difference));
    }
  }

  private void decision(String title, JsonNode decision) {
    terminal.out().println(terminal.bold(title));
    text.line("outcome", outcome(decision));
    for (JsonNode gateway : decision.path("gateways")) {
      text.line("gateway", gateway.path("gateway").asText() + "  " + gateway.path("uri").asText());
    }
    for (JsonNode dropped : decision.path("dropped")) {
      text.line(
          "dropped", dropped.path("gateway").asText() + ": " + dropped.path("reason").asText());
    }
    text.line("until", decision.path("validUntil").asText());
    text.steps(decision);
  }

  private static String outcome(JsonNode decision) {
    StringBuilder outcome = new StringBuilder(decision.path("outcome").asText());
    append(outcome, " to ", decision.path("servingIsp"));
    append(outcome, " by ", decision.path("refusedBy"));
    append(outcome, ", rule ", decision.path("rule"));
    append(outcome, ", SIP ", decision.path("sipCode"));
    append(outcome, " ", decision.path("reason"));
    for (JsonNode media : decision.path("possibleMedia")) {
      append(outcome, ", possible: ", media);
    }
    return outcome.toString();
  }

  private static void append(StringBuilder outcome, String before, JsonNode value) {
    if (!value.isMissingNode()) {
      outcome.append(before).append(value.asText());
    }
  }

  private static String difference(JsonNode difference) {
    String gateway = difference.path("gateway").asText("");
    boolean values = difference.has("today") || difference.has("proposed");
    String change =
        values
            ? difference.path("today").asText("nothing")
                + " -> "
                + difference.path("proposed").asText("nothing")
            : "";
    return gateway.isEmpty() || change.isEmpty() ? gateway + change : gateway + ": " + change;
  }
}
