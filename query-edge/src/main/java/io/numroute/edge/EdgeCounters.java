package io.numroute.edge;

import java.util.concurrent.atomic.LongAdder;

/** What an edge counts. Thread-safe; a count costs a few nanoseconds. */
final class EdgeCounters {
  final LongAdder answered = new LongAdder();
  final LongAdder routed = new LongAdder();
  final LongAdder notRouted = new LongAdder();
  final LongAdder badQuestions = new LongAdder();
  final LongAdder unavailable = new LongAdder();
  final LongAdder stale = new LongAdder();

  /** Requests without a good key: counted, never logged, so that strangers cannot fill the log. */
  final LongAdder strangers = new LongAdder();

  /** Requests of ISPs that asked too often; not logged, so that a flood does not fill the log. */
  final LongAdder overQuota = new LongAdder();

  /** Lookups refused because an ISP asked for too many numbers that nobody serves. */
  final LongAdder overMisses = new LongAdder();

  /** Answers withheld because they could not be logged. */
  final LongAdder refusedByJournal = new LongAdder();

  /** Answers told though they could not be logged ({@code edge.policy=lose} only). */
  final LongAdder toldUnlogged = new LongAdder();

  /** Answers withheld because they were not durable or not delivered in time. */
  final LongAdder notDurableInTime = new LongAdder();
}
