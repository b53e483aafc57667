package io.numroute.cli;

import io.numroute.cli.terminal.Terminal;
import io.numroute.schemas.avro.Answer;
import java.time.temporal.ChronoUnit;

/** A logged answer on one line: when, who asked, for what, and what was told. */
final class AnswerLine {
  private static final int SHOWN_DIGITS = 4;

  private AnswerLine() {}

  static String of(Answer answer, boolean showNumbers, Terminal terminal) {
    String number = answer.getNumber();
    String told =
        answer.getServingIsp() == null
            ? answer.getOutcome()
            : terminal.good(answer.getOutcome()) + " to " + answer.getServingIsp();
    String first =
        answer.getGateways().isEmpty()
            ? ""
            : " by "
                + answer.getGateways().get(0).getId()
                + (answer.getGateways().size() > 1
                    ? " and " + (answer.getGateways().size() - 1) + " more"
                    : "");
    return terminal.faint(answer.getReceivedAtMs().truncatedTo(ChronoUnit.MILLIS).toString())
        + " "
        + answer.getKind()
        + " "
        + answer.getAskingIsp()
        + " asked for "
        + (showNumbers ? number : masked(number))
        + " "
        + answer.getMedia()
        + ": "
        + told
        + first
        + terminal.faint(" " + answer.getQueryId());
  }

  /** The first digits and the length: {@code +4471********}. */
  static String masked(String number) {
    int shown = Math.min(number.length(), SHOWN_DIGITS + (number.startsWith("+") ? 1 : 0));
    return number.substring(0, shown) + "*".repeat(number.length() - shown);
  }
}
