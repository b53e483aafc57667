package io.numroute.hop;

import io.numroute.hop.Routers.Answered;
import io.numroute.hop.Routers.KnownFact;
import io.numroute.hop.Routers.Unavailable;
import io.numroute.hop.Routers.WhatIf;
import io.numroute.routing.RouteQuery;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One edge, as its router sees it. Replies that come while a frame of questions is read leave
 * together when it has been read; later ones leave when they come, together with what came while
 * the frame before them was being written.
 */
final class ServerSession implements FrameHandler, Asks.Sink {
  private static final Logger log = LoggerFactory.getLogger(ServerSession.class);
  private static final int MISSED_HEARTBEATS = 30;

  private final Channel channel;
  private final HopServer.Settings settings;
  private final Hello hello;
  private final Routers local;
  private final AtomicInteger inFlight;
  private final Interned interned;
  private final Set<ServerSession> sessions;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final FrameWriter control = new FrameWriter();
  private volatile int version = Frame.NO_VERSION;
  private final AtomicInteger missed = new AtomicInteger();

  /** Guarded by this, as are the three below. */
  private final Answers.Writer out;

  private boolean begun;
  private boolean reading;
  private int writing;

  ServerSession(
      Channel channel,
      HopServer.Settings settings,
      Hello hello,
      Routers local,
      AtomicInteger inFlight,
      Interned interned,
      GatewayBytes gatewayBytes,
      Set<ServerSession> sessions) {
    this.channel = channel;
    this.settings = settings;
    this.hello = hello;
    this.local = local;
    this.inFlight = inFlight;
    this.interned = interned;
    this.sessions = sessions;
    this.out = new Answers.Writer(gatewayBytes);
    if (sessions.size() >= settings.maxConnections()) {
      log.warn("{} refused: {} connections already", channel, sessions.size());
      channel.close();
    } else {
      sessions.add(this);
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
    } else if (type == Frame.ASKS) {
      asks(in);
    } else if (type != Frame.HEARTBEAT) {
      throw new BadFrameException("a frame of type " + type);
    }
  }

  private void greet(int type, FrameReader in) throws BadFrameException {
    if (type != Frame.HELLO) {
      throw new BadFrameException("no hello");
    }
    Hello theirs = Hello.read(in);
    int agreed;
    // Ours goes out even when no version fits: it tells the other side why.
    synchronized (this) {
      hello.write(control);
      channel.send(control, null);
      agreed = hello.versions().agree(theirs.versions());
      version = agreed;
    }
    tell(local.ready(), false);
    log.info("edge {} at {} connected, frame version {}", theirs.name(), channel, agreed);
  }

  private void asks(FrameReader in) throws BadFrameException {
    synchronized (this) {
      reading = true;
    }
    try {
      Asks.read(in, interned.isps, this);
    } finally {
      synchronized (this) {
        reading = false;
        send(true);
      }
    }
    if (channel.queuedBytes() > 4L * settings.maxQueuedBytes()) {
      throw new BadFrameException("questions without reading the answers");
    }
  }

  @Override
  public void lookup(int id, RouteQuery query, boolean explain, long remainingUs) {
    if (!admitted()) {
      refuse(id, Unavailable.BUSY);
      return;
    }
    Reply<Answered> reply = new Reply<>(id);
    try {
      local.lookup(query, explain, deadline(remainingUs), reply);
    } catch (RuntimeException e) {
      log.error("lookup failed", e);
      reply.unavailable(Unavailable.NO_ROUTER);
    }
  }

  @Override
  public void fact(int id, long digits, long remainingUs) {
    if (!admitted()) {
      refuse(id, Unavailable.BUSY);
      return;
    }
    Reply<KnownFact> reply = new Reply<>(id);
    try {
      local.fact(digits, deadline(remainingUs), reply);
    } catch (RuntimeException e) {
      log.error("fact failed", e);
      reply.unavailable(Unavailable.NO_ROUTER);
    }
  }

  @Override
  public void whatIf(int id, RouteQuery query, byte[] overlay, long remainingUs) {
    if (!admitted()) {
      refuse(id, Unavailable.BUSY);
      return;
    }
    Reply<WhatIf> reply = new Reply<>(id);
    try {
      local.whatIf(query, overlay, deadline(remainingUs), reply);
    } catch (RuntimeException e) {
      log.error("what-if failed", e);
      reply.unavailable(Unavailable.NO_ROUTER);
    }
  }

  private boolean admitted() {
    if (channel.queuedBytes() > settings.maxQueuedBytes()) {
      return false;
    }
    if (inFlight.incrementAndGet() > settings.maxInFlight()) {
      inFlight.decrementAndGet();
      return false;
    }
    return true;
  }

  private static long deadline(long remainingUs) {
    long capped = Math.min(remainingUs, 3_600_000_000L);
    return System.nanoTime() + capped * 1000;
  }

  private synchronized void refuse(int id, Unavailable reason) {
    begin();
    out.unavailable(id, reason);
    sendIfDue();
  }

  private synchronized void put(int id, Object reply) {
    if (closed.get()) {
      return;
    }
    begin();
    int before = out.size();
    try {
      if (reply instanceof Answered answered) {
        out.answered(id, answered);
      } else if (reply instanceof KnownFact known) {
        out.known(id, known);
      } else if (reply instanceof WhatIf whatIf) {
        out.explored(id, whatIf);
      } else {
        out.unavailable(id, (Unavailable) reply);
      }
    } catch (RuntimeException e) {
      log.error("a reply that cannot be written", e);
      out.takeBack(before);
      out.unavailable(id, Unavailable.NO_ROUTER);
    }
    if (out.size() - before > Frame.MAX_ITEM) {
      log.error("a reply of {} bytes is not sent", out.size() - before);
      out.takeBack(before);
      out.unavailable(id, Unavailable.NO_ROUTER);
    }
    sendIfDue();
  }

  private void begin() {
    if (!begun) {
      begun = true;
      out.begin(version);
    }
  }

  private void sendIfDue() {
    if (out.size() >= Frame.FULL || (!reading && writing == 0)) {
      send(false);
    }
  }

  private void send(boolean receipt) {
    begin();
    begun = false;
    writing++;
    channel.send(out.end(receipt), this::sent);
  }

  private synchronized void sent() {
    writing--;
    if (begun && !reading && writing == 0 && !closed.get()) {
      send(false);
    }
  }

  /** Tells the edge; counts what was not heard of it. */
  void tell(boolean ready, boolean heartbeat) {
    if (heartbeat && missed.incrementAndGet() > MISSED_HEARTBEATS) {
      log.warn("{} not heard of: connection closed", channel);
      close();
      return;
    }
    synchronized (this) {
      if (version != Frame.NO_VERSION && channel.queuedBytes() < settings.maxQueuedBytes()) {
        Heartbeat.write(control, version, ready);
        channel.send(control, null);
      }
    }
  }

  @Override
  public void closed() {
    if (closed.compareAndSet(false, true)) {
      sessions.remove(this);
      if (version != Frame.NO_VERSION) {
        log.info("edge at {} disconnected", channel);
      }
    }
  }

  void close() {
    channel.close();
  }

  /** Takes the local reply of one question, once. */
  private final class Reply<T> extends AtomicBoolean implements Routers.Callback<T> {
    private static final long serialVersionUID = 1;

    private final int id;

    Reply(int id) {
      this.id = id;
    }

    @Override
    public void answered(T reply) {
      finish(reply);
    }

    @Override
    public void unavailable(Unavailable reason) {
      finish(reason);
    }

    private void finish(Object reply) {
      if (compareAndSet(false, true)) {
        inFlight.decrementAndGet();
        put(id, reply);
      }
    }
  }
}
