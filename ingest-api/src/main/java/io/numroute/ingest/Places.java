package io.numroute.ingest;

import io.numroute.http.Caller;
import io.numroute.routing.IspId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * For how many at the same time there is room: over all tenants, and of each for at most half of
 * that, so that one tenant's never keep another's out. Thread-safe.
 */
final class Places {
  private final int places;
  private final int ofEach;
  private final Map<Optional<IspId>, Integer> taken = new HashMap<>();
  private int all;

  Places(int places) {
    this.places = places;
    this.ofEach = Math.max(1, places / 2);
  }

  /** Takes a place; false when there is none for that tenant. */
  synchronized boolean enter(Caller caller) {
    Optional<IspId> tenant = Optional.ofNullable(caller.isp());
    int mine = taken.getOrDefault(tenant, 0);
    if (all == places || mine == ofEach) {
      return false;
    }
    all++;
    taken.put(tenant, mine + 1);
    return true;
  }

  /** Gives a place back that was taken. */
  synchronized void leave(Caller caller) {
    all--;
    taken.computeIfPresent(
        Optional.ofNullable(caller.isp()), (unused, mine) -> mine == 1 ? null : mine - 1);
  }
}
