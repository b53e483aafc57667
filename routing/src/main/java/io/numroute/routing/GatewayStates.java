package io.numroute.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What was observed of gateways: a fold over the reports on the gateway-state topic, in their
 * order. Immutable; the same reports give the same states everywhere, for time is the broker's
 * append time and nothing else.
 *
 * <p>A gateway is down from a report that says so until that report expires, or until a report says
 * that it is up. Without a report it is up: nobody has to keep a gateway alive, and a reporter that
 * dies keeps none down for longer than its last word holds.
 *
 * <p><b>Damping.</b> A gateway that goes down again within ten minutes of having gone down before
 * flaps; the n-th time in a row (n from 2) it is taken as up no sooner than 10 s times 2^(n-2), at
 * most 5 minutes, after it went down, whatever is reported and whenever that expires.
 */
public final class GatewayStates {
  /** Longest that one report holds. */
  public static final long MAX_HOLD_MS = 3_600_000;

  /** A gateway that stayed up for so long has its flaps forgotten. */
  static final long FLAP_MEMORY_MS = 600_000;

  static final long FIRST_DAMPING_MS = 10_000;
  static final long MAX_DAMPING_MS = 300_000;

  private static final GatewayStates NONE = new GatewayStates(PersistentMap.empty());

  private final PersistentMap<GatewayId, Observed> byGateway;

  private GatewayStates(PersistentMap<GatewayId, Observed> byGateway) {
    this.byGateway = byGateway;
  }

  /** Nothing was reported yet. */
  public static GatewayStates none() {
    return NONE;
  }

  /**
   * One report.
   *
   * @param up what was seen
   * @param expiresMs how long it holds; not more than {@link #MAX_HOLD_MS} after its append time
   *     counts
   * @param version offset on the topic
   * @param timeMs broker append time
   */
  public record Report(
      GatewayId gateway, boolean up, long expiresMs, Actor actor, long version, long timeMs) {}

  /**
   * When a gateway is down.
   *
   * @param downFromMs first instant at which it is down
   * @param downUntilMs first instant at which it is up again
   * @param flaps how often in a row it went down, the last time included
   * @param origin the report that says so
   */
  public record Observed(long downFromMs, long downUntilMs, int flaps, Origin origin) {
    /** Whether it is down. */
    public boolean down(long atMs) {
      return downFromMs <= atMs && atMs < downUntilMs;
    }

    /** Next instant after {@code atMs} at which that changes, or MAX_VALUE. */
    public long nextChangeMs(long atMs) {
      return atMs < downFromMs ? downFromMs : atMs < downUntilMs ? downUntilMs : Long.MAX_VALUE;
    }
  }

  /** The states after one more report. */
  public GatewayStates with(Report report) {
    Observed old = byGateway.get(report.gateway());
    Observed now = report.up() ? wentUp(old, report) : wentDown(old, report);
    return now == null ? this : new GatewayStates(byGateway.with(report.gateway(), now));
  }

  private static @Nullable Observed wentDown(@Nullable Observed old, Report report) {
    long atMs = report.timeMs();
    long expiresMs = Math.min(report.expiresMs(), atMs + MAX_HOLD_MS);
    Origin origin = new Origin(report.version(), report.actor(), atMs);
    if (expiresMs <= atMs) {
      return null;
    } else if (old == null || atMs - old.downUntilMs >= FLAP_MEMORY_MS) {
      return new Observed(atMs, expiresMs, 1, origin);
    } else if (old.down(atMs)) {
      return new Observed(old.downFromMs, Math.max(expiresMs, heldUntilMs(old)), old.flaps, origin);
    }
    Observed again = new Observed(atMs, expiresMs, old.flaps + 1, origin);
    return new Observed(atMs, Math.max(expiresMs, heldUntilMs(again)), again.flaps, origin);
  }

  private static @Nullable Observed wentUp(@Nullable Observed old, Report report) {
    if (old == null || !old.down(report.timeMs())) {
      return null;
    }
    long untilMs = Math.max(report.timeMs(), heldUntilMs(old));
    Origin origin = new Origin(report.version(), report.actor(), report.timeMs());
    return new Observed(old.downFromMs, untilMs, old.flaps, origin);
  }

  /** Until when damping keeps it down. */
  private static long heldUntilMs(Observed observed) {
    if (observed.flaps < 2) {
      return observed.downFromMs;
    }
    int doublings = Math.min(observed.flaps - 2, 10);
    return observed.downFromMs + Math.min(FIRST_DAMPING_MS << doublings, MAX_DAMPING_MS);
  }

  /** The states without those that say nothing any more at that instant. */
  public GatewayStates forgetting(long atMs) {
    List<GatewayId> silent = new ArrayList<>();
    byGateway.forEach(
        (gateway, observed) -> {
          if (atMs - observed.downUntilMs >= FLAP_MEMORY_MS) {
            silent.add(gateway);
          }
        });
    PersistentMap<GatewayId, Observed> left = byGateway;
    for (GatewayId gateway : silent) {
      left = left.without(gateway);
    }
    return silent.isEmpty() ? this : new GatewayStates(left);
  }

  /** What was observed of a gateway, or null. */
  public @Nullable Observed of(GatewayId gateway) {
    return byGateway.size() == 0 ? null : byGateway.get(gateway);
  }

  public int size() {
    return byGateway.size();
  }

  /** Every gateway something was observed of, in no order worth relying on. */
  public void forEach(BiConsumer<GatewayId, Observed> visitor) {
    byGateway.forEach(visitor);
  }
}
