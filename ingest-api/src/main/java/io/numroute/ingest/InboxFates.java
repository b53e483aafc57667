package io.numroute.ingest;

import io.numroute.schemas.CommandId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of commands of inboxes, however long it takes: those of this process and those of one
 * that is no more. Thread-safe.
 */
final class InboxFates {
  private static final Logger LOG = LoggerFactory.getLogger(InboxFates.class);

  /** After that the log of results is asked, in case that this process missed one. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Commands commands;
  private final ResultSearch search;
  private final int directoryResults;
  private final Executor threads;

  /**
   * @param directoryResults partition of the results of directory commands
   * @param threads may be blocked
   */
  InboxFates(Commands commands, ResultSearch search, int directoryResults, Executor threads) {
    this.commands = commands;
    this.search = search;
    this.directoryResults = directoryResults;
    this.threads = threads;
  }

  /** The outcome of a command of this process; empty when nobody can tell any more. */
  CompletableFuture<Optional<Outcome>> of(CommandId id) {
    return commands
        .whenDecided(id)
        .thenApply(outcome -> outcome) // what others wait for is not to time out
        .completeOnTimeout(Optional.empty(), LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)
        .thenCompose(
            outcome ->
                outcome.isPresent()
                    ? CompletableFuture.completedFuture(outcome)
                    : ofAnybody(id, threads));
  }

  /** The outcome of a command that another process may have sent, perhaps long ago. */
  CompletableFuture<Optional<Outcome>> ofAnybody(CommandId id) {
    return ofAnybody(id, threads);
  }

  private CompletableFuture<Optional<Outcome>> ofAnybody(CommandId id, Executor executor) {
    return CompletableFuture.supplyAsync(() -> find(id), executor)
        .thenCompose(
            found -> {
              if (found instanceof ResultSearch.Found.Decided decided) {
                return CompletableFuture.completedFuture(Optional.of(Outcome.of(decided.result())));
              } else if (found instanceof ResultSearch.Found.Absent) {
                return CompletableFuture.completedFuture(Optional.empty());
              }
              CompletableFuture<Optional<Outcome>> decided = commands.whenDecided(id);
              return decided.isDone()
                  ? decided.thenCompose(
                      outcome ->
                          outcome.isPresent()
                              ? CompletableFuture.completedFuture(outcome)
                              : ofAnybody(id, later()))
                  : of(id);
            });
  }

  private ResultSearch.Found find(CommandId id) {
    try {
      return search.find(
          commands.isDirectory(id) ? directoryResults : id.partition(), id.log(), id.offset());
    } catch (KafkaException e) {
      LOG.warn("the result of a command of an inbox cannot be looked up now: {}", e.toString());
      return new ResultSearch.Found.Pending();
    }
  }

  private Executor later() {
    return CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS, threads);
  }
}
