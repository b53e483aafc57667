package io.numroute.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.numroute.routing.time.TimeCondition;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.avro.TimeTerm;
import io.numroute.schemas.avro.TimeTermKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimeConditionsTest {
  @Test
  void noTermsAreAnyTime() throws Exception {
    assertThat(TimeConditions.toDomain(List.of())).isNull();
    assertThat(TimeConditions.toAvro(null)).isEmpty();
  }

  @Test
  void operandsKeepTheirOrder() throws Exception {
    TimeTerm first = window("Europe/London", "2026-01-05T09:00", 3600L, null, null);
    TimeTerm second = window("Asia/Tokyo", "2026-01-05T09:00", null, "PT1H", "FREQ=DAILY");
    TimeTerm third = window("Asia/Tokyo", "2027-01-05T09:00", null, "PT2H", null);
    List<TimeTerm> terms =
        List.of(
            first,
            second,
            third,
            combining(TimeTermKind.NOT, 1),
            combining(TimeTermKind.ALL, 2),
            combining(TimeTermKind.ANY, 2));
    TimeCondition condition = TimeConditions.toDomain(terms);
    assertThat(condition)
        .isEqualTo(
            new TimeCondition.Any(
                List.of(
                    in(first),
                    new TimeCondition.All(List.of(in(second), new TimeCondition.Not(in(third)))))));
    assertThat(TimeConditions.toAvro(condition)).isEqualTo(terms);
  }

  @Test
  void aLongChainIsNotUnderstoodRatherThanFollowed() {
    List<TimeTerm> chain = new ArrayList<>(List.of(window()));
    chain.addAll(Collections.nCopies(TimeConditions.MAX_TERMS, combining(TimeTermKind.NOT, 1)));
    assertThat(refusal(chain)).contains("more than 256 terms");
    assertThat(refusal(chain.subList(0, 100))).contains("lie at most 8 deep");
  }

  @Test
  void termsThatDoNotAddUpAreNotUnderstood() {
    assertThat(refusal(List.of(window(), window()))).contains("nothing combines");
    assertThat(refusal(List.of(combining(TimeTermKind.NOT, 1)))).contains("takes more");
    for (int operands : new int[] {-1, 0, 2, Integer.MAX_VALUE}) {
      assertThat(refusal(List.of(window(), combining(TimeTermKind.ALL, operands))))
          .contains("takes more");
    }
    assertThat(refusal(List.of(combining(TimeTermKind.UNKNOWN, 0)))).contains("unknown kind");
  }

  @Test
  void windowsThatMeanNothingAreNotUnderstood() {
    String zone = "Europe/London";
    String start = "2026-01-05T09:00";
    assertThat(refusal(List.of(window("Moon/Base", start, 1L, null, null)))).contains("time zone");
    assertThat(refusal(List.of(window(null, start, 1L, null, null)))).contains("window.zone");
    assertThat(refusal(List.of(window(zone, null, 1L, null, null)))).contains("window.start");
    assertThat(refusal(List.of(window(zone, "soon", 1L, null, null)))).contains("window.start");
    assertThat(refusal(List.of(window(zone, start, null, null, null)))).contains("either");
    assertThat(refusal(List.of(window(zone, start, 1L, "PT1H", null)))).contains("either");
    assertThat(refusal(List.of(window(zone, start, Long.MAX_VALUE, null, null)))).contains("366");
    assertThat(refusal(List.of(window(zone, start, null, "1h", null)))).contains("duration");
    assertThat(refusal(List.of(window(zone, start, 1L, null, "FREQ=NEVER")))).contains("RFC 5545");
  }

  private static TimeCondition in(TimeTerm term) throws BadRecordException {
    TimeCondition condition = TimeConditions.toDomain(List.of(term));
    if (condition == null) {
      throw new AssertionError();
    }
    return condition;
  }

  /** As a caller of the mapping would meet it: either of the two kinds that it catches. */
  private static String refusal(List<TimeTerm> terms) {
    Throwable thrown = catchThrowable(() -> TimeConditions.toDomain(terms));
    assertThat(thrown).isInstanceOfAny(BadRecordException.class, IllegalArgumentException.class);
    return String.valueOf(thrown.getMessage());
  }

  private static TimeTerm window() {
    return window("Europe/London", "2026-01-05T09:00", 3600L, null, null);
  }

  private static TimeTerm window(
      @Nullable String zone,
      @Nullable String start,
      @Nullable Long wallSeconds,
      @Nullable String duration,
      @Nullable String rrule) {
    return new TimeTerm(TimeTermKind.WINDOW, 0, zone, start, wallSeconds, duration, rrule);
  }

  private static TimeTerm combining(TimeTermKind kind, int operands) {
    return new TimeTerm(kind, operands, null, null, null, null, null);
  }
}
