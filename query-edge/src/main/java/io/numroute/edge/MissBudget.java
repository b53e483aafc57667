package io.numroute.edge;

import io.numroute.http.Caller;
import io.numroute.http.Quota;
import io.numroute.routing.IspId;
import io.numroute.routing.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many different numbers that nobody serves each ISP may ask for, so that nobody learns the
 * numbering plan by asking for all of it. Once the budget is spent all its lookups are refused
 * until it has filled again by one: were those of numbers that exist answered, a refusal would tell
 * as much as an answer. A number asked for again soon counts once. Thread-safe, without locks.
 */
final class MissBudget {
  private static final Logger LOG = LoggerFactory.getLogger(MissBudget.class);
  private static final Duration WINDOW = Duration.ofHours(1);
  private static final long WARN_EVERY_NS = Duration.ofMinutes(1).toNanos();

  /** Numbers remembered of an ISP, a power of two; a newer one takes the place of an older. */
  private static final int REMEMBERED = 4_096;

  private final Quota quota;
  private final long perHour;
  private final Map<IspId, AtomicLongArray> missed = new ConcurrentHashMap<>();
  private final Map<IspId, Long> warnedNs = new ConcurrentHashMap<>();

  /**
   * @param perHour 0 for no bound
   */
  MissBudget(long perHour) {
    this(perHour, Quota.of("misses", perHour, WINDOW));
  }

  MissBudget(long perHour, Quota quota) {
    this.perHour = perHour;
    this.quota = quota;
  }

  /** What to tell the ISP instead of an answer; null while it may ask. */
  Quota.@Nullable Spent spent(Caller caller) {
    Quota.Spent spent = quota.spent(caller);
    IspId isp = caller.isp();
    if (spent != null && isp != null) {
      warn(isp);
    }
    return spent;
  }

  /** Notes what became of a lookup of these digits. */
  void note(Caller caller, IspId isp, long digits, Outcome outcome) {
    if (perHour > 0 && isMiss(outcome) && isNew(isp, digits)) {
      quota.take(caller);
    }
  }

  private static boolean isMiss(Outcome outcome) {
    return outcome instanceof Outcome.Unallocated
        || outcome instanceof Outcome.Unassigned
        || outcome instanceof Outcome.Incomplete;
  }

  private boolean isNew(IspId isp, long digits) {
    AtomicLongArray recent = missed.get(isp);
    if (recent == null) {
      recent = missed.computeIfAbsent(isp, unused -> new AtomicLongArray(REMEMBERED));
    }
    long mixed = digits * 0x9E3779B97F4A7C15L;
    return recent.getAndSet((int) (mixed >>> 40) & (REMEMBERED - 1), digits) != digits;
  }

  /** Says so, at most once a minute and ISP. */
  private void warn(IspId isp) {
    long now = System.nanoTime();
    warnedNs.compute(
        isp,
        (unused, last) -> {
          if (last != null && now - last < WARN_EVERY_NS) {
            return last;
          }
          LOG.warn(
              "{} asked for {} different numbers within an hour that nobody serves: its lookups are"
                  + " refused until the budget fills again (edge.quota.misses)",
              isp,
              perHour);
          return now;
        });
  }
}
