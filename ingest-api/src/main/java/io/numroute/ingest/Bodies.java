package io.numroute.ingest;

import io.numroute.http.Caller;
import io.numroute.http.Problems;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;

/**
 * Reads the documents of requests. A body that comes slowly holds one of the door's threads, so
 * there is room for so many of one tenant, and of all, that others always find a thread.
 * Thread-safe.
 */
final class Bodies {
  /** Room for a profile with many rules; half of what a record may have. */
  static final int MAX_DOCUMENT = 512 * 1024;

  private final Places places;

  /**
   * @param atOnce how many are read at the same time, fewer than the door has threads
   */
  Bodies(int atOnce) {
    places = new Places(atOnce);
  }

  /** The JSON body of a request. Blocks until it is there. */
  byte[] read(ContainerRequestContext request) {
    MediaType type = request.getMediaType();
    if (type != null && !type.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
      throw Problems.UNSUPPORTED_MEDIA_TYPE.because("send application/json");
    }
    Caller caller = Callers.of(request);
    if (!places.enter(caller)) {
      throw Problems.TOO_MANY_REQUESTS.because(
          "too many bodies are on their way, of this tenant or of others");
    }
    try {
      byte[] body = request.getEntityStream().readNBytes(MAX_DOCUMENT + 1);
      if (body.length > MAX_DOCUMENT) {
        throw Problems.BODY_TOO_LARGE.because("a document has at most 512 KiB");
      }
      return body;
    } catch (IOException e) {
      throw Problems.BAD_REQUEST.because("the body broke off");
    } finally {
      places.leave(caller);
    }
  }
}
