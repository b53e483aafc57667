package io.numroute.hop;

import io.numroute.routing.RouteQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.GrizzlyFuture;
import org.glassfish.grizzly.nio.transport.TCPNIOConnectorHandler;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edge's end of the hop: keeps connections to every router, asks the best one that is ready,
 * and the next when that is slow, stale, refuses or is lost.
 *
 * <p>Begins to connect when {@link #start}ed and never stops trying; a caller hears {@link
 * Routers.Unavailable#NO_ROUTER} at once while there is none. Callbacks run on its I/O threads, on
 * its sweeping thread, or on the caller's.
 */
public final class HopClient implements Routers {
  private static final Logger log = LoggerFactory.getLogger(HopClient.class);
  private static final long CONNECT_TIMEOUT_MS = 2000;

  private final Settings settings;
  private final Hello hello;
  private final RouterLinks[] routers;
  private final Interned interned = new Interned();
  private final TCPNIOTransport transport;
  private final ScheduledExecutorService connector;
  private final Sweeper sweeper;
  private final Call.Asker asker = this::best;
  private volatile boolean closed;

  /**
   * @param edgeId told to the routers, for their logs
   * @param addresses one to 64 routers
   */
  public HopClient(Settings settings, String edgeId, List<RouterAddress> addresses) {
    this(settings, edgeId, addresses, Versions.OURS);
  }

  HopClient(Settings settings, String edgeId, List<RouterAddress> addresses, Versions versions) {
    if (addresses.isEmpty() || addresses.size() > Long.SIZE) {
      throw new IllegalArgumentException("1 to 64 routers, not " + addresses.size());
    }
    this.settings = settings;
    this.hello = new Hello(versions, edgeId, false);
    this.routers =
        IntStream.range(0, addresses.size())
            .mapToObj(i -> new RouterLinks(i, addresses.get(i)))
            .toArray(RouterLinks[]::new);
    this.transport = Transports.tcp("hop-client", settings.ioThreads());
    this.connector =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "hop-client-connector");
              thread.setDaemon(true);
              return thread;
            });
    this.sweeper = new Sweeper(List.of(routers), settings.heartbeat());
  }

  /** Begins to connect; does not wait for it. */
  public HopClient start() {
    try {
      transport.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the hop", e);
    }
    sweeper.start();
    for (RouterLinks router : routers) {
      for (int i = 0; i < settings.connectionsPerRouter(); i++) {
        connectIn(0, router, 0);
      }
    }
    return this;
  }

  @Override
  public void lookup(
      RouteQuery query, boolean explain, long deadlineNs, Callback<Answered> callback) {
    new Call.OfRoute(query, explain, deadlineNs, callback, asker).start(System.nanoTime());
    sweeper.wake();
  }

  @Override
  public void fact(long digits, long deadlineNs, Callback<KnownFact> callback) {
    new Call.OfFact(digits, deadlineNs, callback, asker).start(System.nanoTime());
    sweeper.wake();
  }

  @Override
  public void whatIf(RouteQuery query, byte[] overlay, long deadlineNs, Callback<WhatIf> callback) {
    if (overlay.length > MAX_OVERLAY) {
      callback.answered(OverlayRefused.tooLarge());
      return;
    }
    new Call.OfWhatIf(query, overlay, deadlineNs, callback, asker).start(System.nanoTime());
    sweeper.wake();
  }

  @Override
  public boolean ready() {
    return readyRouters() > 0;
  }

  /** How many routers would be asked now. */
  public int readyRouters() {
    int ready = 0;
    for (RouterLinks router : routers) {
      if (router.ready()) {
        ready++;
      }
    }
    return ready;
  }

  /** Mean over the connections that stand. */
  double lookupsPerFrame() {
    long frames = 0;
    long lookups = 0;
    for (RouterLinks router : routers) {
      for (ClientSession session : router.sessions()) {
        long[] sent = session.sent();
        frames += sent[0];
        lookups += sent[1];
      }
    }
    return frames == 0 ? 0 : (double) lookups / frames;
  }

  private @Nullable RouterLinks best(long asked) {
    if (closed) {
      return null;
    }
    RouterLinks best = null;
    long bestCost = Long.MAX_VALUE;
    long nowNs = routers.length == 1 ? 0 : System.nanoTime();
    for (RouterLinks router : routers) {
      if ((asked & 1L << router.index()) == 0 && router.ready()) {
        long cost = routers.length == 1 ? 0 : router.cost(nowNs);
        if (cost < bestCost) {
          best = router;
          bestCost = cost;
        }
      }
    }
    return best;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // connect() reports what goes wrong itself
  private void connectIn(long delayMs, RouterLinks router, int failures) {
    if (closed) {
      return;
    }
    try {
      connector.schedule(() -> connect(router, failures), delayMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("closed while connecting to {}", router);
    }
  }

  @SuppressWarnings({"rawtypes", "FutureReturnValueIgnored"}) // as Grizzly returns it
  private void connect(RouterLinks router, int failures) {
    Attempt attempt = new Attempt(router, failures);
    try {
      RouterAddress address = router.address();
      GrizzlyFuture<Connection> connecting =
          TCPNIOConnectorHandler.builder(transport)
              .processor(FrameFilter.chain(attempt::opened))
              .build()
              .connect(new InetSocketAddress(address.host(), address.port()));
      connecting.addCompletionHandler(attempt);
      connector.schedule(() -> connecting.cancel(false), CONNECT_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      attempt.failed(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    connector.shutdownNow();
    for (RouterLinks router : routers) {
      router.sessions().forEach(ClientSession::closeAndFail);
    }
    sweeper.close();
    try {
      transport.shutdownNow();
    } catch (IOException e) {
      log.debug("while closing", e);
    }
  }

  /** One try to connect, and what follows from its end. */
  @SuppressWarnings("rawtypes") // Grizzly's connect() takes the raw type
  private final class Attempt extends EmptyCompletionHandler<Connection> {
    private final RouterLinks router;
    private final int failures;
    private final AtomicBoolean over = new AtomicBoolean();

    Attempt(RouterLinks router, int failures) {
      this.router = router;
      this.failures = failures;
    }

    FrameHandler opened(Channel channel) {
      ClientSession[] self = new ClientSession[1];
      ClientSession session =
          new ClientSession(
              channel, router, settings, hello, interned, () -> ended(self[0].greeted()));
      self[0] = session;
      router.sessions().add(session);
      session.begin();
      if (closed) {
        channel.close();
      }
      return session;
    }

    /** A connection that got as far as a hello starts the backing off anew. */
    private void ended(boolean greeted) {
      again(greeted ? 0 : failures + 1);
    }

    @Override
    public void failed(Throwable cause) {
      if (failures % 20 == 0) {
        log.warn("cannot connect to router at {}: {}", router, cause.toString());
      }
      again(failures + 1);
    }

    @Override
    public void cancelled() {
      again(failures + 1);
    }

    private void again(int failuresNow) {
      if (over.compareAndSet(false, true)) {
        connectIn(settings.backOffMs(failuresNow), router, failuresNow);
      }
    }
  }

  /**
   * How an edge asks.
   *
   * @param connectionsPerRouter connections kept to each router
   * @param framesUnderWay frames without receipt on a connection; more of them make smaller frames
   * @param firstTry time after which the next router is asked too
   * @param heartbeat interval; a router unheard of for three is down, for thirty its connection is
   *     ended; not shorter than the routers' own
   * @param maxInFlight questions in flight on one connection; with more a router counts as busy
   * @param minBackOff before the first try to connect again; doubles up to {@code maxBackOff}
   * @param ioThreads threads that read replies and call back
   */
  public record Settings(
      int connectionsPerRouter,
      int framesUnderWay,
      Duration firstTry,
      Duration heartbeat,
      int maxInFlight,
      Duration minBackOff,
      Duration maxBackOff,
      int ioThreads) {
    public static final Settings DEFAULT =
        new Settings(
            1,
            1,
            Duration.ofMillis(5),
            Duration.ofMillis(100),
            8192,
            Duration.ofMillis(20),
            Duration.ofSeconds(2),
            1);

    public Settings {
      if (connectionsPerRouter < 1 || framesUnderWay < 1 || ioThreads < 1) {
        throw new IllegalArgumentException("hop counts must be at least 1");
      }
      if (maxInFlight < 1 || maxInFlight > 1 << 20) {
        throw new IllegalArgumentException("hop maxInFlight must be 1 to 1048576");
      }
      if (heartbeat.toMillis() < 1 || minBackOff.toMillis() < 1 || firstTry.isNegative()) {
        throw new IllegalArgumentException("hop times must be at least 1 ms");
      }
    }

    public Settings withConnectionsPerRouter(int count) {
      return new Settings(
          count,
          framesUnderWay,
          firstTry,
          heartbeat,
          maxInFlight,
          minBackOff,
          maxBackOff,
          ioThreads);
    }

    public Settings withFramesUnderWay(int count) {
      return new Settings(
          connectionsPerRouter,
          count,
          firstTry,
          heartbeat,
          maxInFlight,
          minBackOff,
          maxBackOff,
          ioThreads);
    }

    public Settings withFirstTry(Duration time) {
      return new Settings(
          connectionsPerRouter,
          framesUnderWay,
          time,
          heartbeat,
          maxInFlight,
          minBackOff,
          maxBackOff,
          ioThreads);
    }

    public Settings withHeartbeat(Duration interval) {
      return new Settings(
          connectionsPerRouter,
          framesUnderWay,
          firstTry,
          interval,
          maxInFlight,
          minBackOff,
          maxBackOff,
          ioThreads);
    }

    long firstTryNs() {
      return firstTry.toNanos();
    }

    /**
     * Exponential, and between half and all of it by chance, so that edges do not march in step.
     */
    long backOffMs(int failures) {
      long full = Math.min(maxBackOff.toMillis(), minBackOff.toMillis() << Math.min(failures, 20));
      return full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1);
    }
  }
}
