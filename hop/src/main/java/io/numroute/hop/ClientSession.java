package io.numroute.hop;

import io.numroute.hop.Routers.Answered;
import io.numroute.hop.Routers.KnownFact;
import io.numroute.hop.Routers.Unavailable;
import io.numroute.hop.Routers.WhatIf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a router, from its beginning to its end.
 *
 * <p>Calls stand in a ring by their ids, which are given one after the other: {@code [oldest,
 * next)} are in flight, of these {@code [unsent, next)} still wait here. A frame is under way until
 * the router's receipt for it; what is asked meanwhile waits and goes together in the next frame.
 * So a lonely question leaves at once, and frames grow with the load, without a timer.
 */
final class ClientSession implements FrameHandler, Answers.Sink {
  private static final Logger log = LoggerFactory.getLogger(ClientSession.class);
  private static final int MISSED_UNTIL_DOWN = 3;
  private static final int MISSED_UNTIL_CLOSED = 30;

  private final Channel channel;
  private final RouterLinks router;
  private final HopClient.Settings settings;
  private final Hello hello;
  private final Interned interned;
  private final Runnable onClosed;
  private final AtomicInteger missed = new AtomicInteger();
  private volatile int version = Frame.NO_VERSION;
  private volatile boolean routerReady;
  private volatile boolean closed;
  private volatile int inFlight;

  // Guarded by this.
  private final Asks.Writer out = new Asks.Writer();
  private final FrameWriter control = new FrameWriter();
  private final @Nullable Call<?>[] ring;
  private final int[] ids;
  private final long[] askedNs;
  private final boolean[] late;
  private final int mask;
  private int oldest;
  private int unsent;
  private int next;
  private int framesUnderWay;
  private long framesSent;
  private long callsSent;
  private @Nullable Thread reader;

  ClientSession(
      Channel channel,
      RouterLinks router,
      HopClient.Settings settings,
      Hello hello,
      Interned interned,
      Runnable onClosed) {
    this.channel = channel;
    this.router = router;
    this.settings = settings;
    this.hello = hello;
    this.interned = interned;
    this.onClosed = onClosed;
    int size = Integer.highestOneBit(2 * settings.maxInFlight() - 1);
    this.ring = new Call<?>[size];
    this.ids = new int[size];
    this.askedNs = new long[size];
    this.late = new boolean[size];
    this.mask = size - 1;
  }

  /** Says hello. */
  synchronized void begin() {
    hello.write(control);
    channel.send(control, null);
  }

  /** Whether the router said it is ready, and is heard of. */
  boolean ready() {
    return routerReady && !closed && missed.get() < MISSED_UNTIL_DOWN;
  }

  int inFlight() {
    return inFlight;
  }

  /** Sends the question now or with the next frame; false when there is no room. */
  synchronized boolean ask(Call<?> call) {
    int slot = next & mask;
    if (closed || ring[slot] != null || next - oldest > mask) {
      return false;
    }
    ring[slot] = call;
    ids[slot] = next;
    askedNs[slot] = System.nanoTime();
    late[slot] = false;
    next++;
    count(1);
    sendIfDue();
    return true;
  }

  /** What callers ask while the replies of a frame are handed to them leaves together after it. */
  private void sendIfDue() {
    if (framesUnderWay < settings.framesUnderWay() && Thread.currentThread() != reader) {
      send();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock, read without
  private void count(int change) {
    inFlight = inFlight + change;
  }

  /** Sends what waits, as far as a frame holds it. */
  private void send() {
    if (unsent == next) {
      return;
    }
    out.begin(version);
    long nowNs = System.nanoTime();
    boolean alone = false;
    while (unsent != next && !alone && !out.isFull()) {
      int slot = unsent & mask;
      Call<?> call = ring[slot];
      if (call != null && ids[slot] == unsent && !call.isDone()) {
        if (call.isAlone() && out.count() > 0) {
          break;
        }
        long remainingUs = (call.deadlineNs - nowNs) / 1000;
        if (remainingUs > 0) {
          call.write(out, unsent, remainingUs);
          alone = call.isAlone();
        }
      }
      unsent++;
    }
    if (out.count() > 0) {
      framesUnderWay++;
      framesSent++;
      callsSent += out.count();
      channel.send(out.end(), null);
    }
  }

  @Override
  public int maxLength() {
    return version == Frame.NO_VERSION ? Frame.MAX_HELLO : Frame.MAX_LENGTH;
  }

  @Override
  public void frame(int frameVersion, int type, FrameReader in) throws BadFrameException {
    missed.set(0);
    if (frameVersion != version) {
      throw new BadFrameException("a frame of version " + frameVersion + ", not " + version);
    }
    if (version == Frame.NO_VERSION) {
      greet(type, in);
    } else if (type == Frame.ANSWERS) {
      answers(in);
    } else if (type == Frame.HEARTBEAT) {
      routerReady(Heartbeat.read(in));
      router.heartbeat();
    } else {
      throw new BadFrameException("a frame of type " + type);
    }
  }

  private void greet(int type, FrameReader in) throws BadFrameException {
    if (type != Frame.HELLO) {
      throw new BadFrameException("no hello");
    }
    Hello theirs = Hello.read(in);
    version = hello.versions().agree(theirs.versions());
    log.info(
        "router {} at {} connected, frame version {}, {}",
        theirs.name(),
        router,
        version,
        word(theirs.ready()));
    routerReady = theirs.ready();
  }

  private void routerReady(boolean now) {
    if (routerReady != now) {
      routerReady = now;
      log.info("router at {} is {}", router, word(now));
    }
  }

  private static String word(boolean ready) {
    return ready ? "ready" : "not ready";
  }

  private void answers(FrameReader in) throws BadFrameException {
    synchronized (this) {
      reader = Thread.currentThread();
    }
    try {
      Answers.read(in, interned, this);
    } finally {
      synchronized (this) {
        reader = null;
        sendIfDue();
      }
    }
  }

  /** Frames and questions sent so far. */
  synchronized long[] sent() {
    return new long[] {framesSent, callsSent};
  }

  /** The next frame goes out first, so that the router works while the callers take theirs. */
  @Override
  public synchronized void receipt() {
    if (framesUnderWay > 0) {
      framesUnderWay--;
      send();
    }
  }

  @Override
  public void answered(int id, Answered reply) throws BadFrameException {
    Call<?> call = take(id, reply.evidence().stale());
    if (call instanceof Call.OfRoute route) {
      route.answered(reply);
    } else if (call != null) {
      throw new BadFrameException("a decision for a question of a fact");
    }
  }

  @Override
  public void known(int id, KnownFact reply) throws BadFrameException {
    Call<?> call = take(id, reply.evidence().stale());
    if (call instanceof Call.OfFact fact) {
      fact.answered(reply);
    } else if (call != null) {
      throw new BadFrameException("a fact for a question of a decision");
    }
  }

  @Override
  public void explored(int id, WhatIf reply) throws BadFrameException {
    Call<?> call = take(id, false);
    if (call instanceof Call.OfWhatIf whatIf) {
      whatIf.answered(reply);
    } else if (call != null) {
      throw new BadFrameException("a what-if for another question");
    }
  }

  @Override
  public void unavailable(int id, Unavailable reason) {
    Call<?> call = take(id, false);
    if (call != null) {
      call.failed(reason, false);
    }
  }

  /** Null when nobody waits for that reply any more. */
  private @Nullable Call<?> take(int id, boolean stale) {
    Call<?> call;
    long tookNs;
    synchronized (this) {
      int slot = id & mask;
      call = ring[slot];
      if (call == null || ids[slot] != id) {
        return null;
      }
      tookNs = System.nanoTime() - askedNs[slot];
      ring[slot] = null;
      count(-1);
      advance();
    }
    router.replied(tookNs, stale);
    return call;
  }

  private void advance() {
    while (oldest != next && ring[oldest & mask] == null) {
      oldest++;
    }
    if (oldest - unsent > 0) {
      unsent = oldest;
    }
  }

  /** Moves on the calls whose time is over. Called every millisecond or so. */
  void sweep(long nowNs) {
    if (inFlight == 0) {
      return;
    }
    List<Call<?>> expired = null;
    List<Call<?>> slow = null;
    synchronized (this) {
      for (int id = oldest; id != next; id++) {
        int slot = id & mask;
        Call<?> call = ring[slot];
        if (call == null) {
          continue;
        }
        boolean over = nowNs - call.deadlineNs >= 0;
        if (over || call.isDone()) {
          ring[slot] = null;
          count(-1);
          expired = over ? add(expired, call) : expired;
        } else if (!late[slot] && nowNs - askedNs[slot] >= call.patienceNs(settings.firstTryNs())) {
          late[slot] = true;
          slow = add(slow, call);
        }
      }
      advance();
    }
    if (slow != null) {
      router.timedOut(settings.firstTryNs());
      slow.forEach(Call::firstTryOver);
    }
    if (expired != null) {
      expired.forEach(Call::deadlinePassed);
    }
  }

  private static List<Call<?>> add(@Nullable List<Call<?>> list, Call<?> call) {
    List<Call<?>> to = list == null ? new ArrayList<>() : list;
    to.add(call);
    return to;
  }

  /** Sends a heartbeat, and gives up on a router that sends none. */
  void heartbeat() {
    int unheard = missed.incrementAndGet();
    if (unheard > MISSED_UNTIL_CLOSED) {
      log.warn("router at {} not heard of: connection closed", router);
      close();
      return;
    }
    if (unheard == MISSED_UNTIL_DOWN) {
      log.warn("router at {} missed {} heartbeats", router, MISSED_UNTIL_DOWN);
      failAll();
    }
    synchronized (this) {
      if (version != Frame.NO_VERSION && channel.queuedBytes() < Frame.FULL) {
        Heartbeat.write(control, version, false);
        channel.send(control, null);
      }
    }
  }

  @Override
  public void closed() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    router.sessions().remove(this);
    if (version != Frame.NO_VERSION) {
      log.info("router at {} disconnected", router);
    }
    failAll();
    onClosed.run();
  }

  /** Sends every call in flight elsewhere. */
  private void failAll() {
    List<Call<?>> failed = new ArrayList<>();
    synchronized (this) {
      for (int id = oldest; id != next; id++) {
        Call<?> call = ring[id & mask];
        if (call != null) {
          ring[id & mask] = null;
          failed.add(call);
        }
      }
      count(-failed.size());
      advance();
    }
    for (Call<?> call : failed) {
      call.failed(Unavailable.NO_ROUTER, true);
    }
  }

  /** Whether the two sides agreed on a version. */
  boolean greeted() {
    return version != Frame.NO_VERSION;
  }

  void close() {
    channel.close();
  }

  /** As {@link #close}, and waits for no I/O thread to tell the callers. */
  void closeAndFail() {
    close();
    closed();
  }
}
