package io.numroute.router;

import io.numroute.hop.Routers.Callback;
import io.numroute.hop.Routers.Unavailable;
import io.numroute.hop.Routers.WhatIf;
import io.numroute.routing.RouteQuery;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Explores what-ifs on one thread of its own, one after the other, so that a large overlay keeps no
 * lookup waiting. A few may wait; to more it says that it is busy.
 */
final class Explorer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Explorer.class);
  private static final int WAITING = 8;

  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          task -> {
            Thread explorer = new Thread(task, "router-explorer");
            explorer.setDaemon(true);
            return explorer;
          });

  void explore(
      RouteQuery query,
      Proposal.State state,
      byte[] overlay,
      long deadlineNs,
      Callback<WhatIf> callback) {
    try {
      thread.execute(() -> run(query, state, overlay, deadlineNs, callback));
    } catch (RejectedExecutionException e) {
      callback.unavailable(Unavailable.BUSY);
    }
  }

  private static void run(
      RouteQuery query,
      Proposal.State state,
      byte[] overlay,
      long deadlineNs,
      Callback<WhatIf> callback) {
    if (System.nanoTime() - deadlineNs > 0) {
      callback.unavailable(Unavailable.DEADLINE);
      return;
    }
    WhatIf explored;
    try {
      explored = Proposal.explore(query, state, overlay);
    } catch (RuntimeException e) {
      LOG.error("a what-if failed", e);
      callback.unavailable(Unavailable.NO_ROUTER);
      return;
    }
    callback.answered(explored);
  }

  /** What waits is still explored; nothing more is taken. */
  @Override
  public void close() {
    thread.shutdown();
  }
}
