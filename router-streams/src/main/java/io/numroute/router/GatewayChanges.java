package io.numroute.router;

import io.numroute.routing.Actor;
import io.numroute.routing.GatewayId;
import io.numroute.routing.GatewayStates;
import io.numroute.routing.GatewayStates.Observed;
import io.numroute.routing.GatewayStates.Report;
import io.numroute.schemas.avro.GatewayEventKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Every change of what is observed of gateways, from their reports: a gateway that goes down, comes
 * up, is held down by damping, or comes up because what kept it down ran out.
 *
 * <p>A function of the reports and their append times alone: whoever reads the same topic from the
 * beginning gets the same changes in the same order, each exactly once, ordered by {@link
 * Change#compareTo} as long as append times do not go backwards. Not thread-safe.
 */
final class GatewayChanges {
  private static final long FORGET_MS = 60_000;

  private GatewayStates states = GatewayStates.none();
  private long forgotMs;
  private final PriorityQueue<Change> ends = new PriorityQueue<>();

  /**
   * A change.
   *
   * @param untilMs when it will be up if nothing more is reported; null when it is up
   * @param version of the report it follows from
   */
  record Change(
      GatewayId gateway,
      GatewayEventKind kind,
      long atMs,
      @Nullable Long untilMs,
      int flaps,
      long version,
      Actor actor)
      implements Comparable<Change> {
    private static final Comparator<Change> ORDER =
        Comparator.comparingLong(Change::atMs).thenComparingLong(Change::version);

    /** By time; at the same time by version, which differ then. */
    @Override
    public int compareTo(Change other) {
      return ORDER.compare(this, other);
    }
  }

  /** What a report changes, after what ran out before it was appended. */
  List<Change> with(Report report) {
    long atMs = report.timeMs();
    List<Change> changes = until(atMs);
    Observed before = states.of(report.gateway());
    states = states.with(report);
    Observed after = states.of(report.gateway());
    if (after == before) {
      return changes; // The report says nothing, such as one that expired before it arrived.
    }
    boolean isDown = after != null && after.down(atMs);
    if (after != null && isDown) {
      ends.add(change(report.gateway(), GatewayEventKind.EXPIRED, after.downUntilMs(), after));
      if (before == null || !before.down(atMs)) {
        changes.add(change(report.gateway(), GatewayEventKind.DOWN, atMs, after));
      } else if (report.up() && before.downUntilMs() != after.downUntilMs()) {
        changes.add(change(report.gateway(), GatewayEventKind.DAMPED, atMs, after));
      }
    } else if (after != null && before != null && before.down(atMs)) {
      changes.add(change(report.gateway(), GatewayEventKind.UP, atMs, after));
    }
    return changes;
  }

  /** What ran out up to that instant, when every report appended before it was given. */
  List<Change> until(long atMs) {
    List<Change> changes = new ArrayList<>();
    while (!ends.isEmpty() && ends.peek().atMs() <= atMs) {
      Change end = ends.remove();
      Observed now = states.of(end.gateway());
      boolean stands =
          now != null && now.downUntilMs() == end.atMs() && now.origin().version() == end.version();
      if (stands) {
        changes.add(end);
      }
    }
    if (atMs - forgotMs >= FORGET_MS) {
      forgotMs = atMs;
      states = states.forgetting(atMs);
    }
    return changes;
  }

  private static Change change(
      GatewayId gateway, GatewayEventKind kind, long atMs, Observed observed) {
    boolean down = kind == GatewayEventKind.DOWN || kind == GatewayEventKind.DAMPED;
    return new Change(
        gateway,
        kind,
        atMs,
        down ? observed.downUntilMs() : null,
        observed.flaps(),
        observed.origin().version(),
        observed.origin().actor());
  }
}
