package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The count of one import: what became of its lines, and what is still under way. Filled by the
 * reading thread and by those that bring acknowledgements and outcomes. Thread-safe.
 */
final class ImportTally {
  /** Complaints that are kept; the first ones by line. More are counted only. */
  static final int MAX_ERRORS = 1000;

  private final boolean waitForOutcome;
  private final TreeMap<Long, Complaint> complaints = new TreeMap<>();
  private long accepted;
  private long refused;
  private long unacknowledged;
  private long undecided;
  private long progress;
  private @Nullable KafkaAwayException failure;
  private long failedLine;

  ImportTally(boolean waitForOutcome) {
    this.waitForOutcome = waitForOutcome;
  }

  /** A line that goes no further than this. */
  synchronized void refused(long line, String code, @Nullable String detail) {
    refused++;
    complain(line, code, detail);
  }

  /** A line that is right, in a dry run. */
  synchronized void valid() {
    accepted++;
  }

  synchronized void sent() {
    unacknowledged++;
    undecided++;
  }

  synchronized void acknowledged() {
    unacknowledged--;
    if (!waitForOutcome) {
      accepted++;
    }
    progressed();
  }

  synchronized void failed(long line, KafkaAwayException cause) {
    unacknowledged--;
    undecided--;
    if (failure == null || line < failedLine) {
      failure = cause;
      failedLine = line;
    }
    complain(line, cause.mayBeApplied() ? "fate-unknown" : "kafka-unavailable", null);
    progressed();
  }

  synchronized void decided(long line, Optional<Outcome> outcome) {
    undecided--;
    if (waitForOutcome) {
      if (outcome.isEmpty()) {
        complain(line, "outcome-unseen", "ask for the command again");
      } else if (outcome.get().accepted()) {
        accepted++;
      } else {
        refused++;
        complain(line, String.valueOf(outcome.get().code()), outcome.get().detail());
      }
    }
    progressed();
  }

  private void progressed() {
    progress++;
    notifyAll();
  }

  private void complain(long line, String code, @Nullable String detail) {
    complaints.put(line, new Complaint(code, detail));
    if (complaints.size() > MAX_ERRORS) {
      complaints.pollLastEntry();
    }
  }

  /** Why Kafka did not take a line, or null. */
  synchronized @Nullable KafkaAwayException failure() {
    return failure;
  }

  synchronized long failedLine() {
    return failedLine;
  }

  /**
   * Waits until Kafka has all that was sent, or has failed to take it; its client sees to an end.
   */
  synchronized void awaitAcknowledged() throws InterruptedException {
    while (unacknowledged > 0) {
      wait();
    }
  }

  /** Waits for outcomes as long as some come within each {@code patience}. */
  synchronized void awaitDecided(Duration patience) throws InterruptedException {
    long seen = progress;
    long since = System.nanoTime();
    while (undecided > 0) {
      long leftNs = patience.toNanos() - (System.nanoTime() - since);
      if (leftNs <= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(leftNs, 1_000_000));
      if (progress != seen) {
        seen = progress;
        since = System.nanoTime();
      }
    }
  }

  /** Fills in the summary. */
  synchronized void write(ObjectNode json) {
    json.put("accepted", accepted);
    json.put("refused", refused);
    if (waitForOutcome) {
      json.put("undecided", undecided);
    }
    ArrayNode errors = json.putArray("errors");
    complaints.forEach(
        (line, complaint) -> {
          ObjectNode error = errors.addObject().put("line", line).put("code", complaint.code);
          if (complaint.detail != null) {
            error.put("detail", complaint.detail);
          }
        });
  }

  synchronized boolean allDecided() {
    return undecided == 0;
  }

  private record Complaint(String code, @Nullable String detail) {}
}
