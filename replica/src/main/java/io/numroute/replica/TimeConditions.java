package io.numroute.replica;

import io.numroute.routing.time.Recurrence;
import io.numroute.routing.time.TimeCondition;
import io.numroute.routing.time.Window;
import io.numroute.routing.time.WindowLength;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.avro.TimeTerm;
import io.numroute.schemas.avro.TimeTermKind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Time conditions between records and the domain. In a record a condition is a list of terms in
 * postfix order, each of which takes the results of terms before it; so reading one needs a stack
 * of bounded size, and no recursion that a record could drive too deep.
 */
final class TimeConditions {
  /** More than any condition of {@link TimeCondition#MAX_WINDOWS} that is not padded can have. */
  static final int MAX_TERMS = TimeCondition.MAX_WINDOWS * TimeCondition.MAX_DEPTH;

  private TimeConditions() {}

  /** The condition of these terms; null, which is any time, when there are none. */
  static @Nullable TimeCondition toDomain(List<TimeTerm> terms) throws BadRecordException {
    if (terms.isEmpty()) {
      return null;
    } else if (terms.size() > MAX_TERMS) {
      throw Mapping.notUnderstood("a time condition of more than " + MAX_TERMS + " terms");
    }
    Deque<TimeCondition> results = new ArrayDeque<>();
    for (TimeTerm term : terms) {
      results.push(
          switch (term.getKind()) {
            case WINDOW -> new TimeCondition.In(window(term));
            case ALL -> new TimeCondition.All(take(results, term.getOperands()));
            case ANY -> new TimeCondition.Any(take(results, term.getOperands()));
            case NOT -> new TimeCondition.Not(take(results, 1).get(0));
            case UNKNOWN -> throw Mapping.notUnderstood("unknown kind of time condition");
          });
    }
    if (results.size() != 1) {
      throw Mapping.notUnderstood("time conditions that nothing combines");
    }
    return results.pop();
  }

  /** The last results, oldest first. */
  private static List<TimeCondition> take(Deque<TimeCondition> results, int count)
      throws BadRecordException {
    if (count < 1 || count > results.size()) {
      throw Mapping.notUnderstood("a time condition takes more than there is");
    }
    TimeCondition[] taken = new TimeCondition[count];
    for (int i = count - 1; i >= 0; i--) {
      taken[i] = results.pop();
    }
    return List.of(taken);
  }

  private static Window window(TimeTerm term) throws BadRecordException {
    Long wallSeconds = term.getWallSeconds();
    String duration = term.getDuration();
    if ((wallSeconds == null) == (duration == null)) {
      throw Mapping.notUnderstood("a window has either wallSeconds or a duration");
    }
    LocalDateTime start;
    try {
      start = LocalDateTime.parse(Mapping.set(term.getStart(), "window.start"));
    } catch (DateTimeException e) {
      throw Mapping.notUnderstood("window.start is no local date and time");
    }
    WindowLength length =
        duration == null
            ? new WindowLength.WallClock(
                Duration.ofSeconds(Mapping.set(wallSeconds, "wallSeconds")))
            : WindowLength.Nominal.parse(duration);
    String rrule = term.getRrule();
    return new Window(
        Window.zone(Mapping.set(term.getZone(), "window.zone")),
        start,
        length,
        rrule == null ? null : Recurrence.parse(rrule));
  }

  /** The terms of a condition; none when it is null. */
  static List<TimeTerm> toAvro(@Nullable TimeCondition condition) {
    List<TimeTerm> terms = new ArrayList<>();
    if (condition != null) {
      add(condition, terms);
      if (terms.size() > MAX_TERMS) {
        throw new IllegalArgumentException(
            "a time condition has at most " + MAX_TERMS + " windows and combinations");
      }
    }
    return terms;
  }

  /** Recursion is bounded by {@link TimeCondition#MAX_DEPTH}. */
  private static void add(TimeCondition condition, List<TimeTerm> terms) {
    if (condition instanceof TimeCondition.In in) {
      terms.add(term(in.window()));
    } else if (condition instanceof TimeCondition.All all) {
      all.parts().forEach(part -> add(part, terms));
      terms.add(combining(TimeTermKind.ALL, all.parts().size()));
    } else if (condition instanceof TimeCondition.Any any) {
      any.parts().forEach(part -> add(part, terms));
      terms.add(combining(TimeTermKind.ANY, any.parts().size()));
    } else if (condition instanceof TimeCondition.Not not) {
      add(not.part(), terms);
      terms.add(combining(TimeTermKind.NOT, 1));
    } else {
      throw new AssertionError(condition);
    }
  }

  private static TimeTerm combining(TimeTermKind kind, int operands) {
    return TimeTerm.newBuilder().setKind(kind).setOperands(operands).build();
  }

  private static TimeTerm term(Window window) {
    Recurrence recurrence = window.recurrence();
    TimeTerm term = new TimeTerm();
    term.setKind(TimeTermKind.WINDOW);
    term.setZone(window.zone().getId());
    term.setStart(window.start().toString());
    term.setRrule(recurrence == null ? null : recurrence.toString());
    if (window.length() instanceof WindowLength.WallClock wall) {
      if (wall.wall().getNano() != 0) {
        throw new IllegalArgumentException("a window ends at a whole second");
      }
      term.setWallSeconds(wall.wall().toSeconds());
    } else {
      term.setDuration(window.length().toString());
    }
    return term;
  }
}
