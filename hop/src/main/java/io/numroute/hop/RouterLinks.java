package io.numroute.hop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One router as an edge sees it: the connections to it that stand, and how well it has done.
 *
 * <p>The figures are read and written without locks; a lost update makes one choice a little worse.
 */
final class RouterLinks {
  private static final long NS_PER_MS = 1_000_000;

  /** Below this, differences of latency are noise. */
  private static final long LATENCY_FLOOR_NS = 50_000;

  /** A router that let this many first tries pass in a row is asked last for a while. */
  private static final int MAX_TIMEOUTS = 3;

  private static final long SUSPECT_NS = 250 * NS_PER_MS;

  /** For that long after a stale reply, others are preferred. */
  private static final long STALE_NS = 100 * NS_PER_MS;

  private final int index;
  private final RouterAddress address;
  private final List<ClientSession> sessions = new CopyOnWriteArrayList<>();

  private volatile long latencyNs = LATENCY_FLOOR_NS;
  private volatile int timeouts;
  private volatile long suspectUntilNs = System.nanoTime();
  private volatile long staleUntilNs = System.nanoTime();

  RouterLinks(int index, RouterAddress address) {
    this.index = index;
    this.address = address;
  }

  int index() {
    return index;
  }

  RouterAddress address() {
    return address;
  }

  List<ClientSession> sessions() {
    return sessions;
  }

  boolean ready() {
    for (ClientSession session : sessions) {
      if (session.ready()) {
        return true;
      }
    }
    return false;
  }

  /** Asks through the least busy connection; false when all are full or gone. */
  boolean ask(Call<?> call) {
    ClientSession best = null;
    for (ClientSession session : sessions) {
      if (session.ready() && (best == null || session.inFlight() < best.inFlight())) {
        best = session;
      }
    }
    return best != null && best.ask(call);
  }

  /** The lower, the better a choice: expected time until an answer, in nanoseconds. */
  long cost(long nowNs) {
    long cost = (1 + inFlight()) * Math.max(latencyNs, LATENCY_FLOOR_NS);
    if (staleUntilNs - nowNs > 0) {
      cost += 1_000_000 * NS_PER_MS;
    }
    if (suspectUntilNs - nowNs > 0) {
      cost += 2_000_000 * NS_PER_MS;
    }
    return cost;
  }

  private long inFlight() {
    long sum = 0;
    for (ClientSession session : sessions) {
      sum += session.inFlight();
    }
    return sum;
  }

  /** A reply came. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // see the class
  void replied(long tookNs, boolean stale) {
    latencyNs += (tookNs - latencyNs) / 8;
    if (timeouts != 0) {
      timeouts = 0;
      suspectUntilNs = System.nanoTime();
    }
    if (stale) {
      staleUntilNs = System.nanoTime() + STALE_NS;
    }
  }

  /** A first try passed without a reply. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // see the class
  void timedOut(long tookNs) {
    latencyNs += (tookNs - latencyNs) / 2;
    if (++timeouts >= MAX_TIMEOUTS) {
      suspectUntilNs = System.nanoTime() + SUSPECT_NS;
    }
  }

  /** Forgives slowness by and by, so that the router is tried again. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // see the class
  void heartbeat() {
    latencyNs -= latencyNs / 16;
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
