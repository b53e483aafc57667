package io.numroute.ingest;

import io.numroute.hop.Routers;
import io.numroute.http.Caller;
import io.numroute.http.Problems;
import io.numroute.notation.NumberDocument;
import io.numroute.routing.Actor;
import io.numroute.routing.Directory;
import io.numroute.routing.NumberFact;
import io.numroute.routing.PhoneNumber;
import io.numroute.schemas.NumberPartitions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a number, as a router knows it. A router that has not yet decided what this
 * process has already reported as decided is asked again, so whoever waited for an outcome reads
 * it.
 *
 * <p>A number is shown to the authority, to the ISP that serves it, to whoever assigned it, and to
 * the holder of its block; for everybody else there is no difference between one that is assigned
 * and one that is not.
 */
final class NumberReads {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Executor AGAIN = CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);

  private final Routers routers;
  private final Supplier<Directory> directory;
  private final Outcomes numbers;

  NumberReads(Routers routers, Supplier<Directory> directory, Outcomes numbers) {
    this.routers = routers;
    this.directory = directory;
    this.numbers = numbers;
  }

  CompletableFuture<Reply> read(PhoneNumber number, Caller caller) {
    int partition = NumberPartitions.of(number.toString(), numbers.partitions());
    long decided = numbers.newest(partition);
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    ask(number, caller.actor(), decided, System.nanoTime() + PATIENCE.toNanos(), reply);
    return reply;
  }

  private void ask(
      PhoneNumber number,
      Actor actor,
      long decided,
      long deadlineNs,
      CompletableFuture<Reply> reply) {
    routers.fact(
        number.digits(),
        deadlineNs,
        new Routers.Callback<>() {
          @Override
          public void answered(Routers.KnownFact known) {
            boolean fresh = known.evidence().numbersDecided() >= decided;
            if (fresh || System.nanoTime() >= deadlineNs) {
              reply.complete(
                  fresh
                      ? show(number, actor, known.fact())
                      : notReady("the routers are behind; try again"));
            } else {
              again(number, actor, decided, deadlineNs, reply);
            }
          }

          @Override
          public void unavailable(Routers.Unavailable reason) {
            if (reason == Routers.Unavailable.BUSY && System.nanoTime() < deadlineNs) {
              again(number, actor, decided, deadlineNs, reply);
            } else {
              reply.complete(notReady("no router answers for this number now"));
            }
          }
        });
  }

  private void again(
      PhoneNumber number,
      Actor actor,
      long decided,
      long deadlineNs,
      CompletableFuture<Reply> reply) {
    AGAIN.execute(() -> ask(number, actor, decided, deadlineNs, reply));
  }

  private Reply show(PhoneNumber number, Actor actor, @Nullable NumberFact fact) {
    Directory.Holding holding = directory.get().longestBlock(number.digits());
    boolean mine =
        actor.isAuthority()
            || (holding != null && actor.is(holding.block().holder()))
            || (fact != null && fact.actor().equals(actor))
            || (fact instanceof NumberFact.Assigned assigned
                && actor.is(assigned.assignment().servingIsp()));
    if (!mine) {
      return Reply.problem(Problems.FORBIDDEN.problem(), "the number is not yours", Map.of());
    }
    return fact instanceof NumberFact.Assigned assigned
        ? Reply.json(200, NumberDocument.write(number, assigned))
        : Reply.problem(
            Problems.NOT_FOUND.problem(), "the number has no assignment of its own", Map.of());
  }

  private static Reply notReady(String detail) {
    return Reply.problem(Problems.NOT_READY.problem(), detail, Map.of());
  }
}
