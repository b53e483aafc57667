package io.numroute.ingest;

import io.numroute.http.Problems;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a writer waits for the outcome, and how long: {@code ?wait=applied&timeout=10}, the
 * timeout in whole seconds.
 *
 * @param timeout null when it does not wait
 */
record Waiting(@Nullable Duration timeout) {
  static final int MAX_SECONDS = 30;
  static final int DEFAULT_SECONDS = 10;

  static Waiting of(MultivaluedMap<String, String> query) {
    String wait = query.getFirst("wait");
    String timeout = query.getFirst("timeout");
    if (wait == null) {
      return new Waiting(null);
    } else if (!wait.equals("applied")) {
      throw Problems.BAD_PARAMETER.because("wait must be applied, or absent");
    } else if (timeout == null) {
      return new Waiting(Duration.ofSeconds(DEFAULT_SECONDS));
    }
    try {
      int seconds = Integer.parseInt(timeout);
      if (seconds >= 1 && seconds <= MAX_SECONDS) {
        return new Waiting(Duration.ofSeconds(seconds));
      }
    } catch (NumberFormatException e) {
      // falls through
    }
    throw Problems.BAD_PARAMETER.because("timeout must be 1 to " + MAX_SECONDS + " seconds");
  }
}
