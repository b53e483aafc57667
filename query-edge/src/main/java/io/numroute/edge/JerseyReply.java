package io.numroute.edge;

import io.numroute.http.Quota;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.glassfish.grizzly.http.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Makes a Jersey response of an answer. A resource returns {@link #result}: the response itself
 * when the answer was there at once, which costs Jersey much less, or else its stage.
 */
final class JerseyReply implements Reply {
  private final CompletableFuture<Response> response = new CompletableFuture<>();
  private @Nullable String allowed;
  private volatile Quota.@Nullable Spent spent;

  void allow(String methods) {
    allowed = methods;
  }

  @Override
  public void limited(Quota.Spent spent) {
    this.spent = spent;
  }

  @Override
  public void answer(int status, MediaType mediaType, int maxAgeSeconds, byte[] bytes, int length) {
    Response.ResponseBuilder builder =
        Response.status(status)
            .entity(Arrays.copyOf(bytes, length))
            .header(HttpHeaders.CONTENT_TYPE, mediaType.text)
            .header(
                HttpHeaders.CACHE_CONTROL,
                maxAgeSeconds < 0 ? "no-store" : "private, max-age=" + maxAgeSeconds);
    if (status == 401) {
      builder.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    } else if (status == 503) {
      builder.header(HttpHeaders.RETRY_AFTER, "1");
    }
    Quota.Spent limit = spent;
    if (limit != null) {
      builder
          .header(HttpHeaders.RETRY_AFTER, limit.retryAfterSeconds())
          .header(Quota.Spent.POLICY_HEADER, limit.policy())
          .header(Quota.Spent.LIMIT_HEADER, limit.limit());
    }
    if (allowed != null) {
      builder.header(HttpHeaders.ALLOW, allowed);
    }
    response.complete(builder.build());
  }

  /** The response, or its stage when it is not there yet; then nothing more is read meanwhile. */
  Object result(Request request) {
    Response ready = response.getNow(null);
    if (ready != null) {
      return ready;
    }
    GrizzlyReply.suspend(request);
    return response;
  }

  /** As {@link #result(Request)}, on a worker. */
  Object resultOrStage() {
    Response ready = response.getNow(null);
    return ready == null ? response : ready;
  }

  /** The response to what was answered at once. */
  Response result() {
    return response.join();
  }
}
