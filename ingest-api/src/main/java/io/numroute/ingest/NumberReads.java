package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.hop.Routers;
import io.numroute.http.Caller;
import io.numroute.http.Problems;
import io.numroute.notation.NumberDocument;
import io.numroute.notation.StrictJson;
import io.numroute.routing.Actor;
import io.numroute.routing.Block;
import io.numroute.routing.Directory;
import io.numroute.routing.NumberFact;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Standing;
import io.numroute.schemas.NumberPartitions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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
 * <p>A number is shown to the authority and its auditors, to the ISP that serves it now, to whoever
 * assigned it, and to the holder of its block now; for everybody else there is no difference
 * between one that is assigned and one that is not.
 */
final class NumberReads {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Executor AGAIN = CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);

  private final Routers routers;
  private final Supplier<Directory> directory;
  private final Outcomes numbers;
  private final EntityTags tags;
  private final Clock clock;

  NumberReads(
      Routers routers,
      Supplier<Directory> directory,
      Outcomes numbers,
      EntityTags tags,
      Clock clock) {
    this.routers = routers;
    this.directory = directory;
    this.numbers = numbers;
    this.tags = tags;
    this.clock = clock;
  }

  CompletableFuture<Reply> read(PhoneNumber number, Caller caller) {
    return current(number).thenApply(fact -> show(number, caller, fact.orElse(null)));
  }

  /**
   * What is true of a number now; empty when it never had an assignment. Fails with not-ready when
   * no router says so within {@link #PATIENCE}.
   */
  CompletableFuture<Optional<NumberFact>> current(PhoneNumber number) {
    return current(number, -1);
  }

  /**
   * The same, when the command at that offset of the number's partition is decided, too. Another
   * ingest may know of it, and this one not yet.
   */
  CompletableFuture<Optional<NumberFact>> current(PhoneNumber number, long decidedThrough) {
    int partition = NumberPartitions.of(number.toString(), numbers.partitions());
    CompletableFuture<Optional<NumberFact>> fact = new CompletableFuture<>();
    long decided = Math.max(decidedThrough, numbers.newest(partition));
    ask(number, decided, System.nanoTime() + PATIENCE.toNanos(), fact);
    return fact;
  }

  private void ask(
      PhoneNumber number,
      long decided,
      long deadlineNs,
      CompletableFuture<Optional<NumberFact>> fact) {
    routers.fact(
        number.digits(),
        deadlineNs,
        new Routers.Callback<>() {
          @Override
          public void answered(Routers.KnownFact known) {
            if (known.evidence().numbersDecided() >= decided) {
              fact.complete(Optional.ofNullable(known.fact()));
            } else if (System.nanoTime() >= deadlineNs) {
              fact.completeExceptionally(
                  Problems.NOT_READY.because("the routers are behind; try again"));
            } else {
              again(number, decided, deadlineNs, fact);
            }
          }

          @Override
          public void unavailable(Routers.Unavailable reason) {
            if (reason == Routers.Unavailable.BUSY && System.nanoTime() < deadlineNs) {
              again(number, decided, deadlineNs, fact);
            } else {
              fact.completeExceptionally(
                  Problems.NOT_READY.because("no router answers for this number now"));
            }
          }
        });
  }

  private void again(
      PhoneNumber number,
      long decided,
      long deadlineNs,
      CompletableFuture<Optional<NumberFact>> fact) {
    AGAIN.execute(() -> ask(number, decided, deadlineNs, fact));
  }

  private Reply show(PhoneNumber number, Caller caller, @Nullable NumberFact fact) {
    if (!caller.seesAll()
        && !isShown(directory.get(), number, fact, caller.actor(), clock.millis())) {
      return notYours();
    }
    return fact instanceof NumberFact.Assigned assigned
        ? Reply.json(200, NumberDocument.write(number, assigned))
            .tagged(tags.ofNumber(number, assigned.version()))
        : Reply.problem(
            Problems.NOT_FOUND.problem(), "the number has no assignment of its own", Map.of());
  }

  /** {@code {"number","locked"}}, to whoever is shown the number. */
  CompletableFuture<Reply> readLock(PhoneNumber number, Caller caller) {
    return current(number)
        .thenApply(
            optional -> {
              NumberFact fact = optional.orElse(null);
              if (!caller.seesAll()
                  && !isShown(directory.get(), number, fact, caller.actor(), clock.millis())) {
                return notYours();
              }
              ObjectNode json = StrictJson.object().put("number", number.toString());
              json.put("locked", Standing.of(fact, clock.millis()).locked());
              Reply reply = Reply.json(200, json);
              return fact == null ? reply : reply.tagged(tags.ofNumber(number, fact.version()));
            });
  }

  /** Whether an actor may know at an instant whether that number is assigned. */
  static boolean isShown(
      Directory directory, PhoneNumber number, @Nullable NumberFact fact, Actor actor, long nowMs) {
    Block block = directory.blockAt(number.digits(), nowMs);
    return actor.isAuthority()
        || (block != null && actor.is(block.holder()))
        || (fact instanceof NumberFact.Assigned assigned
            ? assigned.assignedBy().equals(actor)
                || actor.is(assigned.assignment().at(nowMs).servingIsp())
            : fact != null && fact.porting().port() == null && fact.actor().equals(actor));
  }

  private static Reply notYours() {
    return Reply.problem(Problems.FORBIDDEN.problem(), "the number is not yours", Map.of());
  }
}
