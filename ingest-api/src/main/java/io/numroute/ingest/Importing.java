package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.http.Caller;
import io.numroute.http.Problem;
import io.numroute.http.Problems;
import io.numroute.notation.BadDocumentException;
import io.numroute.notation.Change;
import io.numroute.notation.ImportLine;
import io.numroute.notation.StrictJson;
import io.numroute.schemas.CommandId;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
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
  private final boolean dryRun;
  private final boolean waitForOutcome;
  private final Duration patience;
  private final ImportTally tally;

  private long lines;
  private long stamp;
  private int stampUses = LINES_PER_STAMP;
  private long stampedAtNs;
  private @Nullable CompletableFuture<CommandId> lastDirectoryCommand;

  /**
   * @param patience how long nothing may be decided before the import gives up
   */
  Importing(
      Commands commands,
      Admission admission,
      Caller caller,
      boolean dryRun,
      boolean waitForOutcome,
      Duration patience) {
    this.commands = commands;
    this.admission = admission;
    this.caller = caller;
    this.dryRun = dryRun;
    this.waitForOutcome = waitForOutcome && !dryRun;
    this.patience = patience;
    this.tally = new ImportTally(this.waitForOutcome);
  }

  /** Does it all. The reply tells how far it came. */
  Reply run(InputStream body) throws InterruptedException {
    Problem stopped = null;
    String why = null;
    LineReader reader = new LineReader(body);
    try {
      while (tally.failure() == null && reader.next()) {
        lines = reader.number();
        if (!reader.blank()) {
          line(reader);
        }
      }
    } catch (StalledException e) {
      stopped = IngestProblems.IMPORT_STOPPED.problem();
      why = "nothing was decided for " + patience.toSeconds() + " s; line " + lines + " waits";
    } catch (KafkaAwayException e) {
      stopped = Problems.KAFKA_UNAVAILABLE.problem();
      why = "stopped at line " + lines + ", which was not sent";
    } catch (IOException e) {
      stopped =
          e instanceof ZipException || e instanceof EOFException
              ? IngestProblems.BAD_ENCODING.problem()
              : IngestProblems.IMPORT_STOPPED.problem();
      why = "the body broke off after line " + lines + "; what was sent before stays";
    }
    tally.awaitAcknowledged();
    KafkaAwayException failure = tally.failure();
    if (failure != null) {
      stopped =
          failure.mayBeApplied()
              ? IngestProblems.FATE_UNKNOWN.problem()
              : Problems.KAFKA_UNAVAILABLE.problem();
      why = "begin again at line " + tally.failedLine();
    } else if (waitForOutcome) {
      tally.awaitDecided(patience);
    }
    return reply(stopped, why);
  }

  private void line(LineReader reader) throws InterruptedException {
    Change change;
    try {
      if (reader.tooLong()) {
        throw new BadDocumentException(
            BadDocumentException.LINE_TOO_LONG, "", "more than " + LineReader.MAX_LINE + " bytes");
      }
      change = ImportLine.parse(reader.bytes(), reader.offset(), reader.length());
    } catch (BadDocumentException e) {
      tally.refused(lines, e.code(), e.detailWithPlace());
      return;
    }
    String refusal = Gate.refusal(caller.actor(), change);
    if (refusal != null) {
      tally.refused(lines, "not-allowed", refusal);
    } else if (dryRun) {
      tally.valid();
    } else {
      send(lines, change);
    }
  }

  private void send(long line, Change change) throws InterruptedException {
    boolean directory = change instanceof Change.OfDirectory;
    if (!directory) {
      freshenStamp();
    }
    int lane = commands.lane(change);
    if (!admission.enter(lane, patience)) {
      throw new StalledException();
    }
    tally.sent();
    CompletableFuture<CommandId> acknowledged = commands.append(change, caller, stamp);
    if (directory) {
      lastDirectoryCommand = acknowledged;
    }
    acknowledged.whenComplete((id, failure) -> acknowledged(line, lane, id, failure));
  }

  private void acknowledged(
      long line, int lane, @Nullable CommandId id, @Nullable Throwable failure) {
    if (id == null) {
      admission.leave(lane);
      tally.failed(line, away(failure));
      return;
    }
    commands
        .whenDecided(id)
        .whenComplete(
            (outcome, none) -> {
              admission.leave(lane);
              tally.decided(line, outcome);
            });
    tally.acknowledged();
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
        : new KafkaAwayException(true, new IllegalStateException(cause));
  }

  private Reply reply(@Nullable Problem stopped, @Nullable String why) {
    ObjectNode json = StrictJson.object();
    if (stopped != null) {
      json.put("type", stopped.type());
      json.put("title", stopped.title());
      json.put("status", stopped.status());
      json.put("detail", why);
    }
    json.put("lines", lines);
    tally.write(json);
    json.put("wait", waitForOutcome ? "applied" : "acknowledged");
    if (dryRun) {
      json.put("dryRun", true);
    }
    if (stopped != null) {
      return new Reply(
          stopped.status(),
          Problem.MEDIA_TYPE,
          StrictJson.bytes(json),
          null,
          stopped.status() == 503 ? 1 : 0);
    }
    return Reply.json(waitForOutcome && !tally.allDecided() ? 202 : 200, json);
  }

  /** Nothing was decided for too long. */
  private static final class StalledException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StalledException() {
      super(null, null, false, false);
    }
  }
}
