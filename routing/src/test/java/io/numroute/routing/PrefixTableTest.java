package io.numroute.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PrefixTableTest {
  private static PrefixTable<String> table(String... prefixes) {
    PrefixTable<String> table = PrefixTable.empty();
    for (String prefix : prefixes) {
      table = table.with(Digits.parse(prefix), prefix);
    }
    return table;
  }

  private static long digits(String text) {
    return Digits.parse(text);
  }

  @Test
  void longestMatch_takesTheLongest() {
    PrefixTable<String> table = table("44", "4471", "447106");
    assertThat(table.longestMatch(digits("447106123456"))).isEqualTo("447106");
    assertThat(table.longestMatch(digits("44710"))).isEqualTo("4471");
    assertThat(table.longestMatch(digits("4420"))).isEqualTo("44");
    assertThat(table.longestMatch(digits("4"))).isNull();
    assertThat(table.longestMatch(digits("49"))).isNull();
    assertThat(table.longestMatchAbove(digits("4471"))).isEqualTo("44");
    assertThat(table.longestMatchAbove(digits("44"))).isNull();
  }

  @Test
  void without_givesBackTheShorter() {
    PrefixTable<String> table = table("44", "4471").without(digits("4471"));
    assertThat(table.longestMatch(digits("447106"))).isEqualTo("44");
    assertThat(table.without(digits("44")).longestMatch(digits("447106"))).isNull();
    assertThat(table.without(digits("44")).size()).isZero();
    assertThat(table.without(digits("44")).anyBeginsWith(digits("4"))).isFalse();
  }

  @Test
  void with_leavesTheOldTableAsItWas() {
    PrefixTable<String> old = table("44");
    PrefixTable<String> changed = old.with(digits("447"), "447");
    assertThat(old.longestMatch(digits("4471"))).isEqualTo("44");
    assertThat(changed.longestMatch(digits("4471"))).isEqualTo("447");
  }

  @Test
  void anyBeginsWith_isAboutMoreDigits() {
    PrefixTable<String> table = table("447106");
    assertThat(table.anyBeginsWith(digits("4471"))).isTrue();
    assertThat(table.anyBeginsWith(digits("447106"))).isTrue();
    assertThat(table.anyBeginsWith(digits("4471061"))).isFalse();
    assertThat(table.anyBeginsWith(digits("45"))).isFalse();
  }

  /** Random tables, changed at random, against maps of texts, one of them asked digit by digit. */
  @Test
  void randomTables_agreeWithNaiveSearch() {
    long seed = Long.getLong("numroute.seed", 20261122);
    int tables = Integer.getInteger("numroute.tables", 1000);
    Random random = new Random(seed);
    for (int t = 0; t < tables; t++) {
      int alphabet = 2 + random.nextInt(9);
      Map<String, String> naive = new HashMap<>();
      PrefixTable<String> table = PrefixTable.empty();
      int changes = 1 + random.nextInt(200);
      for (int i = 0; i < changes; i++) {
        String prefix = randomDigits(random, alphabet, 8);
        if (random.nextInt(4) == 0) {
          naive.remove(prefix);
          table = table.without(digits(prefix));
        } else {
          naive.put(prefix, "v" + i);
          table = table.with(digits(prefix), "v" + i);
        }
      }
      assertThat(table.size()).isEqualTo(naive.size());
      TreeMap<String, String> sorted = new TreeMap<>(naive);
      for (int q = 0; q < 1000; q++) {
        String number = randomDigits(random, alphabet, 15);
        long digits = digits(number);
        String expected = null;
        for (int length = number.length(); length > 0 && expected == null; length--) {
          expected = naive.get(number.substring(0, length));
        }
        String next = sorted.ceilingKey(number);
        boolean any = next != null && next.startsWith(number);
        if (!Objects.equals(expected, table.longestMatch(digits))
            || any != table.anyBeginsWith(digits)
            || !Objects.equals(naive.get(number), table.get(digits))) {
          throw new AssertionError(
              "seed %d table %d number %s: %s instead of %s, begins %s instead of %s"
                  .formatted(
                      seed,
                      t,
                      number,
                      table.longestMatch(digits),
                      expected,
                      table.anyBeginsWith(digits),
                      any));
        }
      }
      List<String> visited = new ArrayList<>();
      table.forEach((prefix, value) -> visited.add(Digits.toString(prefix) + value));
      assertThat(visited)
          .isEqualTo(sorted.entrySet().stream().map(e -> e.getKey() + e.getValue()).toList());
    }
  }

  private static String randomDigits(Random random, int alphabet, int maxLength) {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(maxLength);
    for (int i = 0; i < length; i++) {
      text.append((char) ('0' + random.nextInt(alphabet)));
    }
    return text.toString();
  }
}
