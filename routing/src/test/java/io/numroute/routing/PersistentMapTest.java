package io.numroute.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PersistentMapTest {
  /** A key whose hashes collide often, wholly and in part. */
  private record Key(int value) {
    @Override
    public int hashCode() {
      return switch (value % 3) {
        case 0 -> 7;
        case 1 -> value << 27;
        default -> value;
      };
    }
  }

  @Test
  void randomChanges_agreeWithHashMap() {
    long seed = 20261122;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Map<Key, Integer> expected = new HashMap<>();
      PersistentMap<Key, Integer> map = PersistentMap.empty();
      for (int i = 0; i < 300; i++) {
        Key key = new Key(random.nextInt(60));
        if (random.nextInt(3) == 0) {
          expected.remove(key);
          map = map.without(key);
        } else {
          expected.put(key, i);
          map = map.with(key, i);
        }
      }
      Map<Key, Integer> actual = new HashMap<>();
      map.forEach(actual::put);
      assertThat(actual).as("seed %d round %d", seed, round).isEqualTo(expected);
      assertThat(map.size()).isEqualTo(expected.size());
      for (int i = 0; i < 60; i++) {
        assertThat(map.get(new Key(i))).isEqualTo(expected.get(new Key(i)));
      }
    }
  }

  @Test
  void with_leavesTheOldMapAsItWas() {
    PersistentMap<Key, Integer> old = PersistentMap.<Key, Integer>empty().with(new Key(0), 1);
    PersistentMap<Key, Integer> changed = old.with(new Key(0), 2).with(new Key(3), 3);
    assertThat(old.get(new Key(0))).isEqualTo(1);
    assertThat(old.get(new Key(3))).isNull();
    assertThat(changed.get(new Key(0))).isEqualTo(2);
  }
}
