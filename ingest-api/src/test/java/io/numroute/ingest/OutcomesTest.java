package io.numroute.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OutcomesTest {
  private final Outcomes outcomes = new Outcomes(2, 8);

  @Test
  void whoeverWaitsIsTold() {
    CompletableFuture<Optional<Outcome>> waiting = outcomes.whenDecided(1, 5);
    outcomes.decided(0, 5, accepted("other"));
    assertThat(waiting).isNotDone();
    outcomes.decided(1, 5, accepted("mine"));
    assertThat(waiting.join().orElseThrow().entity()).isEqualTo("mine");
  }

  @Test
  void whoeverComesLateIsToldAtOnce() {
    outcomes.decided(0, 5, accepted("mine"));
    assertThat(outcomes.whenDecided(0, 5).join()).isPresent();
  }

  @Test
  void aCommandThatWasPassedOverHasNoOutcome() {
    CompletableFuture<Optional<Outcome>> waiting = outcomes.whenDecided(0, 5);
    outcomes.decided(0, 6, accepted("later"));
    assertThat(waiting.join()).isEmpty();
    assertThat(outcomes.whenDecided(0, 4).join()).isEmpty();
  }

  @Test
  void repeatedOutcomesDisturbNobody() {
    for (int offset : new int[] {1, 2, 3, 2, 3, 4}) {
      outcomes.decided(0, offset, accepted("" + offset));
    }
    CompletableFuture<Optional<Outcome>> waiting = outcomes.whenDecided(0, 5);
    outcomes.decided(0, 3, accepted("3"));
    assertThat(waiting).isNotDone();
    assertThat(outcomes.newest(0)).isEqualTo(4);
  }

  @Test
  void onlyTheNewestAreKept() {
    for (int offset = 0; offset < 20; offset++) {
      outcomes.decided(0, offset, accepted("" + offset));
    }
    assertThat(outcomes.known(0, 11)).isNull();
    assertThat(outcomes.known(0, 12)).isNotNull();
    assertThat(outcomes.known(0, 20)).isNull();
    outcomes.decided(0, 3, accepted("3"));
    assertThat(outcomes.known(0, 19)).as("a repeat takes no newer one's place").isNotNull();
  }

  private static Outcome accepted(String entity) {
    return new Outcome(true, entity, null, null, 0);
  }
}
