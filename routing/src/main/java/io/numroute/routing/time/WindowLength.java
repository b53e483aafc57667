package io.numroute.routing.time;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** How long each occurrence of a window lasts. */
public sealed interface WindowLength {
  /** Longest, in days. */
  int MAX_DAYS = 366;

  /** First instant after the occurrence that starts at {@code start}. */
  long endMs(LocalDateTime start, ZoneId zone);

  /**
   * Until the clock on the wall has gone on by that much: from 9 to 17 o'clock, whatever a change
   * of daylight saving time in between takes or gives.
   *
   * @param wall more than zero
   */
  record WallClock(Duration wall) implements WindowLength {
    public WallClock {
      check(wall);
    }

    @Override
    public long endMs(LocalDateTime start, ZoneId zone) {
      return Window.instantMs(start.plus(wall), zone);
    }
  }

  /**
   * A duration of RFC 5545, section 3.3.6: days as the calendar has them, then exact time.
   *
   * @param days nominal days, weeks included
   * @param exact hours, minutes and seconds
   */
  record Nominal(int days, Duration exact) implements WindowLength {
    public Nominal {
      if (days < 0 || days > MAX_DAYS || exact.isNegative()) {
        throw new IllegalArgumentException("a window lasts more than nothing, at most 366 days");
      }
      check(exact.plusDays(days));
    }

    @Override
    public long endMs(LocalDateTime start, ZoneId zone) {
      return Window.instantMs(start.plusDays(days), zone) + exact.toMillis();
    }

    /**
     * The duration of a text like {@code P1D}, {@code PT8H30M}, {@code P1DT12H} or {@code P2W}.
     * Throws IllegalArgumentException.
     */
    public static Nominal parse(String text) {
      java.util.regex.Matcher parts = FORM.matcher(text);
      if (text.length() > 40 || !parts.matches() || text.endsWith("P") || text.endsWith("T")) {
        throw new IllegalArgumentException(
            "no duration of RFC 5545, which looks like PT8H, PT8H30M, P1D or P2W");
      }
      long days = 7 * amount(parts.group(1)) + amount(parts.group(2));
      Duration exact =
          Duration.ofHours(amount(parts.group(3)))
              .plusMinutes(amount(parts.group(4)))
              .plusSeconds(amount(parts.group(5)));
      if (days > MAX_DAYS) {
        throw new IllegalArgumentException("a window lasts at most " + MAX_DAYS + " days");
      }
      return new Nominal((int) days, exact);
    }

    private static long amount(@org.jspecify.annotations.Nullable String digits) {
      return digits == null ? 0 : Long.parseLong(digits);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("P");
      if (days > 0) {
        text.append(days).append('D');
      }
      if (!exact.isZero()) {
        text.append(exact.toString().substring(1));
      }
      return text.toString();
    }
  }

  /** Weeks, days, hours, minutes, seconds; signs are left out, since no window runs backwards. */
  java.util.regex.Pattern FORM =
      java.util.regex.Pattern.compile(
          "P(?:(\\d{1,2})W)?(?:(\\d{1,3})D)?(?:T(?:(\\d{1,4})H)?(?:(\\d{1,6})M)?(?:(\\d{1,8})S)?)?");

  private static void check(Duration length) {
    if (length.isZero() || length.isNegative() || length.compareTo(Duration.ofDays(MAX_DAYS)) > 0) {
      throw new IllegalArgumentException("a window lasts more than nothing, at most 366 days");
    }
  }
}
