package io.numroute.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.numroute.http.Problem;
import io.numroute.notation.StrictJson;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer, before Jersey makes a response of it.
 *
 * @param location path of the command, or null
 * @param retryAfterSeconds 0 for none
 * @param tag of the entity in the body, from {@link EntityTags}; or null
 */
@SuppressWarnings("ArrayRecordComponent") // written to sockets, compared by nobody
record Reply(
    int status,
    String mediaType,
    byte[] body,
    @Nullable String location,
    int retryAfterSeconds,
    @Nullable String tag) {
  private static final String JSON = "application/json";

  static Reply json(int status, JsonNode body) {
    return new Reply(status, JSON, StrictJson.bytes(body), null, 0, null);
  }

  static Reply problem(Problem problem, @Nullable String detail, Map<String, ?> members) {
    int retryAfter = problem.status() == 503 || problem.status() == 429 ? 1 : 0;
    return new Reply(
        problem.status(),
        Problem.MEDIA_TYPE,
        problem.json(detail, members),
        null,
        retryAfter,
        null);
  }

  Reply at(String path) {
    return new Reply(status, mediaType, body, path, retryAfterSeconds, tag);
  }

  /** To be tried again after that many seconds, at least. */
  Reply retryAfter(int seconds) {
    return new Reply(status, mediaType, body, location, seconds, tag);
  }

  Reply tagged(String entityTag) {
    return new Reply(status, mediaType, body, location, retryAfterSeconds, entityTag);
  }

  Response response() {
    Response.ResponseBuilder builder =
        Response.status(status).entity(body).header(HttpHeaders.CONTENT_TYPE, mediaType);
    if (location != null) {
      builder.header(HttpHeaders.LOCATION, location);
    }
    if (tag != null) {
      builder.header(HttpHeaders.ETAG, tag);
    }
    if (retryAfterSeconds > 0) {
      builder.header(HttpHeaders.RETRY_AFTER, retryAfterSeconds);
    }
    return builder.header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
