package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.http.Caller;
import io.numroute.http.Problem;
import io.numroute.http.ProblemException;
import io.numroute.http.Problems;
import io.numroute.notation.BadDocumentException;
import io.numroute.notation.Change;
import io.numroute.notation.StrictJson;
import io.numroute.schemas.CommandId;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * One import under way: reads lines, sends commands without waiting for each, and counts what
 * became of them.
 *
 * <p>Memory does not depend on the length of the body: what is in flight is bounded by {@link
 * Admission} and by the producer's buffer. Order is kept for each entity, because commands of one
 * partition are sent in the order of their lines. Number commands share a stamp of the directory's
 * end for up to {@link #LINES_PER_STAMP} lines; a directory command between them ends the share:
 * the next number waits until Kafka has that command, and asks for a new stamp. So a number is
 * always decided on a directory that has everything above it in the file. One thread.
 */
final class Importing {
  static final int LINES_PER_STAMP = 1000;
  private static final long STAMP_LIFETIME_NS = Duration.ofMillis(200).toNanos();
  private static final Duration STAMP_TIMEOUT = Duration.ofSeconds(5);

  private final Commands commands;
  private final Admission admission;
  private final Caller caller;
  private final @Nullable DryRun dryRun;
  private final boolean waitForOutcome;
  private final Duration patience;
  private final ImportLines source;
  private final ImportTally tally;
  private final String id;
  private final String request;

  private long lines;
  private long stamp;
  private int stampUses = LINES_PER_STAMP;
  private long stampedAtNs;
  private @Nullable CompletableFuture<CommandId> lastDirectoryCommand;

  /**
   * @param id of the import; its commands carry it
   * @param dryRun judges what is then not sent; null in earnest
   * @param patience how long nothing may be decided before the import gives up
   */
  Importing(
      Commands commands,
      Admission admission,
      Caller caller,
      String id,
      ImportLines source,
      @Nullable DryRun dryRun,
      boolean waitForOutcome,
      Duration patience) {
    this.commands = commands;
    this.admission = admission;
    this.caller = caller;
    this.id = id;
    request = "import:" + id;
    this.source = source;
    this.dryRun = dryRun;
    this.waitForOutcome = waitForOutcome && dryRun == null;
    this.patience = patience;
    ImportTally.Until until =
        dryRun != null
            ? ImportTally.Until.JUDGED
            : waitForOutcome ? ImportTally.Until.APPLIED : ImportTally.Until.ACKNOWLEDGED;
    this.tally = new ImportTally(until, source::inItsWords);
  }

  /** Does it all. The reply tells how far it came. */
  Reply run() throws InterruptedException {
    Stop stop = readAll();
    if (dryRun == null) {
      commands.flush();
    }
    tally.awaitAcknowledged();
    KafkaAwayException failure = tally.failure();
    if (failure != null) {
      stop =
          new Stop(
              failure.mayBeApplied()
                  ? IngestProblems.FATE_UNKNOWN.problem()
                  : Problems.KAFKA_UNAVAILABLE.problem(),
              "begin again at line " + tally.failedLine(),
              tally.failedLine());
    } else if (waitForOutcome || dryRun != null) {
      tally.awaitDecided(patience);
    }
    return reply(stop);
  }

  /** Sends line after line; why that ended before the last one, or null. */
  private @Nullable Stop readAll() throws InterruptedException {
    try {
      while (tally.failure() == null && source.next()) {
        lines = source.number();
        if (dryRun != null && dryRun.isFull()) {
          return new Stop(
              IngestProblems.IMPORT_STOPPED.problem(),
              "a dry run takes no more than "
                  + DryRun.MAX_DIRECTORY_CHANGES
                  + " changes of the directory; the lines from "
                  + lines
                  + " on were not looked at",
              lines);
        }
        line();
      }
      return null;
    } catch (StalledException e) {
      return new Stop(
          IngestProblems.IMPORT_STOPPED.problem(),
          "nothing was decided for " + patience.toSeconds() + " s; line " + lines + " waits",
          lines);
    } catch (KafkaAwayException e) {
      return new Stop(
          Problems.KAFKA_UNAVAILABLE.problem(),
          "stopped at line " + lines + ", which was not sent",
          lines);
    } catch (IOException e) {
      return new Stop(
          e instanceof ZipException || e instanceof EOFException
              ? IngestProblems.BAD_ENCODING.problem()
              : IngestProblems.IMPORT_STOPPED.problem(),
          "the body broke off after line " + lines + "; what was sent before stays",
          lines + 1);
    }
  }

  private void line() throws InterruptedException {
    List<Change> changes;
    try {
      changes = source.changes();
    } catch (BadDocumentException e) {
      tally.refused(lines, e.column(), e.code(), e.detailWithPlace());
      return;
    }
    for (Change change : changes) {
      String refusal = Gate.refusal(caller.actor(), change);
      if (refusal != null) {
        tally.refused(lines, 0, "not-allowed", refusal);
        return;
      }
    }
    LineFate fate = new LineFate(tally, lines, changes.size());
    if (dryRun == null) {
      send(changes, fate);
    } else {
      for (Change change : changes) {
        fate.acknowledged();
        dryRun.judge(change).thenAccept(fate::decided);
      }
    }
  }

  private void send(List<Change> changes, LineFate fate) throws InterruptedException {
    int sent = 0;
    try {
      for (Change change : changes) {
        send(change, fate);
        sent++;
      }
    } finally {
      if (sent < changes.size()) {
        fate.abandon(changes.size() - sent);
      }
    }
  }

  private void send(Change change, LineFate fate) throws InterruptedException {
    boolean directory = change instanceof Change.OfDirectory;
    if (!directory) {
      freshenStamp();
    }
    int lane = commands.lane(change);
    if (!admission.enter(lane, patience)) {
      throw new StalledException();
    }
    long enteredNs = admission.now();
    CompletableFuture<CommandId> acknowledged = commands.append(change, caller, request, stamp);
    if (directory) {
      lastDirectoryCommand = acknowledged;
    }
    acknowledged.whenComplete((id, failure) -> acknowledged(fate, lane, enteredNs, id, failure));
  }

  private void acknowledged(
      LineFate fate,
      int lane,
      long enteredNs,
      @Nullable CommandId id,
      @Nullable Throwable failure) {
    if (id == null) {
      admission.leave(lane, enteredNs);
      fate.failed(away(failure));
      return;
    }
    commands
        .whenDecided(id)
        .whenComplete(
            (outcome, none) -> {
              admission.leave(lane, enteredNs);
              fate.decided(outcome);
            });
    fate.acknowledged();
  }

  private void freshenStamp() throws InterruptedException {
    if (lastDirectoryCommand == null
        && stampUses < LINES_PER_STAMP
        && System.nanoTime() - stampedAtNs < STAMP_LIFETIME_NS) {
      stampUses++;
      return;
    }
    try {
      if (lastDirectoryCommand != null) {
        commands.flush();
        lastDirectoryCommand.get();
        lastDirectoryCommand = null;
      }
      stampedAtNs = System.nanoTime();
      stamp = commands.directoryEnd().get(STAMP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      stampUses = 1;
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaAwayException(false, e);
    }
  }

  private static KafkaAwayException away(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    return cause instanceof KafkaAwayException away
        ? away
        : new KafkaAwayException(
            !(cause instanceof ProblemException), new IllegalStateException(cause));
  }

  private Reply reply(@Nullable Stop stop) {
    ObjectNode json = StrictJson.object();
    if (stop != null) {
      json.put("type", stop.problem.type());
      json.put("title", stop.problem.title());
      json.put("status", stop.problem.status());
      json.put("detail", stop.detail);
      json.put("next", stop.next);
    }
    json.put("lines", lines);
    tally.write(json);
    if (dryRun != null) {
      json.put("dryRun", true);
    } else {
      json.put("import", id);
      json.put("wait", waitForOutcome ? "applied" : "acknowledged");
    }
    if (stop != null) {
      return new Reply(
          stop.problem.status(),
          Problem.MEDIA_TYPE,
          StrictJson.bytes(json),
          null,
          stop.problem.status() == 503 ? 1 : 0,
          null);
    }
    return Reply.json(waitForOutcome && !tally.allDecided() ? 202 : 200, json);
  }

  /**
   * Why an import ended before its last line.
   *
   * @param next the first line that is not done; all before it are acknowledged or complained of
   */
  private record Stop(Problem problem, String detail, long next) {}

  /** Nothing was decided for too long. */
  private static final class StalledException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StalledException() {
      super(null, null, false, false);
    }
  }
}
