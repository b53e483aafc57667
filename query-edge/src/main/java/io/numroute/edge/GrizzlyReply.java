package io.numroute.edge;

import io.numroute.http.Quota;
import io.numroute.routing.Decider;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.grizzly.http.util.ContentType;
import org.glassfish.grizzly.http.util.Header;
import org.glassfish.grizzly.http.util.HeaderValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an answer to a Grizzly response: at once when it comes while the handler runs, on its
 * thread; otherwise the handler suspends the response on its way out, and whoever comes second,
 * handler or answer, sees that the other was there.
 */
final class GrizzlyReply implements Reply {
  private static final Logger LOG = LoggerFactory.getLogger(GrizzlyReply.class);
  private static final HeaderValue NO_STORE = HeaderValue.newHeaderValue("no-store").prepare();
  private static final HeaderValue BEARER = HeaderValue.newHeaderValue("Bearer").prepare();
  private static final HeaderValue ONE_SECOND = HeaderValue.newHeaderValue("1").prepare();
  private static final HeaderValue[] MAX_AGES = maxAges();
  private static final ContentType[] TYPES = types();

  private final Request request;
  private final Response response;
  private final Thread handler = Thread.currentThread();

  private volatile Quota.@Nullable Spent spent;

  /** Of the handler's thread. */
  private boolean inHandler = true;

  private boolean answered;

  /** Null, then {@link #SUSPENDED} or the answer that came before that. */
  private final AtomicReference<@Nullable Object> meeting = new AtomicReference<>();

  private static final Object SUSPENDED = new Object();

  private record Early(int status, MediaType mediaType, int maxAgeSeconds, byte[] bytes) {}

  GrizzlyReply(Request request, Response response) {
    this.request = request;
    this.response = response;
  }

  @Override
  public void answer(int status, MediaType mediaType, int maxAge, byte[] bytes, int length) {
    if (Thread.currentThread() == handler && inHandler) {
      answered = true;
      write(status, mediaType, maxAge, bytes, length);
      return;
    }
    if (meeting.get() == null) {
      Early early = new Early(status, mediaType, maxAge, Arrays.copyOf(bytes, length));
      if (meeting.compareAndSet(null, early)) {
        return;
      }
    }
    write(status, mediaType, maxAge, bytes, length);
    response.resume();
  }

  @Override
  public void limited(Quota.Spent spent) {
    this.spent = spent;
  }

  /** The handler is about to return. */
  void handlerReturns() {
    inHandler = false;
    if (answered) {
      return;
    }
    suspend(request);
    response.suspend();
    if (!meeting.compareAndSet(null, SUSPENDED)) {
      if (meeting.get() instanceof Early early) {
        write(early.status, early.mediaType, early.maxAgeSeconds, early.bytes, early.bytes.length);
      }
      response.resume();
    }
  }

  /**
   * Stops reading from the connection until the response is resumed. Grizzly does this only for
   * handlers that run on a worker; on the I/O thread it would go on reading, and when the client's
   * next request came before the resume, nobody would ever serve it.
   */
  static void suspend(Request request) {
    request.getContext().suspend();
  }

  private void write(int status, MediaType mediaType, int maxAge, byte[] bytes, int length) {
    response.setStatus(status);
    response.setContentType(TYPES[mediaType.ordinal()]);
    response.setContentLength(length);
    response.setHeader(
        Header.CacheControl,
        maxAge < 0 ? NO_STORE : MAX_AGES[Math.min(maxAge, MAX_AGES.length - 1)]);
    if (status == 401) {
      response.setHeader(Header.WWWAuthenticate, BEARER);
    } else if (status == 503) {
      response.setHeader(Header.RetryAfter, ONE_SECOND);
    }
    Quota.Spent limit = spent;
    if (limit != null) {
      response.setHeader(Header.RetryAfter, Long.toString(limit.retryAfterSeconds()));
      response.setHeader(Quota.Spent.POLICY_HEADER, limit.policy());
      response.setHeader(Quota.Spent.LIMIT_HEADER, limit.limit());
    }
    try {
      response.getOutputBuffer().write(bytes, 0, length);
    } catch (IOException e) {
      LOG.debug("an answer found nobody at the other end", e);
    }
  }

  private static HeaderValue[] maxAges() {
    HeaderValue[] values = new HeaderValue[(int) (Decider.MAX_TTL_MS / 1_000) + 1];
    for (int i = 0; i < values.length; i++) {
      values[i] = HeaderValue.newHeaderValue("private, max-age=" + i).prepare();
    }
    return values;
  }

  private static ContentType[] types() {
    ContentType[] types = new ContentType[MediaType.values().length];
    for (MediaType type : MediaType.values()) {
      types[type.ordinal()] = ContentType.newContentType(type.text).prepare();
    }
    return types;
  }
}
