package io.numroute.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final long MS = 1_000_000;
  private static final int LANE = Admission.numbers(0);

  private long nowNs = 42;

  /** A partition that decides so many commands a second, one after the other, for that long. */
  private long longestMs(Admission admission, double perSecond, int seconds) throws Exception {
    Deque<Long> queue = new ArrayDeque<>();
    long longest = 0;
    long stepNs = (long) (1e9 / perSecond);
    for (long end = nowNs + seconds * 1000 * MS; nowNs < end; nowNs += stepNs) {
      while (admission.enter(LANE, Duration.ZERO)) {
        queue.add(nowNs);
      }
      long entered = queue.remove();
      longest = Math.max(longest, nowNs - entered);
      admission.leave(LANE, entered);
    }
    while (!queue.isEmpty()) {
      nowNs += stepNs;
      admission.leave(LANE, queue.remove());
    }
    return longest / MS;
  }

  @Test
  void asManyAreUndecidedAsAreDecidedInTime() throws Exception {
    Admission admission = new Admission(1, 5_000, () -> nowNs);
    longestMs(admission, 10_000, 5);
    assertThat(admission.window(LANE)).as("150 ms' worth").isBetween(900, 1_900);
    assertThat(longestMs(admission, 10_000, 20)).isBetween(75L, 200L);
  }

  @Test
  void aPartitionThatBecomesSlowIsGivenLess() throws Exception {
    Admission admission = new Admission(1, 5_000, () -> nowNs);
    longestMs(admission, 20_000, 5);
    int fast = admission.window(LANE);
    longestMs(admission, 1_000, 10);
    assertThat(admission.window(LANE)).isBetween(Admission.LEAST, 200).isLessThan(fast / 8);
    assertThat(longestMs(admission, 1_000, 10)).isLessThan(200);
    longestMs(admission, 20_000, 10);
    assertThat(admission.window(LANE)).as("and more again").isGreaterThan(fast / 2);
  }

  @Test
  void aBoundIsABound() throws Exception {
    Admission admission = new Admission(1, 40, () -> nowNs);
    longestMs(admission, 100_000, 2);
    assertThat(admission.window(LANE)).isEqualTo(40);
    Admission slow = new Admission(1, 5_000, () -> nowNs);
    longestMs(slow, 50, 60);
    assertThat(slow.window(LANE)).isEqualTo(Admission.LEAST);
  }

  @Test
  void whatIsNotGivenBackIsNotThere() throws Exception {
    Admission admission = new Admission(1, 3, () -> nowNs);
    for (int i = 0; i < 3; i++) {
      assertThat(admission.enter(LANE, Duration.ZERO)).isTrue();
    }
    assertThat(admission.enter(LANE, Duration.ofMillis(1))).isFalse();
    assertThat(admission.enter(Admission.DIRECTORY, Duration.ZERO)).as("another lane").isTrue();
    admission.leave(LANE, nowNs);
    assertThat(admission.enter(LANE, Duration.ZERO)).isTrue();
  }
}
