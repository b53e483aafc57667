package io.numroute.routing.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Windows against brute force: for every day of more than two years a predicate written down from
 * RFC 5545 says whether an occurrence starts, and every minute is looked for among all occurrences.
 * Neither knows the recurrence library nor the spans.
 *
 * <p>Another seed with {@code -Dnumroute.seed=...}, more rules a zone with {@code
 * -Dnumroute.windows=...}.
 */
class WindowOracleTest {
  private static final List<String> ZONES =
      List.of(
          "Europe/London",
          "America/New_York",
          "Australia/Lord_Howe", // a change of half an hour, in the other half of the year
          "America/Santiago", // a change at midnight
          "Asia/Kathmandu",
          "Pacific/Auckland",
          "Africa/Casablanca", // standard time in Ramadan
          "America/Sao_Paulo"); // gave summer time up in 2019
  private static final LocalDate FIRST = LocalDate.of(2018, 6, 1);
  private static final LocalDate LAST = LocalDate.of(2020, 7, 1);
  private static final DayOfWeek[] DAYS = DayOfWeek.values();

  /** A rule in both forms. */
  private record Case(String rrule, Predicate<LocalDate> starts) {}

  @Test
  void everyMinuteOfTwoYears_isAsBruteForceSays() {
    long seed = Long.getLong("numroute.seed", 20261123);
    int windows = Integer.getInteger("numroute.windows", 12);
    Random random = new Random(seed);
    for (String name : ZONES) {
      ZoneId zone = ZoneId.of(name);
      for (int i = 0; i < windows; i++) {
        LocalDate start = FIRST.plusDays(random.nextInt(120));
        Case rule = rule(random, start, i);
        LocalTime time = LocalTime.of(random.nextInt(24), 5 * random.nextInt(12));
        WindowLength length = length(random);
        Window window = new Window(zone, start.atTime(time), length, Recurrence.parse(rule.rrule));
        check(window, rule, time, "seed " + seed + ", " + window);
      }
    }
  }

  private static void check(Window window, Case rule, LocalTime time, String what) {
    ZoneId zone = window.zone();
    List<long[]> occurrences = new ArrayList<>();
    for (LocalDate day = window.start().toLocalDate(); !day.isAfter(LAST); day = day.plusDays(1)) {
      if (rule.starts.test(day)) {
        occurrences.add(occurrence(day.atTime(time), window.length(), zone));
      }
    }
    long fromMs = FIRST.minusDays(5).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    long untilMs = LAST.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    long[] changeMs = new long[1];
    long stableUntilMs = Long.MIN_VALUE;
    boolean before = false;
    int first = 0;
    for (long atMs = fromMs; atMs < untilMs; atMs += 60_000) {
      // Occurrences that ended two days ago cannot matter: none is moved by more than that.
      while (first < occurrences.size() && occurrences.get(first)[2] < atMs) {
        first++;
      }
      boolean expected = false;
      for (int i = first;
          i < occurrences.size() && occurrences.get(i)[0] <= atMs + 172_800_000L;
          i++) {
        expected |= occurrences.get(i)[0] <= atMs && atMs < occurrences.get(i)[1];
      }
      changeMs[0] = Long.MAX_VALUE;
      boolean open = window.contains(atMs, ms -> changeMs[0] = Math.min(changeMs[0], ms));
      if (open != expected) {
        throw new AssertionError(
            what + " at " + Instant.ofEpochMilli(atMs) + ": " + open + " is wrong");
      }
      if (atMs < stableUntilMs && open != before) {
        throw new AssertionError(what + " changed before it said, " + Instant.ofEpochMilli(atMs));
      }
      assertThat(changeMs[0] > atMs).as(what).isTrue();
      stableUntilMs = changeMs[0];
      before = open;
    }
  }

  /** Start, end, and when the longest occurrence that begins no later has surely ended. */
  private static long[] occurrence(LocalDateTime local, WindowLength length, ZoneId zone) {
    ZonedDateTime start = ZonedDateTime.of(local, zone);
    ZonedDateTime end;
    if (length instanceof WindowLength.WallClock wall) {
      end = ZonedDateTime.of(local.plus(wall.wall()), zone);
    } else {
      WindowLength.Nominal nominal = (WindowLength.Nominal) length;
      end =
          start.toLocalDateTime().equals(local)
              ? start.plusDays(nominal.days()).plus(nominal.exact())
              : ZonedDateTime.of(local.plusDays(nominal.days()), zone).plus(nominal.exact());
    }
    long startMs = start.toInstant().toEpochMilli();
    long endMs = end.toInstant().toEpochMilli();
    return new long[] {startMs, endMs, endMs + 172_800_000L};
  }

  private static WindowLength length(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new WindowLength.WallClock(Duration.ofMinutes(5 * (1 + random.nextInt(400))));
      case 1 -> new WindowLength.Nominal(0, Duration.ofMinutes(5 * (1 + random.nextInt(400))));
      case 2 -> new WindowLength.Nominal(1 + random.nextInt(4), Duration.ZERO);
      default -> new WindowLength.Nominal(random.nextInt(3), Duration.ofMinutes(30));
    };
  }

  private static Case rule(Random random, LocalDate start, int which) {
    int interval = 1 + random.nextInt(3);
    String every = ";INTERVAL=" + interval;
    switch (which % 8) {
      case 0 -> {
        return new Case(
            "FREQ=DAILY" + every, day -> ChronoUnit.DAYS.between(start, day) % interval == 0);
      }
      case 1 -> {
        List<DayOfWeek> days = days(random);
        LocalDate week = monday(start);
        return new Case(
            "FREQ=WEEKLY" + every + ";BYDAY=" + words(days),
            day ->
                days.contains(day.getDayOfWeek())
                    && ChronoUnit.WEEKS.between(week, monday(day)) % interval == 0);
      }
      case 2 -> {
        int nth = random.nextBoolean() ? 1 + random.nextInt(28) : -1 - random.nextInt(5);
        LocalDate month = start.withDayOfMonth(1);
        return new Case(
            "FREQ=MONTHLY" + every + ";BYMONTHDAY=" + nth,
            day ->
                ChronoUnit.MONTHS.between(month, day.withDayOfMonth(1)) % interval == 0
                    && day.getDayOfMonth() == (nth > 0 ? nth : day.lengthOfMonth() + 1 + nth));
      }
      case 3 -> {
        DayOfWeek weekday = DAYS[random.nextInt(7)];
        int nth = random.nextBoolean() ? 1 + random.nextInt(4) : -1;
        return new Case(
            "FREQ=MONTHLY;BYDAY=" + nth + word(weekday),
            day ->
                day.getDayOfWeek() == weekday
                    && (nth > 0
                        ? (day.getDayOfMonth() - 1) / 7 + 1 == nth
                        : day.getDayOfMonth() + 7 > day.lengthOfMonth()));
      }
      case 4 -> {
        int month = 1 + random.nextInt(12);
        int dayOfMonth = 1 + random.nextInt(28);
        return new Case(
            "FREQ=YEARLY;BYMONTH=" + month + ";BYMONTHDAY=" + dayOfMonth,
            day -> day.getMonthValue() == month && day.getDayOfMonth() == dayOfMonth);
      }
      case 5 -> {
        List<DayOfWeek> days = days(random);
        int month = 1 + random.nextInt(11);
        return new Case(
            "FREQ=DAILY;BYMONTH=" + month + "," + (month + 1) + ";BYDAY=" + words(days),
            day ->
                days.contains(day.getDayOfWeek())
                    && (day.getMonthValue() == month || day.getMonthValue() == month + 1));
      }
      case 6 -> {
        // The day before the bound still starts whatever its time of day and zone, the day after
        // no more; between them days are left out by the interval of the rule.
        LocalDate last = start.plusDays(10 * (1 + random.nextInt(40)));
        String until =
            last.plusDays(5)
                .atTime(12, 0)
                .format(DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'"));
        return new Case(
            "FREQ=DAILY;INTERVAL=10;UNTIL=" + until,
            day -> !day.isAfter(last) && ChronoUnit.DAYS.between(start, day) % 10 == 0);
      }
      default -> {
        int count = 1 + random.nextInt(200);
        return new Case(
            "FREQ=DAILY" + every + ";COUNT=" + count,
            day -> {
              long days = ChronoUnit.DAYS.between(start, day);
              return days % interval == 0 && days / interval < count;
            });
      }
    }
  }

  private static List<DayOfWeek> days(Random random) {
    List<DayOfWeek> days = new ArrayList<>();
    for (DayOfWeek day : DAYS) {
      if (random.nextBoolean()) {
        days.add(day);
      }
    }
    return days.isEmpty() ? List.of(DayOfWeek.SUNDAY) : days;
  }

  private static String words(List<DayOfWeek> days) {
    return String.join(",", days.stream().map(WindowOracleTest::word).toList());
  }

  private static String word(DayOfWeek day) {
    return day.name().substring(0, 2);
  }

  private static LocalDate monday(LocalDate day) {
    return day.minusDays(day.getDayOfWeek().getValue() - 1);
  }
}
