package io.numroute.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NumberRangeTest {
  @Test
  void aRangeIsTheFewestPrefixes() {
    assertThat(prefixes("+4471000000", "+4471999999")).containsExactly("4471");
    assertThat(prefixes("+4471000000", "+4472999999")).containsExactly("4471", "4472");
    assertThat(prefixes("+4471000095", "+4471000112"))
        .containsExactly(
            "4471000095",
            "4471000096",
            "4471000097",
            "4471000098",
            "4471000099",
            "447100010",
            "4471000110",
            "4471000111",
            "4471000112");
    assertThat(prefixes("+4471", "+4471")).containsExactly("4471");
    assertThat(prefixes("+1000", "+9999"))
        .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(prefixes("+1", "+9")).hasSize(9);
  }

  @Test
  void theLongestRangeHasTheMostPrefixes() {
    assertThat(prefixes("+100000000000001", "+999999999999998")).hasSize(14 * 18 + 7);
    assertThat(prefixes("+100000000000000", "+999999999999999")).hasSize(9);
  }

  @Test
  void aRangeHasTwoEndsOfOneLength() {
    assertThatThrownBy(() -> range("+4471", "+44711")).hasMessageContaining("same number");
    assertThatThrownBy(() -> range("+4472", "+4471")).hasMessageContaining("before it begins");
  }

  @Test
  void exactlyTheNumbersOfTheRangeAreCoveredByNoMorePrefixesThanNeeded() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<PhoneNumber> numbers =
        IntStream.range(1_000, 10_000).mapToObj(n -> PhoneNumber.parse("+" + n)).toList();
    for (int i = 0; i < 2_000; i++) {
      int from = 1_000 + random.nextInt(9_000);
      int to = from + random.nextInt(10_000 - from);
      List<Prefix> prefixes = range("+" + from, "+" + to).prefixes();
      String what = "seed " + seed + ", " + from + "-" + to;
      boolean[] covered = new boolean[10_000];
      boolean[] wanted = new boolean[10_000];
      Arrays.fill(wanted, from, to + 1, true);
      for (Prefix prefix : prefixes) {
        for (int n = 1_000; n < 10_000; n++) {
          if (prefix.covers(numbers.get(n - 1_000))) {
            assertThat(covered[n]).as(what).isFalse();
            covered[n] = true;
          }
        }
      }
      assertThat(covered).as(what).isEqualTo(wanted);
      assertThat(prefixes).as(what).isSorted().hasSize(fewest("", from, to));
    }
  }

  /** By the definition: one prefix if all below it is inside, else what its ten parts need. */
  private static int fewest(String prefix, int from, int to) {
    if (!prefix.isEmpty()) {
      int first = Integer.parseInt((prefix + "000").substring(0, 4));
      int last = Integer.parseInt((prefix + "999").substring(0, 4));
      if (last < from || first > to) {
        return 0;
      } else if (from <= first && last <= to) {
        return 1;
      }
    }
    int sum = 0;
    for (int digit = prefix.isEmpty() ? 1 : 0; digit <= 9; digit++) {
      sum += fewest(prefix + digit, from, to);
    }
    return sum;
  }

  private static NumberRange range(String from, String to) {
    return new NumberRange(PhoneNumber.parse(from), PhoneNumber.parse(to));
  }

  private static List<String> prefixes(String from, String to) {
    return range(from, to).prefixes().stream().map(Prefix::toString).toList();
  }
}
