package io.numroute.ingest;

import io.numroute.http.ProblemException;
import io.numroute.http.Problems;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what requests ask for on threads of its own, so that the server's never wait for Kafka, and
 * makes a response of whatever comes out. Nothing that goes wrong stays without a problem document.
 */
final class Work implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Work.class);
  private static final int WAITING = 1000;

  private final ThreadPoolExecutor threads;

  Work(int size) {
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            size,
            size,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "ingest-work-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** The response of a reply that comes later. */
  CompletionStage<Response> later(Supplier<CompletableFuture<Reply>> work) {
    try {
      return CompletableFuture.supplyAsync(work, threads)
          .thenCompose(reply -> reply)
          .handleAsync(
              (reply, failure) -> (failure == null ? reply : failed(failure)).response(), threads);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(
          Reply.problem(Problems.TOO_MANY_REQUESTS.problem(), null, Map.of()).response());
    }
  }

  /** The response of a reply that takes some blocking to find. */
  CompletionStage<Response> now(Supplier<Reply> work) {
    return later(() -> CompletableFuture.completedFuture(work.get()));
  }

  /** Does that on one of these threads. Throws RejectedExecutionException when too much waits. */
  void run(Runnable task) {
    threads.execute(task);
  }

  /** What to say of a failure. */
  static Reply failed(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ProblemException problem) {
      return Reply.problem(problem.problem(), problem.detail(), problem.members());
    } else if (cause instanceof KafkaAwayException away && away.mayBeApplied()) {
      return Reply.problem(
          IngestProblems.FATE_UNKNOWN.problem(),
          "Kafka did not acknowledge in time; read the entity again, or repeat the request",
          Map.of("mayBeApplied", true));
    } else if (cause instanceof RejectedExecutionException) {
      return Reply.problem(Problems.TOO_MANY_REQUESTS.problem(), null, Map.of());
    } else if (cause instanceof KafkaException || cause instanceof KafkaAwayException) {
      return Reply.problem(Problems.KAFKA_UNAVAILABLE.problem(), "nothing was done", Map.of());
    }
    String errorId = UUID.randomUUID().toString();
    LOG.error("error {}", errorId, cause);
    return Reply.problem(Problems.INTERNAL.problem(), null, Map.of("errorId", errorId));
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
