package io.numroute.hop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.glassfish.grizzly.nio.transport.TCPNIOServerConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The router's end of the hop: answers frames of questions from a local {@link Routers}, on its I/O
 * threads, and tells every edge whether it is ready.
 *
 * <p>Nothing happens before {@link #start}. It does not own {@code local}: closing the server
 * leaves that open.
 */
public final class HopServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HopServer.class);
  private static final int TICKS_PER_HEARTBEAT = 5;

  /** How long to wait for the selector to let go of the port. */
  private static final long FREE_NS = Duration.ofSeconds(2).toNanos();

  private final Settings settings;
  private final String routerId;
  private final Routers local;
  private final Versions versions;
  private final TCPNIOTransport transport;
  private final ScheduledExecutorService timer;
  private final Set<ServerSession> sessions = ConcurrentHashMap.newKeySet();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Interned interned = new Interned();
  private final GatewayBytes gatewayBytes = new GatewayBytes();
  private volatile @Nullable SelectableChannel listener;
  private volatile int port = -1;
  private boolean toldReady;
  private int ticks;

  /**
   * @param routerId told to the edges, for their logs
   */
  public HopServer(Settings settings, String routerId, Routers local) {
    this(settings, routerId, local, Versions.OURS);
  }

  HopServer(Settings settings, String routerId, Routers local, Versions versions) {
    this.settings = settings;
    this.routerId = routerId;
    this.local = local;
    this.versions = versions;
    this.transport = Transports.tcp("hop-server", settings.ioThreads());
    this.transport.setProcessor(
        FrameFilter.chain(
            channel ->
                new ServerSession(
                    channel,
                    settings,
                    hello(),
                    local,
                    inFlight,
                    interned,
                    gatewayBytes,
                    sessions)));
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "hop-server-timer");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Binds and serves. Throws UncheckedIOException, which names the address, when it is taken. */
  @SuppressWarnings("FutureReturnValueIgnored") // tick() reports what goes wrong itself
  public HopServer start() {
    try {
      TCPNIOServerConnection bound = transport.bind(settings.host(), settings.port());
      listener = bound.getChannel();
      transport.start();
      port = ((InetSocketAddress) bound.getLocalAddress()).getPort();
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(
          "cannot listen on " + settings.host() + ":" + settings.port(), e);
    }
    long tickMs = Math.max(1, settings.heartbeat().toMillis() / TICKS_PER_HEARTBEAT);
    timer.scheduleAtFixedRate(this::tick, tickMs, tickMs, TimeUnit.MILLISECONDS);
    return this;
  }

  /** Tells readiness at every heartbeat, and in between when it has changed. */
  private void tick() {
    try {
      boolean ready = local.ready();
      boolean heartbeat = ++ticks % TICKS_PER_HEARTBEAT == 0;
      if (heartbeat || ready != toldReady) {
        toldReady = ready;
        for (ServerSession session : sessions) {
          session.tell(ready, heartbeat);
        }
      }
    } catch (RuntimeException e) {
      log.error("heartbeat", e);
    }
  }

  private Hello hello() {
    return new Hello(versions, routerId, local.ready());
  }

  /** The port it listens on; -1 before {@link #start}. */
  public int port() {
    return port;
  }

  /** Connected edges. */
  public int edges() {
    return sessions.size();
  }

  /** The port is free again when this returns. */
  @Override
  public void close() {
    timer.shutdownNow();
    for (ServerSession session : sessions) {
      session.close();
    }
    try {
      transport.shutdownNow();
    } catch (IOException e) {
      log.debug("while closing", e);
    }
    awaitFreePort();
  }

  /** A closed channel listens on until its selector lets go of it, which is another thread's. */
  private void awaitFreePort() {
    SelectableChannel closed = listener;
    long giveUpNs = System.nanoTime() + FREE_NS;
    while (closed != null && closed.isRegistered() && System.nanoTime() - giveUpNs < 0) {
      LockSupport.parkNanos(100_000);
    }
  }

  /**
   * How a router serves.
   *
   * @param port 0 for any free one
   * @param ioThreads threads that read, look up and write
   * @param heartbeat readiness is told at least this often; an edge unheard of for thirty of them
   *     is disconnected
   * @param maxConnections further ones are closed at once
   * @param maxInFlight lookups under way over all connections; further ones are refused as busy
   * @param maxQueuedBytes replies an edge may leave unread before its lookups are refused as busy;
   *     at four times that it is disconnected
   */
  public record Settings(
      String host,
      int port,
      int ioThreads,
      Duration heartbeat,
      int maxConnections,
      int maxInFlight,
      int maxQueuedBytes) {
    public Settings {
      if (ioThreads < 1 || maxConnections < 1 || maxInFlight < 1 || maxQueuedBytes < 1) {
        throw new IllegalArgumentException("hop limits must be at least 1");
      }
      if (heartbeat.toMillis() < 1) {
        throw new IllegalArgumentException("hop heartbeat must be at least 1 ms");
      }
    }

    /** With limits that fit a small machine. */
    public static Settings of(String host, int port) {
      return new Settings(host, port, 1, Duration.ofMillis(100), 1024, 65_536, 4 << 20);
    }
  }
}
