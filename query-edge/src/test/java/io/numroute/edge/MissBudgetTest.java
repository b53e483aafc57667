package io.numroute.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.http.Caller;
import io.numroute.http.Role;
import io.numroute.routing.IspId;
import io.numroute.routing.Outcome;
import io.numroute.routing.Proof;
import org.junit.jupiter.api.Test;

class MissBudgetTest {
  private static final IspId ACME = new IspId("acme");
  private static final IspId BETA = new IspId("beta");

  /** A million numbers in a row: what is answered is the budget and what came in meanwhile. */
  @Test
  void aScanIsAnsweredAsFarAsTheBudgetGoes() {
    int perHour = 10_000;
    MissBudget budget = new MissBudget(perHour);
    long startNs = System.nanoTime();
    int answered = 0;
    for (long digits = 1_442_000_000_000L; digits < 1_442_001_000_000L; digits++) {
      if (budget.spent(of(ACME)) == null) {
        answered++;
        budget.note(of(ACME), ACME, digits, new Outcome.Unallocated());
      }
    }
    double seconds = (System.nanoTime() - startNs) / 1e9;
    assertThat(answered).isBetween(perHour, (int) (perHour + 1 + seconds * perHour / 3_600));
    assertThat(budget.spent(of(BETA))).as("another ISP").isNull();
  }

  @Test
  void onlyNumbersThatNobodyServesCount_andEachOnceWhileItIsNew() {
    MissBudget budget = new MissBudget(3);
    for (int i = 0; i < 100; i++) {
      budget.note(of(ACME), ACME, 1_441, new Outcome.Unassigned());
      budget.note(of(ACME), ACME, 1_442 + i, new Outcome.Special());
    }
    budget.note(of(ACME), ACME, 1_445, new Outcome.Incomplete());
    assertThat(budget.spent(of(ACME))).isNull();
    budget.note(of(ACME), ACME, 1_446, new Outcome.Unallocated());
    assertThat(budget.spent(of(ACME))).isNotNull();
  }

  @Test
  void zeroIsNoBound() {
    MissBudget budget = new MissBudget(0);
    for (int i = 0; i < 10_000; i++) {
      budget.note(of(ACME), ACME, 1_440 + i, new Outcome.Unallocated());
    }
    assertThat(budget.spent(of(ACME))).isNull();
  }

  private static Caller of(IspId isp) {
    return Caller.of(isp, Role.OPERATOR, Proof.apiKey("k1"));
  }
}
