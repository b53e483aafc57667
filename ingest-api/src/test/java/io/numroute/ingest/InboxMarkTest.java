package io.numroute.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InboxMarkTest {
  @Test
  void isReadAsItWasWritten() {
    InboxMark mark = new InboxMark(false, 37, Map.of(0, 5L, 12, 1_000_000L));
    assertThat(mark.written()).isEqualTo("open;11;0:5,c:lfls");
    assertThat(InboxMark.parse(mark.written())).isEqualTo(mark);
    assertThat(InboxMark.parse(mark.allSettled().written())).isEqualTo(mark.allSettled());
    assertThat(InboxMark.parse("")).isEqualTo(InboxMark.NONE);
    assertThat(InboxMark.NONE.written()).isEmpty();
  }

  @Test
  void isNeverTooLongForABroker() {
    Map<Integer, Long> from = new HashMap<>();
    for (int i = 0; i < 2 * InboxLane.BATCH; i++) {
      from.put(10_000 - i, Long.MAX_VALUE - i);
    }
    assertThat(new InboxMark(false, Long.MAX_VALUE, from).written().length()).isLessThan(4096);
  }

  @Test
  void twoTogetherSpeakOfEverythingThatEitherDoes() {
    InboxMark one = new InboxMark(true, 10, Map.of(0, 5L, 1, 7L));
    InboxMark other = new InboxMark(false, 8, Map.of(1, 6L, 2, 9L));
    assertThat(one.and(other))
        .isEqualTo(new InboxMark(false, 10, Map.of(0, 5L, 1, 6L, 2, 9L)))
        .isEqualTo(other.and(one));
  }

  @Test
  void anythingElseIsNone() {
    for (String text :
        List.of("x", "open;1", "shut;1;0:1", "open;1;", "open;1;0", "open;?;0:1", "open;1;0:1;")) {
      assertThatThrownBy(() -> InboxMark.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
