package io.numroute.ingest;

import io.numroute.http.Caller;
import io.numroute.http.Problems;
import io.numroute.ingest.IdempotencyTable.Entry;
import io.numroute.notation.BadDocumentException;
import io.numroute.notation.Change;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.IdempotencyClaim;
import io.numroute.schemas.avro.IdempotencyOutcome;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a repeated request with what came of it the first time, as in
 * draft-ietf-httpapi-idempotency-key-header, whichever ingest it comes to and whichever has died
 * meanwhile: the same key and request again is answered from the command of the first, while that
 * is under way 409, another request under the same key 422. Keys are per tenant, for 24 hours, and
 * as many as {@link IdempotencyTable} holds.
 *
 * <p>Whoever does the request claims its key first, in {@code numroute.idempotency}, and goes on
 * only when that claim counts there; the command is named after the claim; then the log is told the
 * command. When an ingest dies in between, nobody knows whether the command was written until the
 * claim's lease is over and nothing of it can arrive any more. Then whoever is asked takes over:
 * claims again, looks for the command in its log, and does the request only if it is not there.
 *
 * <p>What came to no command is not kept, so that a retry tries. What is called here may block, and
 * is on a worker's thread. Thread-safe.
 */
final class IdempotencyKeys {
  /**
   * How long after its claim a command of it may arrive: {@link #START}, what {@link
   * RecordWriter#append} takes (3 + 4 s), and as much again for brokers' clocks that differ.
   */
  static final Duration LEASE = Duration.ofSeconds(20);

  /** Who holds a claim begins within that time to write the command, or not at all. */
  private static final Duration START = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(IdempotencyKeys.class);
  private static final int MAX_KEY = 255;
  private static final Duration NEWEST = Duration.ofSeconds(3);

  private final IdempotencyTable table;
  private final IdempotencyFollower follower;
  private final RecordWriter records;
  private final LogReader reader;
  private final CommandSearch search;
  private final Commands commands;
  private final Clock clock;
  private final Executor workers;

  /**
   * @param clock for whether it is worth trying to take over; the brokers' decides
   */
  IdempotencyKeys(
      IdempotencyTable table,
      IdempotencyFollower follower,
      RecordWriter records,
      LogReader reader,
      CommandSearch search,
      Commands commands,
      Clock clock,
      Executor workers) {
    this.table = table;
    this.follower = follower;
    this.records = records;
    this.reader = reader;
    this.search = search;
    this.commands = commands;
    this.clock = clock;
    this.workers = workers;
  }

  /** A request that leads to one command. */
  interface Request {
    Caller caller();

    /** What it asks for as things stand now; throws what it is answered otherwise. */
    Change change() throws BadDocumentException;

    /** The answer when that command was written just now. */
    CompletableFuture<Reply> first(CommandId id);

    /** The answer when that command was written at some time. */
    CompletableFuture<Reply> again(CommandId id);
  }

  /** A request under its key. */
  private record Asked(String key, String actor, String fingerprint, Request request) {}

  /**
   * Does a request, or answers it as the one that had the key before.
   *
   * @param header as sent
   * @param fingerprint of all that the request is
   */
  CompletableFuture<Reply> once(String header, byte[] fingerprint, Request request)
      throws BadDocumentException {
    if (header.isBlank() || header.length() > MAX_KEY) {
      throw Problems.BAD_PARAMETER.because(
          "Idempotency-Key must be 1 to " + MAX_KEY + " characters");
    } else if (!follower.ready()) {
      throw Problems.NOT_READY.because("the Idempotency-Keys were not read yet");
    }
    String actor = request.caller().actor().toString();
    Asked asked = new Asked(hash(actor, header), actor, base64(fingerprint), request);
    Entry earlier = table.find(asked.key, clock.millis());
    if (earlier != null) {
      return answer(asked, earlier);
    }
    Change change;
    try {
      change = request.change();
    } catch (BadDocumentException | RuntimeException e) {
      // The very same request may be why, done elsewhere a moment ago.
      Entry meanwhile = newest(asked.key);
      if (meanwhile == null) {
        throw e;
      }
      return answer(asked, meanwhile);
    }
    CompletableFuture<Long> stamp = commands.stamp(change);
    long sentNs = System.nanoTime();
    IdempotencyClaim claim = claim(asked, null, commands.placeOf(change, reader));
    return claimed(claim)
        .thenComposeAsync(
            holds -> holds ? write(asked, claim, change, stamp, sentNs) : lost(asked), workers);
  }

  /** The hash by which a tenant's key goes. */
  static String hash(String actor, String header) {
    return base64(sha256().digest((actor + "\n" + header).getBytes(StandardCharsets.UTF_8)));
  }

  private CompletableFuture<Reply> answer(Asked asked, Entry seen) {
    Entry entry = seen.command() == null ? newest(asked.key) : seen;
    if (entry == null) {
      return inUse(1);
    } else if (!entry.fingerprint().equals(asked.fingerprint)) {
      return CompletableFuture.completedFuture(
          Reply.problem(IngestProblems.KEY_REUSED.problem(), null, Map.of()));
    } else if (entry.command() != null) {
      return asked.request.again(entry.command());
    }
    long ageMs = clock.millis() - entry.claimedMs();
    if (ageMs >= entry.leaseMs()) {
      return takeOver(asked, entry);
    }
    return inUse(ageMs < START.toMillis() ? 1 : (int) ((entry.leaseMs() - ageMs + 999) / 1000));
  }

  private CompletableFuture<Reply> takeOver(Asked asked, Entry earlier) {
    long sentNs = System.nanoTime();
    IdempotencyClaim claim = claim(asked, earlier.holder().toString(), earlier.place());
    return claimed(claim)
        .thenComposeAsync(
            holds -> holds ? resume(asked, claim, earlier, sentNs) : inUse(1), workers);
  }

  private CompletableFuture<Reply> resume(
      Asked asked, IdempotencyClaim claim, Entry earlier, long sentNs) {
    // A failure here leaves the claim as it is: the command may be there.
    CommandId found = search.find(earlier.place(), earlier.actor(), earlier.request());
    LOG.info("the request of claim {} is taken over: {}", earlier.first(), found);
    if (found != null) {
      tell(claim, found);
      return asked.request.again(found);
    }
    Change change;
    try {
      change = asked.request.change();
    } catch (BadDocumentException e) {
      tell(claim, null);
      return CompletableFuture.completedFuture(Writes.problem(e));
    } catch (RuntimeException e) {
      tell(claim, null);
      throw e;
    }
    return write(asked, claim, change, commands.stamp(change), sentNs);
  }

  /** Writes the command of a claim that counts. */
  private CompletableFuture<Reply> write(
      Asked asked,
      IdempotencyClaim claim,
      Change change,
      CompletableFuture<Long> stamp,
      long sentNs) {
    Entry entry = table.find(claim.getKey(), clock.millis());
    return stamp
        .thenComposeAsync(
            end -> {
              if (entry == null || System.nanoTime() - sentNs > START.toNanos()) {
                throw new KafkaAwayException(false, new TimeoutException("the claim is too old"));
              }
              return commands.append(change, asked.request.caller(), entry.request(), end);
            },
            workers)
        .whenComplete(
            (id, failure) -> {
              if (failure != null && !mayBeApplied(failure)) {
                releaseLater(claim);
              }
            })
        .thenCompose( // on the producer's thread: where the claim went, an outcome goes at once
            id ->
                tell(claim, id)
                    .handle((told, failure) -> id) // the command itself says it, too
                    .thenCombine(asked.request.first(id), (told, reply) -> reply));
  }

  private CompletableFuture<Reply> lost(Asked asked) {
    Entry entry = table.find(asked.key, clock.millis());
    return entry == null ? inUse(1) : answer(asked, entry);
  }

  private static CompletableFuture<Reply> inUse(int seconds) {
    return CompletableFuture.completedFuture(
        Reply.problem(IngestProblems.KEY_IN_USE.problem(), null, Map.of()).retryAfter(seconds));
  }

  /** Whether a claim counts, once Kafka has it and it was read back. */
  private CompletableFuture<Boolean> claimed(IdempotencyClaim claim) {
    return append(claim.getKey(), claim)
        .thenCompose(place -> follower.folded(place.offset() + 1))
        .orTimeout(START.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (read, failure) -> {
              if (failure != null) {
                if (claim.getReplaces() == null) {
                  releaseLater(claim); // it may be there, but nothing will come of it
                }
                throw new KafkaAwayException(false, failure);
              }
              Entry entry = table.find(claim.getKey(), clock.millis());
              return entry != null && entry.holder().toString().equals(claim.getClaim());
            });
  }

  private static IdempotencyClaim claim(
      Asked asked, @Nullable String replaces, CommandPlace place) {
    return new IdempotencyClaim(
        TopicCatalogue.IDEMPOTENCY,
        asked.key,
        asked.actor,
        asked.fingerprint,
        UUID.randomUUID().toString(),
        replaces,
        LEASE.toMillis(),
        place.log().toString(),
        place.partition(),
        place.from());
  }

  private void releaseLater(IdempotencyClaim claim) {
    try {
      workers.execute(() -> tell(claim, null));
    } catch (RejectedExecutionException e) {
      LOG.warn("claim {} is not given back: too much waits", claim.getClaim());
    }
  }

  private CompletableFuture<RecordMetadata> tell(IdempotencyClaim claim, @Nullable CommandId id) {
    return append(
        claim.getKey(),
        new IdempotencyOutcome(
            TopicCatalogue.IDEMPOTENCY,
            claim.getKey(),
            claim.getClaim(),
            id == null ? null : id.toString()));
  }

  private CompletableFuture<RecordMetadata> append(String key, SpecificRecord record) {
    return records.append(TopicCatalogue.IDEMPOTENCY, 0, key, record);
  }

  /** What counts for a key with everything that Kafka has acknowledged until now. */
  private @Nullable Entry newest(String key) {
    follower
        .folded(reader.end(IdempotencyFollower.PLACE))
        .orTimeout(NEWEST.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(
            failure -> {
              throw new KafkaAwayException(false, failure);
            })
        .join();
    return table.find(key, clock.millis());
  }

  private static boolean mayBeApplied(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof KafkaAwayException away && away.mayBeApplied();
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
