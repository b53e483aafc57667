package io.numroute.ingest;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one line of an import: most lines are one command, a range is several. A line is
 * acknowledged and decided when all its commands are, and refused when one of them is. Tells the
 * {@link ImportTally}, each thing once. Thread-safe.
 */
final class LineFate {
  private final ImportTally tally;
  private final long line;
  private int unacknowledged;
  private int undecided;
  private @Nullable KafkaAwayException failure;
  private boolean abandoned;
  private boolean unseen;
  private @Nullable Outcome outcome;

  /** A line of that many commands, under way from now on. */
  LineFate(ImportTally tally, long line, int commands) {
    this.tally = tally;
    this.line = line;
    this.unacknowledged = commands;
    this.undecided = commands;
    tally.sent();
  }

  long line() {
    return line;
  }

  /** Kafka has one more of its commands. */
  synchronized void acknowledged() {
    unacknowledged--;
    whenAllAcknowledged();
  }

  /** Kafka has not taken one of its commands. */
  synchronized void failed(KafkaAwayException cause) {
    if (failure == null || cause.mayBeApplied()) {
      failure = cause;
    }
    unacknowledged--;
    whenAllAcknowledged();
  }

  /** The last {@code commands} are not sent; the line is to be done again. */
  synchronized void abandon(int commands) {
    abandoned = true;
    unacknowledged -= commands;
    whenAllAcknowledged();
  }

  private void whenAllAcknowledged() {
    if (unacknowledged > 0) {
      return;
    } else if (failure != null) {
      tally.failed(line, failure);
    } else if (abandoned) {
      tally.abandoned();
    } else {
      tally.acknowledged();
    }
  }

  /** What became of one of its commands; empty when nobody can tell. */
  synchronized void decided(Optional<Outcome> one) {
    unseen |= one.isEmpty();
    if (one.isPresent() && (outcome == null || outcome.accepted())) {
      outcome = one.get();
    }
    undecided--;
    if (undecided == 0) {
      boolean known = outcome != null && !(unseen && outcome.accepted());
      tally.decided(line, known ? Optional.ofNullable(outcome) : Optional.empty());
    }
  }
}
