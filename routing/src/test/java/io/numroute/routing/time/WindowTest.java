package io.numroute.routing.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final WindowLength OFFICE_DAY =
      new WindowLength.WallClock(Duration.ofMinutes(8 * 60 + 30));

  private static Window window(
      String zone, String start, WindowLength length, @Nullable String rrule) {
    return new Window(
        Window.zone(zone),
        LocalDateTime.parse(start),
        length,
        rrule == null ? null : Recurrence.parse(rrule));
  }

  private static boolean open(Window window, String instant) {
    return window.contains(Instant.parse(instant).toEpochMilli(), changeMs -> {});
  }

  private static Instant changes(Window window, String instant) {
    long[] change = {Long.MAX_VALUE};
    window.contains(
        Instant.parse(instant).toEpochMilli(),
        changeMs -> change[0] = Math.min(change[0], changeMs));
    return Instant.ofEpochMilli(change[0]);
  }

  @Test
  void officeHours_followTheClockOnTheWall() {
    Window office =
        window(
            "Europe/London", "2026-01-05T09:00:00", OFFICE_DAY, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
    assertThat(open(office, "2026-01-05T09:00:00Z")).isTrue();
    assertThat(open(office, "2026-01-05T08:59:59.999Z")).isFalse();
    assertThat(open(office, "2026-01-05T17:29:59.999Z")).isTrue();
    assertThat(open(office, "2026-01-05T17:30:00Z")).isFalse();
    assertThat(open(office, "2026-07-06T08:00:00Z")).as("summer time").isTrue();
    assertThat(open(office, "2026-07-06T16:30:00Z")).isFalse();
    assertThat(open(office, "2026-01-10T12:00:00Z")).as("a Saturday").isFalse();
    assertThat(open(office, "2026-01-02T12:00:00Z")).as("before it starts").isFalse();
    assertThat(open(office, "2199-12-31T12:00:00Z")).as("a Tuesday long after").isTrue();
    assertThat(changes(office, "2026-01-05T12:00:00Z"))
        .isEqualTo(Instant.parse("2026-01-05T17:30:00Z"));
    assertThat(changes(office, "2026-01-09T18:00:00Z"))
        .isEqualTo(Instant.parse("2026-01-12T09:00:00Z"));
  }

  @Test
  void once_occursOnce() {
    Window once =
        window("Asia/Tokyo", "2026-05-01T00:00:00", WindowLength.Nominal.parse("P1D"), null);
    assertThat(open(once, "2026-04-30T15:00:00Z")).isTrue();
    assertThat(open(once, "2026-05-01T14:59:59Z")).isTrue();
    assertThat(open(once, "2026-05-01T15:00:00Z")).isFalse();
    assertThat(open(once, "2027-04-30T15:00:00Z")).isFalse();
  }

  /** London goes from 01:00 to 02:00 on 2026-03-29, and back from 02:00 to 01:00 on 2026-10-25. */
  @Test
  void aNightOfTheChange_lastsAsLongAsItsLengthSays() {
    String nightly = "FREQ=DAILY";
    Window exact =
        window("Europe/London", "2026-03-01T22:00:00", WindowLength.Nominal.parse("PT8H"), nightly);
    Window wall =
        window(
            "Europe/London",
            "2026-03-01T22:00:00",
            new WindowLength.WallClock(Duration.ofHours(8)),
            nightly);
    assertThat(changes(exact, "2026-03-28T23:00:00Z"))
        .isEqualTo(Instant.parse("2026-03-29T06:00:00Z"));
    assertThat(changes(wall, "2026-03-28T23:00:00Z"))
        .isEqualTo(Instant.parse("2026-03-29T05:00:00Z"));
    assertThat(changes(wall, "2026-10-24T23:00:00Z"))
        .isEqualTo(Instant.parse("2026-10-25T06:00:00Z"));
  }

  @Test
  void aStartThatTheClockLeavesOut_isReadWithTheOffsetBefore() {
    Window gap =
        window(
            "Europe/London",
            "2026-03-28T01:30:00",
            WindowLength.Nominal.parse("PT30M"),
            "FREQ=DAILY");
    assertThat(open(gap, "2026-03-29T01:30:00Z")).isTrue();
    assertThat(open(gap, "2026-03-29T01:29:59Z")).isFalse();
    assertThat(open(gap, "2026-03-30T00:30:00Z")).isTrue();
  }

  @Test
  void leapDay_comesEveryFourYears() {
    Window leap =
        window(
            "UTC",
            "2024-02-29T00:00:00",
            WindowLength.Nominal.parse("P1D"),
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29");
    assertThat(open(leap, "2028-02-29T12:00:00Z")).isTrue();
    assertThat(open(leap, "2027-02-28T12:00:00Z")).isFalse();
    assertThat(open(leap, "2027-03-01T12:00:00Z")).isFalse();
    assertThat(open(leap, "2096-02-29T12:00:00Z")).isTrue();
    assertThat(open(leap, "2100-02-28T12:00:00Z")).isFalse();
    assertThat(open(leap, "2104-02-29T12:00:00Z")).isTrue();
  }

  @Test
  void conditions_combine() {
    TimeCondition office =
        new TimeCondition.In(
            window("UTC", "2026-01-05T09:00:00", OFFICE_DAY, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"));
    TimeCondition holiday =
        new TimeCondition.In(
            window("UTC", "2026-12-25T00:00:00", WindowLength.Nominal.parse("P1D"), "FREQ=YEARLY"));
    TimeCondition open = new TimeCondition.All(List.of(office, new TimeCondition.Not(holiday)));
    TimeCondition either = new TimeCondition.Any(List.of(office, holiday));
    long friday = Instant.parse("2026-12-25T10:00:00Z").toEpochMilli();
    long monday = Instant.parse("2026-12-28T10:00:00Z").toEpochMilli();
    long saturday = Instant.parse("2027-12-25T10:00:00Z").toEpochMilli();
    assertThat(open.holds(friday, change -> {})).isFalse();
    assertThat(open.holds(monday, change -> {})).isTrue();
    assertThat(either.holds(friday, change -> {})).isTrue();
    assertThat(either.holds(saturday, change -> {})).isTrue();
    assertThat(either.holds(saturday + 86_400_000L, change -> {})).isFalse();
  }

  @Test
  void conditions_areBounded() {
    TimeCondition one =
        new TimeCondition.In(window("UTC", "2026-01-05T09:00:00", OFFICE_DAY, null));
    assertThatThrownBy(() -> new TimeCondition.All(List.of())).hasMessageContaining("at least one");
    assertThatThrownBy(() -> new TimeCondition.Any(java.util.Collections.nCopies(33, one)))
        .hasMessageContaining("at most 32 windows");
    assertThat(new TimeCondition.Any(java.util.Collections.nCopies(32, one)).depth()).isEqualTo(2);
    TimeCondition deep = one;
    for (int i = 1; i < TimeCondition.MAX_DEPTH; i++) {
      deep = new TimeCondition.Not(deep);
    }
    assertThat(deep.depth()).isEqualTo(8);
    TimeCondition deepest = deep;
    assertThatThrownBy(() -> new TimeCondition.Not(deepest)).hasMessageContaining("8 deep");
    assertThatThrownBy(() -> new TimeCondition.All(List.of(deepest)))
        .hasMessageContaining("8 deep");
  }

  @Test
  void badRules_areRefusedWithTheReason() {
    assertRefused("FREQ=SECONDLY", "DAILY, WEEKLY, MONTHLY or YEARLY");
    assertRefused("FREQ=HOURLY", "DAILY, WEEKLY, MONTHLY or YEARLY");
    assertRefused("FREQ=DAILY;COUNT=1000000000", "COUNT");
    assertRefused("FREQ=DAILY;COUNT=10001", "COUNT");
    assertRefused("FREQ=DAILY;INTERVAL=1001", "INTERVAL");
    assertRefused("FREQ=DAILY;INTERVAL=0", "RFC 5545");
    assertRefused("FREQ=DAILY;BYSECOND=0,1", "BYSECOND");
    assertRefused("FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=0,10,20,30,40", "starts a day");
    assertRefused("FREQ=DAILY;UNTIL=20270101", "UNTIL");
    assertRefused("FREQ=DAILY;UNTIL=20270101T000000", "UNTIL");
    assertRefused("FREQ=DAILY;BYDAY=XX", "RFC 5545");
    assertRefused("FREQ=WEEKLY;BYDAY=MO;FOO=1", "RFC 5545");
    assertRefused("FREQ=WEEKLY;BYDAY=MO;RSCALE=GREGORIAN", "RSCALE");
    assertRefused("DAILY", "RFC 5545");
    assertRefused("", "RFC 5545");
    assertRefused("FREQ=DAILY;" + "BYMONTH=1,".repeat(100), "characters");
    assertThat(Recurrence.parse("FREQ=DAILY;COUNT=10000;INTERVAL=1000").toString())
        .isEqualTo("FREQ=DAILY;COUNT=10000;INTERVAL=1000");
    assertThat(Recurrence.parse("FREQ=DAILY;BYHOUR=1,2,3,4,5,6;BYMINUTE=0,10,20,30"))
        .isEqualTo(Recurrence.parse("FREQ=DAILY;BYHOUR=1,2,3,4,5,6;BYMINUTE=0,10,20,30"));
  }

  private static void assertRefused(String rrule, String reason) {
    assertThatThrownBy(() -> Recurrence.parse(rrule))
        .as(rrule)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void windowsThatNeverOpen_areRefused() {
    for (String rrule :
        List.of(
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=DAILY;INTERVAL=7;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=DAILY;UNTIL=20250101T000000Z")) {
      assertThatThrownBy(() -> window("UTC", "2026-01-05T09:00:00", OFFICE_DAY, rrule))
          .as(rrule)
          .hasMessageContaining("never opens");
    }
    assertThatThrownBy(
            () ->
                window(
                    "Europe/London",
                    "2026-03-29T01:30:00",
                    new WindowLength.WallClock(Duration.ofMinutes(45)),
                    null))
        .as("from 01:30, which that night reads as 02:30, to 02:15")
        .hasMessageContaining("never opens");
  }

  @Test
  void zones_areIanaNames() {
    for (String bad : List.of("Mars/Olympus", "+01:00", "UTC+1", "GMT0:00", "", "SystemV/EST5")) {
      assertThatThrownBy(() -> Window.zone(bad)).as(bad).hasMessageContaining("IANA");
    }
    assertThat(Window.zone("Asia/Kathmandu").getId()).isEqualTo("Asia/Kathmandu");
  }

  @Test
  void lengths_areBounded() {
    for (String bad :
        List.of("8H", "PT", "P", "PT0S", "P0D", "-PT8H", "P367D", "P1Y", "P1M", "PT8H ", "P1DT")) {
      assertThatThrownBy(() -> WindowLength.Nominal.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String good : List.of("PT8H", "PT8H30M", "P1D", "P1DT12H", "P366D", "PT1S")) {
      assertThat(WindowLength.Nominal.parse(good).toString()).isEqualTo(good);
    }
    assertThat(WindowLength.Nominal.parse("P2W")).isEqualTo(WindowLength.Nominal.parse("P14D"));
    assertThatThrownBy(() -> new WindowLength.WallClock(Duration.ZERO))
        .hasMessageContaining("more than nothing");
    assertThatThrownBy(() -> window("UTC", "1969-12-31T00:00:00", OFFICE_DAY, null))
        .hasMessageContaining("1970");
    assertThatThrownBy(() -> window("UTC", "2200-01-01T00:00:00", OFFICE_DAY, null))
        .hasMessageContaining("2199");
    assertThatThrownBy(() -> window("UTC", "2026-01-01T00:00:00.5", OFFICE_DAY, null))
        .hasMessageContaining("whole second");
  }

  /** Many instants far apart, so that spans replace each other. */
  @Test
  void instantsInAnyOrder_haveTheSameAnswers() {
    Window monthly =
        window(
            "America/New_York",
            "1980-01-31T20:00:00",
            WindowLength.Nominal.parse("P3D"),
            "FREQ=MONTHLY;BYMONTHDAY=-1");
    for (int round = 0; round < 2; round++) {
      for (int year = 1981; year < 2300; year += 7) {
        assertThat(open(monthly, year + "-03-02T12:00:00Z")).as("%s", year).isTrue();
        assertThat(open(monthly, year + "-03-05T12:00:00Z")).as("%s", year).isFalse();
      }
    }
  }

  @Test
  void windows_areEqualByWhatTheySay() {
    Window window = window("UTC", "2026-01-05T09:00:00", OFFICE_DAY, "FREQ=DAILY");
    assertThat(window)
        .isEqualTo(window("UTC", "2026-01-05T09:00:00", OFFICE_DAY, "FREQ=DAILY"))
        .hasSameHashCodeAs(window("UTC", "2026-01-05T09:00:00", OFFICE_DAY, "FREQ=DAILY"))
        .isNotEqualTo(window("Asia/Tokyo", "2026-01-05T09:00:00", OFFICE_DAY, "FREQ=DAILY"))
        .isNotEqualTo(window("UTC", "2026-01-05T09:00:01", OFFICE_DAY, "FREQ=DAILY"))
        .isNotEqualTo(window("UTC", "2026-01-05T09:00:00", OFFICE_DAY, "FREQ=WEEKLY"))
        .isNotEqualTo(window("UTC", "2026-01-05T09:00:00", OFFICE_DAY, null))
        .isNotEqualTo(
            window("UTC", "2026-01-05T09:00:00", WindowLength.Nominal.parse("PT8H"), "FREQ=DAILY"));
    assertThat(window.zone().getId()).isEqualTo("UTC");
    assertThat(window.start()).isEqualTo(LocalDateTime.parse("2026-01-05T09:00:00"));
    assertThat(window.length()).isEqualTo(OFFICE_DAY);
    assertThat(window.recurrence()).isEqualTo(Recurrence.parse("FREQ=DAILY"));
    assertThat(window.toString()).startsWith("UTC 2026-01-05T09:00 ").endsWith("FREQ=DAILY");
    assertThat(Recurrence.parse("FREQ=DAILY").hashCode())
        .isEqualTo(Recurrence.parse("FREQ=DAILY").hashCode());
  }

  /** More occurrences than a first guess has room for, some of which touch. */
  @Test
  void manyOccurrences_areAllThere() {
    Window hourly =
        window(
            "UTC",
            "2026-01-01T00:00:00",
            WindowLength.Nominal.parse("PT30M"),
            "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11;BYMINUTE=0,30");
    for (int day = 2; day < 300; day += 13) {
      String date = java.time.LocalDate.of(2026, 1, 1).plusDays(day).toString();
      assertThat(open(hourly, date + "T11:59:59Z")).as(date).isTrue();
      assertThat(open(hourly, date + "T12:00:00Z")).as(date).isFalse();
      assertThat(changes(hourly, date + "T00:00:00Z"))
          .as("half hours that touch are one")
          .isEqualTo(Instant.parse(date + "T12:00:00Z"));
    }
  }
}
