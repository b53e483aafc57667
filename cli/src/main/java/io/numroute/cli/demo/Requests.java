package io.numroute.cli.demo;

import io.numroute.cli.client.Reply;
import io.numroute.cli.terminal.Failure;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The same request for each of many, some at a time. A key that was made a moment ago may not be
 * known everywhere yet, and a server may be busy: 401, 429 and 503 are tried again for a while.
 */
final class Requests {
  /** The status of a key that nobody knows. */
  static final int UNKNOWN_KEY = 401;

  private static final int BUSY = 429;
  private static final int UNAVAILABLE = 503;
  private static final int TRIES = 60;
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

  private Requests() {}

  /**
   * Returns when all are answered; the first failure ends it.
   *
   * @param taker takes good replies, on any thread
   */
  static <T> void all(
      Collection<T> subjects,
      int width,
      Function<T, CompletableFuture<Reply>> request,
      BiConsumer<T, Reply> taker) {
    Semaphore free = new Semaphore(width);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try {
      for (T subject : subjects) {
        free.acquire();
        if (failure.get() != null) {
          free.release();
          break;
        }
        ask(subject, request, TRIES)
            .thenAccept(reply -> taker.accept(subject, reply))
            .whenComplete(
                (none, problem) -> {
                  if (problem != null) {
                    failure.compareAndSet(null, problem);
                  }
                  free.release();
                });
      }
      free.acquire(width);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.error("Interrupted.", e);
    }
    Throwable problem = failure.get();
    if (problem instanceof CompletionException && problem.getCause() != null) {
      problem = problem.getCause();
    }
    if (problem instanceof Failure foreseen) {
      throw foreseen;
    } else if (problem != null) {
      throw Failure.error("The ingest could not be reached: " + problem.getMessage(), problem);
    }
  }

  private static <T> CompletableFuture<Reply> ask(
      T subject, Function<T, CompletableFuture<Reply>> request, int tries) {
    return request
        .apply(subject)
        .thenCompose(
            reply -> {
              boolean later =
                  reply.status() == UNKNOWN_KEY
                      || reply.status() == BUSY
                      || reply.status() == UNAVAILABLE;
              if (reply.isGood()) {
                return CompletableFuture.completedFuture(reply);
              } else if (!later || tries <= 1) {
                throw reply.failure("A request for " + subject.getClass().getSimpleName());
              }
              return CompletableFuture.supplyAsync(() -> ask(subject, request, tries - 1), LATER)
                  .thenCompose(Function.identity());
            });
  }
}
