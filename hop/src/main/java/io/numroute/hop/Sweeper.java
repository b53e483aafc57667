package io.numroute.hop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that looks after time at an edge: moves slow calls on every {@value #TICK_MS} ms while
 * there are any, and sends the heartbeats. Without calls it wakes only for the heartbeats.
 */
final class Sweeper {
  private static final Logger log = LoggerFactory.getLogger(Sweeper.class);
  private static final int TICK_MS = 1;
  private static final long TICK_NS = TICK_MS * 1_000_000L;

  /** Ticks without calls after which the thread dozes. */
  private static final int IDLE_TICKS = 50;

  private final List<RouterLinks> routers;
  private final long heartbeatNs;
  private final Thread thread;
  private volatile boolean dozing;
  private volatile boolean closed;

  Sweeper(List<RouterLinks> routers, Duration heartbeat) {
    this.routers = routers;
    this.heartbeatNs = heartbeat.toNanos();
    this.thread = new Thread(this::run, "hop-client-sweeper");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  /** There is a call now. Called once per lookup, after it stands in a ring. */
  void wake() {
    if (dozing) {
      dozing = false;
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    long heartbeatAtNs = System.nanoTime();
    int idle = 0;
    while (!closed) {
      long nowNs = System.nanoTime();
      try {
        if (nowNs - heartbeatAtNs >= 0) {
          // After a pause of this process one heartbeat counts as missed, not all that were.
          heartbeatAtNs = nowNs + heartbeatNs;
          each(ClientSession::heartbeat);
        }
        // First dozing, then a look: a call that comes after the look finds the thread dozing.
        dozing = idle >= IDLE_TICKS;
        idle = sweep(nowNs) ? 0 : Math.min(idle + 1, IDLE_TICKS);
        if (idle == 0) {
          dozing = false;
        }
      } catch (RuntimeException e) {
        log.error("sweep", e);
      }
      LockSupport.parkNanos(dozing ? heartbeatAtNs - nowNs : TICK_NS);
    }
  }

  private void each(Consumer<ClientSession> action) {
    for (RouterLinks router : routers) {
      router.sessions().forEach(action);
    }
  }

  /** Whether there are calls. */
  private boolean sweep(long nowNs) {
    boolean any = false;
    for (RouterLinks router : routers) {
      for (ClientSession session : router.sessions()) {
        any |= session.inFlight() > 0;
        session.sweep(nowNs);
      }
    }
    return any;
  }
}
