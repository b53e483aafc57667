package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/**
 * What the rules make of one command.
 *
 * @param after how the number stands then; null when the command is refused
 */
record Ruling(Verdict verdict, @Nullable Standing after) {
  static Ruling accepted(Standing after) {
    return new Ruling(Verdict.ACCEPTED, after);
  }

  static Ruling refused(Refusal code, String detail) {
    return new Ruling(Verdict.refused(code, detail), null);
  }
}
