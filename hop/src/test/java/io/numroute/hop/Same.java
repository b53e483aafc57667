package io.numroute.hop;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.routing.Decision;
import io.numroute.routing.Outcome;
import java.util.Arrays;
import java.util.Objects;

/** Equality of decisions, whose array of gateways records do not compare. */
final class Same {
  private Same() {}

  static boolean same(Decision a, Decision b) {
    return sameOutcome(a.outcome(), b.outcome())
        && a.validUntilMs() == b.validUntilMs()
        && a.directoryVersion() == b.directoryVersion()
        && a.numberVersion() == b.numberVersion()
        && a.steps().equals(b.steps());
  }

  private static boolean sameOutcome(Outcome a, Outcome b) {
    if (a instanceof Outcome.Routed x && b instanceof Outcome.Routed y) {
      return x.servingIsp().equals(y.servingIsp())
          && Arrays.equals(x.gateways(), y.gateways())
          && Objects.equals(x.assignment(), y.assignment());
    }
    return a.equals(b);
  }

  static void assertSame(Routers.WhatIf actual, Routers.WhatIf expected) {
    if (actual instanceof Routers.Explored a && expected instanceof Routers.Explored b) {
      assertSame(a.today(), b.today());
      assertSame(a.proposed(), b.proposed());
      assertThat(a.evidence()).isEqualTo(b.evidence());
    } else {
      assertThat(actual).isEqualTo(expected);
    }
  }

  static void assertSame(Decision actual, Decision expected) {
    assertThat(same(actual, expected)).as("%s%n is%n %s", actual, expected).isTrue();
  }
}
