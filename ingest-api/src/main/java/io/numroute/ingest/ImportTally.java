package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The count of one import: what became of its lines, and what is still under way. Filled by the
 * reading thread and by those that bring acknowledgements and outcomes. Thread-safe.
 */
final class ImportTally {
  /** Complaints that are kept; the first ones by line. More are counted only. */
  static final int MAX_ERRORS = 10_000;

  /** When a line counts as accepted. */
  enum Until {
    /** Kafka has it. */
    ACKNOWLEDGED,
    /** It was decided. */
    APPLIED,
    /** It would be accepted. */
    JUDGED
  }

  private final Until until;
  private final UnaryOperator<String> words;
  private final TreeMap<Long, Complaint> complaints = new TreeMap<>();
  private long accepted;
  private long refused;
  private long unseen;
  private long unacknowledged;
  private long undecided;
  private long progress;
  private boolean awaited;
  private @Nullable KafkaAwayException failure;
  private long failedLine;

  /**
   * @param words makes what was said of a command the words of the import's notation
   */
  ImportTally(Until until, UnaryOperator<String> words) {
    this.until = until;
    this.words = words;
  }

  /** A line that goes no further than this. */
  synchronized void refused(long line, int column, String code, String detail) {
    refused++;
    complain(line, column, code, detail);
  }

  synchronized void sent() {
    unacknowledged++;
    undecided++;
  }

  synchronized void acknowledged() {
    unacknowledged--;
    if (until == Until.ACKNOWLEDGED) {
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
    complain(line, 0, cause.mayBeApplied() ? "fate-unknown" : "kafka-unavailable", null);
    progressed();
  }

  /** A line that was sent in part and is to be sent again. */
  synchronized void abandoned() {
    unacknowledged--;
    undecided--;
    progressed();
  }

  synchronized void decided(long line, Optional<Outcome> outcome) {
    undecided--;
    if (until != Until.ACKNOWLEDGED) {
      if (outcome.isEmpty()) {
        unseen++;
        complainUnseen(line);
      } else if (outcome.get().accepted()) {
        accepted++;
      } else {
        refused++;
        String detail = outcome.get().detail();
        complain(
            line,
            0,
            String.valueOf(outcome.get().code()),
            detail == null ? null : words.apply(detail));
      }
    }
    progressed();
  }

  private void progressed() {
    progress++;
    if (awaited) {
      notifyAll();
    }
  }

  private void complainUnseen(long line) {
    if (until == Until.JUDGED) {
      complain(line, 0, "unchecked", "no router answers for this number now");
    } else {
      complain(line, 0, "outcome-unseen", "ask for the command again");
    }
  }

  private void complain(long line, int column, String code, @Nullable String detail) {
    complaints.put(line, new Complaint(column, code, detail));
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
    awaited = true;
    while (unacknowledged > 0) {
      wait();
    }
  }

  /** Waits for outcomes as long as some come within each {@code patience}. */
  synchronized void awaitDecided(Duration patience) throws InterruptedException {
    awaited = true;
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
    if (until == Until.APPLIED) {
      json.put("undecided", undecided);
    } else if (until == Until.JUDGED) {
      json.put("unchecked", unseen);
    }
    ArrayNode errors = json.putArray("errors");
    complaints.forEach(
        (line, complaint) -> {
          ObjectNode error = errors.addObject().put("line", line);
          if (complaint.column > 0) {
            error.put("column", complaint.column);
          }
          error.put("code", complaint.code);
          if (complaint.detail != null) {
            error.put("detail", complaint.detail);
          }
        });
  }

  synchronized boolean allDecided() {
    return undecided == 0;
  }

  private record Complaint(int column, String code, @Nullable String detail) {}
}
