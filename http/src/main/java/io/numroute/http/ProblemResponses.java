package io.numroute.http;

import java.io.IOException;
import org.glassfish.grizzly.http.server.Response;
import org.jspecify.annotations.Nullable;

/** Writes problems to Grizzly's responses. */
public final class ProblemResponses {
  /** What Retry-After says with a 503 or 429 when nobody knows better. */
  static final String RETRY_AFTER_SECONDS = "1";

  private ProblemResponses() {}

  /** Writes status, headers and {@code document}, or the problem without detail when it is null. */
  public static void write(Response response, Problem problem, byte @Nullable [] document)
      throws IOException {
    byte[] body = document == null ? problem.json() : document;
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(body.length);
    String extra = extraHeader(problem.status());
    if (extra != null && !response.containsHeader(extra)) {
      response.setHeader(extra, extraValue(problem.status()));
    }
    response.getOutputStream().write(body);
  }

  /** The header that a response of this status must have; null for most. */
  static @Nullable String extraHeader(int status) {
    return switch (status) {
      case 401 -> "WWW-Authenticate";
      case 429, 503 -> "Retry-After";
      default -> null;
    };
  }

  static String extraValue(int status) {
    return status == 401 ? "Bearer" : RETRY_AFTER_SECONDS;
  }
}
