package io.numroute.routing.time;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.TimeZone;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;

/**
 * A recurrence rule of RFC 5545, section 3.3.10, of at least a day's frequency: {@code
 * FREQ=WEEKLY;BYDAY=MO,TU}. Equal when the texts are.
 *
 * <p>What is refused is refused because evaluating it could take long or because it is most likely
 * a slip: a frequency below a day, more than 24 starts a day, more than 10,000 counted ones, other
 * calendars.
 */
public final class Recurrence {
  private static final int MAX_TEXT = 500;
  private static final int MAX_COUNT = 10_000;
  private static final int MAX_INTERVAL = 1_000;
  private static final int MAX_STARTS_A_DAY = 24;

  private final String text;
  private final RecurrenceRule rule;

  private Recurrence(String text, RecurrenceRule rule) {
    this.text = text;
    this.rule = rule;
  }

  /** The rule of that text. Throws IllegalArgumentException, which says what is wrong. */
  public static Recurrence parse(String text) {
    require(text.length() <= MAX_TEXT, "a recurrence rule has at most " + MAX_TEXT + " characters");
    RecurrenceRule rule;
    try {
      rule = new RecurrenceRule(text, RecurrenceRule.RfcMode.RFC5545_STRICT);
    } catch (InvalidRecurrenceRuleException | RuntimeException e) {
      throw new IllegalArgumentException("no recurrence rule of RFC 5545: " + e.getMessage(), e);
    }
    Freq freq = rule.getFreq();
    require(
        freq == Freq.DAILY || freq == Freq.WEEKLY || freq == Freq.MONTHLY || freq == Freq.YEARLY,
        "FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY");
    require(!rule.hasPart(Part.RSCALE), "RSCALE is not supported");
    require(!rule.hasPart(Part.BYSECOND), "BYSECOND is not supported");
    require(
        count(rule, Part.BYHOUR) * count(rule, Part.BYMINUTE) <= MAX_STARTS_A_DAY,
        "BYHOUR and BYMINUTE give more than " + MAX_STARTS_A_DAY + " starts a day");
    Integer count = rule.getCount();
    require(
        count == null || count <= MAX_COUNT,
        "COUNT may be at most " + MAX_COUNT + "; use UNTIL for a longer time");
    require(rule.getInterval() <= MAX_INTERVAL, "INTERVAL may be at most " + MAX_INTERVAL);
    DateTime until = rule.getUntil();
    require(
        until == null || (!until.isAllDay() && !until.isFloating()),
        "UNTIL must be in UTC, as 20270101T000000Z (RFC 5545, 3.3.10)");
    return new Recurrence(text, rule);
  }

  private static int count(RecurrenceRule rule, Part part) {
    if (!rule.hasPart(part)) {
      return 1;
    }
    List<Integer> values = rule.getByPart(part);
    return values == null ? 1 : values.size();
  }

  /** How often it may start on one day. */
  int startsADay() {
    return count(rule, Part.BYHOUR) * count(rule, Part.BYMINUTE);
  }

  /** Takes one start after the other; false when it has enough. */
  interface Visitor {
    boolean start(LocalDateTime start);
  }

  /**
   * Visits the starts from {@code from} on, in order, {@code start} being the first of all.
   *
   * <p>The library gives up on a rule that selects nothing for very long; then there is none.
   */
  void visit(ZoneId zone, LocalDateTime start, LocalDateTime from, Visitor visitor) {
    TimeZone timeZone = TimeZone.getTimeZone(zone);
    try {
      RecurrenceRuleIterator starts = rule.iterator(dateTime(timeZone, start));
      if (from.isAfter(start)) {
        starts.fastForward(dateTime(timeZone, from));
      }
      boolean more = true;
      while (more && starts.hasNext()) {
        DateTime next = starts.nextDateTime();
        more =
            visitor.start(
                LocalDateTime.of(
                    next.getYear(),
                    next.getMonth() + 1,
                    next.getDayOfMonth(),
                    next.getHours(),
                    next.getMinutes(),
                    next.getSeconds()));
      }
    } catch (IllegalArgumentException e) {
      // Too many empty sets in a row: the library's bound on its own work.
      return;
    }
  }

  private static DateTime dateTime(TimeZone zone, LocalDateTime local) {
    return new DateTime(
        zone,
        local.getYear(),
        local.getMonthValue() - 1,
        local.getDayOfMonth(),
        local.getHour(),
        local.getMinute(),
        local.getSecond());
  }

  private static void require(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException(message);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Recurrence that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The rule as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
