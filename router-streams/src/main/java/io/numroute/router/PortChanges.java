package io.numroute.router;

import io.numroute.routing.Actor;
import io.numroute.routing.NumberFact;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Port;
import io.numroute.routing.PortState;
import io.numroute.routing.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every change of the ports of one partition, from its facts in their order: those that commands
 * made, and between them those that came by time. It holds the ports that are open, no others.
 *
 * <p>A function of the topic of facts alone. Time is what facts and watermarks say, so whoever
 * reads the same records gets the same changes in the same order. One that begins again reads from
 * {@link Place#next}, where the oldest open port's fact stands, and passes over what was told. Not
 * thread-safe.
 */
final class PortChanges {
  private final Place begun;
  private final Map<PhoneNumber, Timer> open = new HashMap<>();
  private final TreeMap<Long, PhoneNumber> openByPlace = new TreeMap<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          Comparator.comparingLong(Timer::atMs).thenComparingLong(timer -> timer.port.id()));
  private long next;
  private long toldOf;
  private long toldUntilMs;

  /**
   * Where to go on.
   *
   * @param next offset of the first fact to read
   * @param toldOf version of the newest fact whose changes were told
   * @param toldUntilMs instant up to which changes by time were told
   */
  record Place(long next, long toldOf, long toldUntilMs) {
    static final Place BEGINNING = new Place(0, -1, Long.MIN_VALUE);
  }

  /**
   * A change.
   *
   * @param port as it is then
   * @param atMs when it became so
   * @param actor who made it so; null when it came by time, or when the fact that says who is gone
   */
  record Change(PhoneNumber number, Port port, long atMs, @Nullable Actor actor) {}

  /** A port that changes at an instant unless a command comes before. */
  private record Timer(PhoneNumber number, NumberFact fact, Port port, long atMs, long place) {}

  PortChanges(Place begun) {
    this.begun = begun;
    next = begun.next;
    toldOf = begun.toldOf;
    toldUntilMs = begun.toldUntilMs;
  }

  /**
   * What a fact changes, after what came by time before its command.
   *
   * @param place its offset in the topic of facts
   */
  List<Change> with(PhoneNumber number, NumberFact fact, long place) {
    List<Change> changes = until(fact.timeMs(), place);
    Timer before = open.remove(number);
    if (before != null) {
      openByPlace.remove(before.place);
    }
    Port port = fact.porting().port();
    if (port != null) {
      // Not the version alone: the fact that made it so may have been compacted away.
      if (port.since() > toldOf) {
        Actor actor = port.since() == fact.version() ? fact.actor() : null;
        changes.add(new Change(number, port, sinceMs(port, fact), actor));
      }
      long endsMs = endsMs(port);
      if (port.state().isOpen()) {
        Timer timer = new Timer(number, fact, port, endsMs, place);
        open.put(number, timer);
        openByPlace.put(place, number);
        timers.add(timer);
      }
    }
    toldOf = Math.max(toldOf, fact.version());
    return changes;
  }

  private static long sinceMs(Port port, NumberFact fact) {
    PortState state = port.state();
    if (state instanceof PortState.Requested) {
      return port.requestedMs();
    } else if (state instanceof PortState.Done done) {
      return done.fromMs();
    }
    return fact.timeMs();
  }

  private static long endsMs(Port port) {
    PortState state = port.state();
    if (state instanceof PortState.Requested requested) {
      return requested.deadlineMs();
    }
    return state instanceof PortState.Scheduled scheduled ? scheduled.fromMs() : Long.MAX_VALUE;
  }

  /**
   * What came by time up to that instant, when every command appended before it is in the facts
   * given.
   *
   * @param place offset of the record that says so
   */
  List<Change> until(long ms, long place) {
    List<Change> changes = new ArrayList<>();
    next = Math.max(next, place + 1);
    toldUntilMs = Math.max(toldUntilMs, ms);
    while (!timers.isEmpty() && timers.peek().atMs <= ms) {
      Timer timer = timers.remove();
      if (!open.remove(timer.number, timer)) {
        continue; // A later fact speaks of the number.
      }
      openByPlace.remove(timer.place);
      Port now = Standing.of(timer.fact, timer.atMs).port();
      boolean told = timer.fact.version() <= begun.toldOf && timer.atMs <= begun.toldUntilMs;
      if (now != null && !told) {
        changes.add(new Change(timer.number, now, timer.atMs, null));
      }
    }
    return changes;
  }

  /** Where to go on when everything up to here is told. */
  Place place() {
    long oldest = openByPlace.isEmpty() ? next : openByPlace.firstKey();
    return new Place(Math.min(oldest, next), toldOf, toldUntilMs);
  }
}
