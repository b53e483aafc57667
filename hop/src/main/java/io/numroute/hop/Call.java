package io.numroute.hop;

import io.numroute.hop.Routers.Answered;
import io.numroute.hop.Routers.Callback;
import io.numroute.hop.Routers.Evidence;
import io.numroute.hop.Routers.Explored;
import io.numroute.hop.Routers.KnownFact;
import io.numroute.hop.Routers.Unavailable;
import io.numroute.hop.Routers.WhatIf;
import io.numroute.routing.RouteQuery;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question on its way to one router after the other, until the first good reply. Its events
 * come from any thread; the caller hears of exactly one.
 *
 * <pre>
 *   asked --- answered --------------------------------------------> reply
 *     |  \--- answered, stale, another router is ready --> ask it -> the fresher reply
 *     |---- refused, or the connection is lost --> ask the next ---> or unavailable
 *     |---- first try over --> ask the next, the first may still answer
 *     '---- deadline ----------------------------------------------> the stale reply or DEADLINE
 * </pre>
 */
abstract sealed class Call<T> {
  private static final Logger log = LoggerFactory.getLogger(Call.class);

  /** Connections that may be lost under one call before it is given up. */
  private static final int MAX_TRIES = 6;

  /** On the clock of {@link System#nanoTime}. */
  final long deadlineNs;

  private final Callback<T> callback;
  private final Asker asker;

  // Guarded by this.
  private volatile boolean done;
  private long asked;
  private int tries;
  private int outstanding;
  private boolean askedForFresher;
  private @Nullable T held;

  Call(long deadlineNs, Callback<T> callback, Asker asker) {
    this.deadlineNs = deadlineNs;
    this.callback = callback;
    this.asker = asker;
  }

  /** Adds the question to a frame. */
  abstract void write(Asks.Writer out, int id, long remainingUs);

  /** State that a reply rests on; null when it rests on none. */
  abstract @Nullable Evidence evidence(T reply);

  /** Whether it must not share its frame with others. */
  boolean isAlone() {
    return false;
  }

  /**
   * How long one router may take before the next is asked too, when a lookup has {@code
   * firstTryNs}.
   */
  long patienceNs(long firstTryNs) {
    return firstTryNs;
  }

  private boolean isStale(T reply) {
    Evidence evidence = evidence(reply);
    return evidence != null && evidence.stale();
  }

  private long ageMs(T reply) {
    Evidence evidence = evidence(reply);
    return evidence == null ? 0 : evidence.ageMs();
  }

  boolean isDone() {
    return done;
  }

  /** Asks the first router. */
  void start(long nowNs) {
    if (deadlineNs - nowNs <= 0) {
      finish(null, Unavailable.DEADLINE);
      return;
    }
    Unavailable refusal = askNext(false);
    if (refusal != null) {
      finish(null, refusal);
    }
  }

  /** A router replied. */
  void answered(T reply) {
    T best = reply;
    synchronized (this) {
      outstanding--;
      if (done) {
        return;
      }
      T other = held;
      if (other != null) {
        best = ageMs(other) < ageMs(reply) ? other : reply;
      } else if (isStale(reply) && !askedForFresher) {
        askedForFresher = true;
        held = reply;
        best = null;
      }
    }
    if (best != null) {
      finish(best, Unavailable.NO_ROUTER);
    } else if (askNext(false) != null) {
      finish(reply, Unavailable.NO_ROUTER);
    }
  }

  /** A router will not reply. */
  void failed(Unavailable reason, boolean connectionLost) {
    synchronized (this) {
      outstanding--;
      if (done) {
        return;
      }
    }
    if (askNext(connectionLost) == null) {
      return;
    }
    synchronized (this) {
      if (outstanding > 0) {
        return;
      }
    }
    finish(null, reason);
  }

  /** A router has not replied in the time of a first try. */
  void firstTryOver() {
    if (askNext(false) == null) {
      return;
    }
    synchronized (this) {
      if (held == null) {
        return;
      }
    }
    finish(null, Unavailable.DEADLINE);
  }

  /** Nobody waits for a reply any more. */
  void deadlinePassed() {
    finish(null, Unavailable.DEADLINE);
  }

  /** Null when a router has been asked; otherwise why none was. */
  private @Nullable Unavailable askNext(boolean again) {
    Unavailable refusal = Unavailable.NO_ROUTER;
    while (true) {
      RouterLinks router;
      synchronized (this) {
        if (done) {
          return null;
        }
        router = tries >= MAX_TRIES ? null : asker.best(asked);
        if (router == null && again && tries < MAX_TRIES) {
          router = asker.best(0);
        }
        if (router == null) {
          return refusal;
        }
        tries++;
        asked |= 1L << router.index();
        outstanding++;
      }
      if (router.ask(this)) {
        return null;
      }
      refusal = Unavailable.BUSY;
      synchronized (this) {
        outstanding--;
      }
    }
  }

  /** Hands the caller {@code reply}, else the one held back, else the reason. */
  private void finish(@Nullable T reply, Unavailable reason) {
    T chosen;
    synchronized (this) {
      if (done) {
        return;
      }
      done = true;
      chosen = reply != null ? reply : held;
    }
    try {
      if (chosen != null) {
        callback.answered(chosen);
      } else {
        callback.unavailable(reason);
      }
    } catch (RuntimeException e) {
      log.error("a caller failed to take its reply", e);
    }
  }

  /** Chooses routers. */
  interface Asker {
    /**
     * The best ready router whose bit in {@code asked} is not set, or null. Must not block or lock.
     */
    @Nullable RouterLinks best(long asked);
  }

  /** A question for a decision. */
  static final class OfRoute extends Call<Answered> {
    private final RouteQuery query;
    private final boolean explain;

    OfRoute(
        RouteQuery query,
        boolean explain,
        long deadlineNs,
        Callback<Answered> callback,
        Asker asker) {
      super(deadlineNs, callback, asker);
      this.query = query;
      this.explain = explain;
    }

    @Override
    void write(Asks.Writer out, int id, long remainingUs) {
      out.lookup(id, query, explain, remainingUs);
    }

    @Override
    Evidence evidence(Answered reply) {
      return reply.evidence();
    }
  }

  /** A question for a what-if. */
  static final class OfWhatIf extends Call<WhatIf> {
    /** Parsing an overlay and deciding twice takes a router milliseconds, not microseconds. */
    private static final int PATIENCE = 20;

    private final RouteQuery query;
    private final byte[] overlay;

    OfWhatIf(
        RouteQuery query, byte[] overlay, long deadlineNs, Callback<WhatIf> callback, Asker asker) {
      super(deadlineNs, callback, asker);
      this.query = query;
      this.overlay = overlay;
    }

    @Override
    void write(Asks.Writer out, int id, long remainingUs) {
      out.whatIf(id, query, overlay, remainingUs);
    }

    @Override
    @Nullable Evidence evidence(WhatIf reply) {
      return reply instanceof Explored explored ? explored.evidence() : null;
    }

    @Override
    boolean isAlone() {
      return true;
    }

    @Override
    long patienceNs(long firstTryNs) {
      return PATIENCE * firstTryNs;
    }
  }

  /** A question for a fact. */
  static final class OfFact extends Call<KnownFact> {
    private final long digits;

    OfFact(long digits, long deadlineNs, Callback<KnownFact> callback, Asker asker) {
      super(deadlineNs, callback, asker);
      this.digits = digits;
    }

    @Override
    void write(Asks.Writer out, int id, long remainingUs) {
      out.fact(id, digits, remainingUs);
    }

    @Override
    Evidence evidence(KnownFact reply) {
      return reply.evidence();
    }
  }
}
