package io.numroute.http;

import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.TransportFilter;
import org.glassfish.grizzly.http.CompressionConfig;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.server.FileCacheFilter;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpHandlerRegistration;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.server.ServerConfiguration;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;
import org.glassfish.grizzly.utils.IdleTimeoutFilter;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpContainer;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server with all its guards on: strict framing, limits of size and time, problem
 * documents for every error. I/O threads read, run the plain handlers and write; workers run what
 * may block. Opened once, closed once; thread-safe. Several may be open in one process.
 */
public final class HttpDoor implements AutoCloseable {
  /** What begins the names of worker threads. */
  static final String WORKER = "http-worker-";

  /** Connections that wait to be accepted. */
  private static final int BACKLOG = 4_096;

  /** Written and not read by the client, for one connection; writers wait beyond it. */
  private static final int MAX_PENDING_BYTES = 2 << 20;

  /** What of an unread body is read and dropped to keep the connection; beyond it is closed. */
  private static final int MAX_SKIPPED_BYTES = 64 << 10;

  private final HttpServer server;
  private final NetworkListener listener;
  private final Deadlines deadlines;
  private final ThreadPoolExecutor workers;
  private final HttpSettings settings;

  private HttpDoor(
      HttpServer server,
      NetworkListener listener,
      Deadlines deadlines,
      ThreadPoolExecutor workers,
      HttpSettings settings) {
    this.server = server;
    this.listener = listener;
    this.deadlines = deadlines;
    this.workers = workers;
    this.settings = settings;
  }

  /** A door that is not open yet. */
  public static Builder at(HttpSettings settings) {
    return new Builder(settings);
  }

  /** The port that is listened on. */
  public int port() {
    return listener.getPort();
  }

  /** Stops accepting, lets requests under way finish for a while, and ends all threads. */
  @Override
  public void close() {
    boolean interrupted = false;
    try {
      long ms = settings.closeTimeout().toMillis();
      server.shutdown(ms, TimeUnit.MILLISECONDS).get(ms + 100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (ExecutionException | TimeoutException e) {
      // Those that are still under way are cut.
    }
    server.shutdownNow();
    deadlines.close();
    workers.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What stands behind a door. */
  public static final class Builder {
    private final HttpSettings settings;
    private final List<Doorman.Post> posts = new ArrayList<>();
    private boolean guarded = true;
    private @Nullable Tls tls;

    private Builder(HttpSettings settings) {
      this.settings = settings;
    }

    /**
     * Serves a path ({@code /health/live}) or everything below one ({@code /v1/routes/*}) by a
     * handler on the I/O thread, so it must not block. The longest mapping wins. Paths are compared
     * undecoded. The handler's own executor and error pages are not asked.
     */
    public Builder handler(String mapping, HttpHandler handler) {
      posts.add(Doorman.Post.of(mapping, handler, null));
      return this;
    }

    /** As {@link #jersey(String, ResourceConfig, Threads)} with {@link Threads#WORKERS}. */
    public Builder jersey(String mapping, ResourceConfig application) {
      return jersey(mapping, application, Threads.WORKERS);
    }

    /**
     * Serves everything below a path ({@code /v1/*}; {@code ""} is all that no other mapping takes)
     * by a Jersey application. The mapping only chooses: paths of resources are whole. Register
     * resources as instances; readers and writers too, since nothing is discovered. The door adds
     * the error mappers and the bound of bodies ({@link MaxBody}).
     */
    public Builder jersey(String mapping, ResourceConfig application, Threads threads) {
      JerseyDefaults.apply(application, settings.maxBodyBytes());
      HttpHandler container =
          ContainerFactory.createContainer(GrizzlyHttpContainer.class, application);
      posts.add(Doorman.Post.of(mapping, container, threads));
      return this;
    }

    /**
     * Speaks TLS, and nothing else.
     *
     * @param tls stays the caller's to close; null for plaintext
     */
    public Builder tls(@Nullable Tls tls) {
      this.tls = tls;
      return this;
    }

    /** Without the guard: only to measure what it costs. */
    Builder unguarded() {
      guarded = false;
      return this;
    }

    /** Listens. Throws {@link PortTakenException} when the port is taken. */
    public HttpDoor open() throws IOException {
      posts.add(Doorman.Post.of(Refusals.PATH + "*", new Refusals(), null));
      Guard guard = new Guard(settings, MAX_PENDING_BYTES / 2, tls != null);
      ThreadPoolExecutor workers = workers(settings);
      NetworkListener listener = listener(settings);
      listener.registerAddOn((self, chain) -> addGuard(guard, self, chain));
      HttpServer server = new HttpServer();
      server.addListener(listener);
      ServerConfiguration configuration = server.getServerConfiguration();
      configuration.setJmxEnabled(false);
      configuration.setMaxPayloadRemainderToSkip(MAX_SKIPPED_BYTES);
      configuration.setPassTraceRequest(true);
      configuration.setDefaultErrorPageGenerator(new ProblemPages());
      configuration.addHttpHandler(
          new Doorman(posts, workers, settings.bodyTimeout()), HttpHandlerRegistration.ROOT);
      Deadlines deadlines = new Deadlines(guard, settings);
      try {
        server.start();
      } catch (IOException e) {
        server.shutdownNow();
        deadlines.close();
        workers.shutdownNow();
        throw e instanceof BindException || e.getCause() instanceof BindException
            ? new PortTakenException(settings.host(), settings.port(), e)
            : e;
      }
      return new HttpDoor(server, listener, deadlines, workers, settings);
    }

    private static NetworkListener listener(HttpSettings settings) {
      NetworkListener listener = new NetworkListener("door", settings.host(), settings.port());
      TCPNIOTransport transport = listener.getTransport();
      transport.setIOStrategy(SameThreadIOStrategy.getInstance());
      transport.setSelectorRunnersCount(settings.selectors());
      transport.setServerConnectionBackLog(BACKLOG);
      transport.setTcpNoDelay(true);
      transport.setReuseAddress(true);
      transport.setReadTimeout(settings.bodyTimeout().toMillis(), TimeUnit.MILLISECONDS);
      transport.setWriteTimeout(settings.bodyTimeout().toMillis(), TimeUnit.MILLISECONDS);
      listener.setMaxPendingBytes(MAX_PENDING_BYTES);
      listener.getKeepAlive().setMaxRequestsCount(-1);
      listener.getKeepAlive().setIdleTimeoutInSeconds(-1);
      listener.getFileCache().setEnabled(false);
      listener.setSendFileEnabled(false);
      listener.getCompressionConfig().setCompressionMode(CompressionConfig.CompressionMode.OFF);
      listener.setMaxHttpHeaderSize(settings.maxHeadBytes());
      listener.setMaxRequestHeaders(settings.maxHeaders());
      listener.setMaxFormPostSize(0);
      listener.setMaxBufferedPostSize(0);
      return listener;
    }

    /** Guards the chain, and takes out of it what the guard or nobody needs. */
    private void addGuard(Guard guard, NetworkListener listener, FilterChainBuilder chain) {
      chain.remove(chain.indexOfType(IdleTimeoutFilter.class));
      chain.remove(chain.indexOfType(FileCacheFilter.class));
      if (guarded) {
        int wire = chain.indexOfType(TransportFilter.class);
        chain.set(wire, new GuardFilter(guard, tls != null));
        if (tls != null) {
          chain.add(wire + 1, new TlsFilter(tls, guard));
          chain.add(wire + 2, new DecryptedGuardFilter(guard));
        }
        chain.set(
            chain.indexOfType(HttpServerFilter.class),
            new ProblemCodec(guard, settings, listener.getKeepAlive()));
      }
    }

    private static ThreadPoolExecutor workers(HttpSettings settings) {
      AtomicInteger count = new AtomicInteger();
      ThreadPoolExecutor workers =
          new ThreadPoolExecutor(
              settings.workers(),
              settings.workers(),
              30,
              TimeUnit.SECONDS,
              // Never full: the doorman refuses before it is.
              new ArrayBlockingQueue<>(4 * Doorman.MAX_WAITING),
              task -> {
                Thread thread = new Thread(task, WORKER + count.incrementAndGet());
                thread.setDaemon(true);
                return thread;
              });
      workers.allowCoreThreadTimeOut(true);
      return workers;
    }
  }
}
