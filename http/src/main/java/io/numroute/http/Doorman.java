package io.numroute.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.RequestExecutorProvider;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.grizzly.http.util.DataChunk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one handler of a door: finds who serves the path, on which thread, and turns what they throw
 * into a problem. Paths are compared as they were sent, not decoded. Allocates nothing.
 */
final class Doorman extends HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Doorman.class);

  /** Requests that wait for a worker; beyond it they are refused. */
  static final int MAX_WAITING = 1_024;

  /** Who serves a path or all below it; {@code threads} is null for a plain handler. */
  record Post(String path, boolean below, HttpHandler handler, @Nullable Threads threads) {
    static Post of(String mapping, HttpHandler handler, @Nullable Threads threads) {
      boolean below = mapping.isEmpty() || mapping.endsWith("/*");
      String path = mapping.endsWith("/*") ? mapping.substring(0, mapping.length() - 1) : mapping;
      if (!path.isEmpty() && !path.startsWith("/")) {
        throw new IllegalArgumentException("a mapping begins with /: " + mapping);
      }
      return new Post(path, below, handler, threads);
    }
  }

  private final Post[] posts;
  private final HttpHandler nobody = new Nobody();
  private final ThreadPoolExecutor workers;
  private final long writeTimeoutMs;
  private final AtomicLong errors = new AtomicLong();
  private final RequestExecutorProvider executors =
      new RequestExecutorProvider() {
        @Override
        public @Nullable Executor getExecutor(Request request) {
          return executorFor(request);
        }
      };

  Doorman(List<Post> posts, ThreadPoolExecutor workers, Duration writeTimeout) {
    super("numroute");
    this.writeTimeoutMs = writeTimeout.toMillis();
    this.workers = workers;
    List<Post> longestFirst = new ArrayList<>(posts);
    longestFirst.sort(Comparator.comparingInt((Post p) -> p.path.length()).reversed());
    this.posts = longestFirst.toArray(new Post[0]);
    setDecodeUrl(false);
    setAllowCustomStatusMessage(false);
  }

  @Override
  public RequestExecutorProvider getRequestExecutorProvider() {
    return executors;
  }

  @Override
  public void start() {
    for (Post post : posts) {
      post.handler.start();
    }
  }

  @Override
  public void destroy() {
    for (Post post : posts) {
      post.handler.destroy();
    }
  }

  /**
   * An I/O thread never waits for a client: whoever left more unread than a connection may hold is
   * cut. A worker waits, up to the write timeout.
   */
  @Override
  public void service(Request request, Response response) throws Exception {
    Post post = find(request);
    boolean onWorker = isForWorkers(post, request);
    Connection<?> connection = request.getContext().getConnection();
    connection.setWriteTimeout(onWorker ? writeTimeoutMs : 0, TimeUnit.MILLISECONDS);
    if (!onWorker && !response.getOutputBuffer().canWrite()) {
      connection.closeSilently();
      return;
    }
    HttpHandler handler = post == null ? nobody : post.handler;
    if (request.isSecure()) {
      Peer.attachTo(request);
    }
    try {
      if (onWorker && isCrowded()) {
        ProblemResponses.write(response, Problems.NOT_READY.problem(), null);
      } else {
        handler.service(request, response);
      }
    } catch (Exception e) {
      failed(request, response, e);
    }
  }

  private @Nullable Executor executorFor(Request request) {
    return isForWorkers(find(request), request) && !isCrowded() ? workers : null;
  }

  private static boolean isForWorkers(@Nullable Post post, Request request) {
    return post != null
        && post.threads != null
        && (post.threads == Threads.WORKERS || !isRead(request.getMethod()));
  }

  /** Whether no request may wait for a worker any more. Asked on I/O threads only. */
  private boolean isCrowded() {
    return !Thread.currentThread().getName().startsWith(HttpDoor.WORKER)
        && workers.getQueue().size() >= MAX_WAITING;
  }

  private static boolean isRead(Method method) {
    return method == Method.GET || method == Method.HEAD;
  }

  private void failed(Request request, Response response, Exception e) throws Exception {
    if (e instanceof IllegalArgumentException && !response.isCommitted()) {
      // What java.net.URI makes of targets that HTTP allows and RFC 2396 does not.
      LOG.debug("request refused: {}", e.getClass().getSimpleName()); // its message has the target
      ProblemResponses.write(response, Problems.BAD_REQUEST.problem(), null);
      return;
    }
    long id = errors.incrementAndGet();
    LOG.error("{} failed, error {}", request.getMethod(), id, e);
    if (response.isCommitted()) {
      throw e;
    }
    response.reset();
    ProblemResponses.write(response, Problems.INTERNAL.problem(), null);
  }

  private @Nullable Post find(Request request) {
    DataChunk path = request.getRequest().getRequestURIRef().getRequestURIBC();
    for (Post post : posts) {
      String prefix = post.path;
      int length = path.getLength();
      if (post.below ? length >= prefix.length() : length == prefix.length()) {
        if (path.startsWith(prefix, 0)) {
          return post;
        }
      }
    }
    return null;
  }

  /** Answers for paths that nobody serves. */
  private static final class Nobody extends HttpHandler {
    @Override
    public void service(Request request, Response response) throws Exception {
      ProblemResponses.write(response, Problems.NOT_FOUND.problem(), null);
    }
  }
}
