package io.numroute.ingest;

import io.numroute.notation.Change;
import io.numroute.routing.Actor;
import io.numroute.routing.Directory;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.NumberFact;
import io.numroute.routing.NumberRules;
import io.numroute.routing.Origin;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Refusal;
import io.numroute.routing.Verdict;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * What would become of changes if they were made now, one after the other, and nothing else were:
 * decided by the rules that decide them in earnest, on a copy of the directory that takes each
 * accepted change, and on the facts as the routers have them. Nothing is written.
 *
 * <p>Reads of numbers are under way {@value #AT_ONCE} at a time. Memory is bounded: of the numbers
 * that the changes themselves concern the last {@value #REMEMBERED} are remembered, and the copy of
 * the directory takes {@value #MAX_DIRECTORY_CHANGES} changes. Whether a number is assigned is told
 * to nobody who may not read the number. One thread.
 */
final class DryRun {
  static final int MAX_DIRECTORY_CHANGES = 50_000;
  static final int REMEMBERED = 20_000;
  private static final int AT_ONCE = 1_000;

  private final Actor actor;
  private final Function<PhoneNumber, CompletableFuture<Optional<NumberFact>>> facts;
  private final Clock clock;
  private final Semaphore room = new Semaphore(AT_ONCE);
  private final Map<PhoneNumber, CompletableFuture<Optional<NumberFact>>> numbers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<PhoneNumber, CompletableFuture<Optional<NumberFact>>> eldest) {
          return size() > REMEMBERED;
        }
      };
  private Directory directory;
  private int directoryChanges;

  /**
   * @param facts what is true of a number; fails when nobody can tell
   */
  DryRun(
      Actor actor,
      Directory directory,
      Function<PhoneNumber, CompletableFuture<Optional<NumberFact>>> facts,
      Clock clock) {
    this.actor = actor;
    this.directory = directory;
    this.facts = facts;
    this.clock = clock;
  }

  /** Whether the copy of the directory takes no more changes. */
  boolean isFull() {
    return directoryChanges >= MAX_DIRECTORY_CHANGES;
  }

  /** The outcome when it is known; empty when no router could tell. */
  CompletableFuture<Optional<Outcome>> judge(Change change) throws InterruptedException {
    return change instanceof Change.OfDirectory of
        ? CompletableFuture.completedFuture(Optional.of(judge(of)))
        : judge((Change.OfNumber) change);
  }

  private Outcome judge(Change.OfDirectory change) {
    DirectoryCommand command = change.command();
    Directory.Applied applied =
        directory.apply(origin(directory.version() + 1), command, change.precondition());
    directory = applied.directory();
    if (applied.verdict().accepted()) {
      directoryChanges++;
    }
    return Outcome.of(command.entity(), applied.verdict(), directory.version());
  }

  private CompletableFuture<Optional<Outcome>> judge(Change.OfNumber change)
      throws InterruptedException {
    PhoneNumber number = change.command().number();
    Directory now = directory;
    CompletableFuture<Optional<NumberFact>> before = numbers.remove(number);
    if (before == null) {
      room.acquire();
      before = facts.apply(number);
      before.whenComplete((fact, failure) -> room.release());
    }
    CompletableFuture<Judged> judged = before.thenApply(fact -> judge(now, fact, change));
    numbers.put(number, judged.thenApply(Judged::after));
    return judged.handle(
        (done, failure) ->
            failure != null
                ? Optional.empty()
                : Optional.of(Outcome.of(number.toString(), done.verdict, now.version())));
  }

  private Judged judge(Directory now, Optional<NumberFact> before, Change.OfNumber change) {
    NumberCommand command = change.command();
    Origin origin = origin(before.map(NumberFact::version).orElse(-1L) + 1);
    NumberRules.Applied applied =
        NumberRules.apply(now, before.orElse(null), origin, command, change.precondition());
    if (!applied.verdict().accepted()) {
      boolean shown =
          NumberReads.isShown(now, command.number(), before.orElse(null), actor, origin.timeMs());
      return new Judged(
          shown
              ? applied.verdict()
              : Verdict.refused(Refusal.NOT_IN_OWN_BLOCK, "the number lies in no block of yours"),
          before);
    }
    return new Judged(applied.verdict(), Optional.ofNullable(applied.fact()));
  }

  private Origin origin(long version) {
    return new Origin(version, actor, clock.millis());
  }

  private record Judged(Verdict verdict, Optional<NumberFact> after) {}
}
