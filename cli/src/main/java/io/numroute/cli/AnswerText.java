package io.numroute.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.numroute.cli.demo.DemoFile;
import io.numroute.cli.terminal.Terminal;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** An edge's answer for people: who serves the number, by which gateways, how long that holds. */
final class AnswerText {
  private final Terminal terminal;
  private final @Nullable DemoFile names;

  /**
   * Text for that terminal.
   *
   * @param names where the names of ISPs are looked up, if anywhere
   */
  AnswerText(Terminal terminal, @Nullable DemoFile names) {
    this.terminal = terminal;
    this.names = names;
  }

  void show(JsonNode answer) {
    PrintStream out = terminal.out();
    out.println(
        terminal.bold(answer.path("number").asText())
            + " is served by "
            + terminal.bold(isp(answer.path("servingIsp").asText())));
    int width = answer.path("primary").path("gateway").asText().length();
    for (JsonNode backup : answer.path("backups")) {
      width = Math.max(width, backup.path("gateway").asText().length());
    }
    gateway(out, "primary", answer.path("primary"), width);
    for (JsonNode backup : answer.path("backups")) {
      gateway(out, "backup", backup, width);
    }
    line(out, "until", answer.path("validUntil").asText());
    if (answer.path("stale").asBoolean()) {
      line(out, "stale", "the router had not heard of changes for a while");
    }
    line(out, "query", answer.path("queryId").asText());
    new ExplanationText(terminal, out).steps(answer);
  }

  private void gateway(PrintStream out, String role, JsonNode gateway, int width) {
    String id = gateway.path("gateway").asText();
    line(out, role, id + " ".repeat(width - id.length() + 2) + gateway.path("uri").asText());
  }

  private void line(PrintStream out, String label, String text) {
    out.println("  " + terminal.faint(label + " ".repeat(Math.max(1, 9 - label.length()))) + text);
  }

  private String isp(String id) {
    DemoFile.IspKey known = names == null ? null : names.isp(id);
    return known == null || known.name().equals(id) ? id : known.name() + " (" + id + ")";
  }
}
