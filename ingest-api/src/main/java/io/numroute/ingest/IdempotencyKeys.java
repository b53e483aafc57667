package io.numroute.ingest;

import io.numroute.http.Problems;
import io.numroute.routing.Actor;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers a repeated request with the answer it got, as in
 * draft-ietf-httpapi-idempotency-key-header: the same key and request again gives the stored
 * answer, while it is under way 409, another request under the same key 422. Keys are per caller.
 *
 * <p>The memory is this process's own, holds the last {@value #KEPT} keys for 24 hours, and is gone
 * after a restart. A failure (5xx) and a body that is not understood (400) are not kept, so that a
 * retry tries. That a command is not repeated by Kafka itself is the producer's promise, not this
 * class's. Thread-safe.
 */
final class IdempotencyKeys {
  static final int KEPT = 10_000;
  private static final int MAX_KEY = 255;
  private static final long LIFETIME_NS = Duration.ofHours(24).toNanos();

  private final LongSupplier nanoTime;
  private final Map<Name, Entry> entries =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, IdempotencyKeys.Entry> eldest) {
          return size() > KEPT;
        }
      };

  IdempotencyKeys(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * The answer of {@code work}, or that of the request which had the key before.
   *
   * @param header as sent; null when there is none
   * @param fingerprint of method, path, query and body
   */
  CompletableFuture<Reply> once(
      Actor actor,
      @Nullable String header,
      byte[] fingerprint,
      Supplier<CompletableFuture<Reply>> work) {
    if (header == null) {
      return work.get();
    }
    if (header.isBlank() || header.length() > MAX_KEY) {
      throw Problems.BAD_PARAMETER.because(
          "Idempotency-Key must be 1 to " + MAX_KEY + " characters");
    }
    Name name = new Name(actor, header);
    Entry mine = new Entry(fingerprint, nanoTime.getAsLong(), new CompletableFuture<>());
    synchronized (entries) {
      Entry earlier = entries.get(name);
      if (earlier != null && mine.bornNs - earlier.bornNs < LIFETIME_NS) {
        return replay(earlier, fingerprint);
      }
      entries.remove(name);
      entries.put(name, mine);
    }
    CompletableFuture<Reply> answer;
    try {
      answer = work.get();
    } catch (RuntimeException | Error e) {
      forget(name, mine);
      throw e;
    }
    answer.whenComplete(
        (reply, failure) -> {
          if (failure != null || undone(reply)) {
            forget(name, mine);
          }
          if (failure == null) {
            mine.reply.complete(reply);
          }
        });
    return answer;
  }

  private static CompletableFuture<Reply> replay(Entry earlier, byte[] fingerprint) {
    if (!Arrays.equals(earlier.fingerprint, fingerprint)) {
      return CompletableFuture.completedFuture(
          Reply.problem(IngestProblems.KEY_REUSED.problem(), null, Map.of()));
    } else if (!earlier.reply.isDone()) {
      return CompletableFuture.completedFuture(
          Reply.problem(IngestProblems.KEY_IN_USE.problem(), null, Map.of()));
    }
    return earlier.reply;
  }

  private static boolean undone(Reply reply) {
    return reply.status() >= 500 || reply.status() == 400;
  }

  private void forget(Name name, Entry entry) {
    synchronized (entries) {
      entries.remove(name, entry);
    }
  }

  private record Name(Actor actor, String key) {}

  /** One request; equal only to itself. */
  private static final class Entry {
    private final byte[] fingerprint;
    private final long bornNs;
    private final CompletableFuture<Reply> reply;

    Entry(byte[] fingerprint, long bornNs, CompletableFuture<Reply> reply) {
      this.fingerprint = fingerprint;
      this.bornNs = bornNs;
      this.reply = reply;
    }
  }
}
