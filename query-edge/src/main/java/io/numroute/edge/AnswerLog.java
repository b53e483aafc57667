package io.numroute.edge;

import io.numroute.edge.journal.Milestones;

/** Where answers are kept before they are told: the journal, and what stands behind it. */
interface AnswerLog {
  /** Keeps a record; its sequence, or a negative number when it cannot be kept. */
  long append(byte[] bytes, int offset, int length);

  /** Whether an answer may leave as soon as append has returned. */
  boolean immediate();

  /** Otherwise: calls {@code waiter} when the record is where the policy wants it. */
  void whenKept(long sequence, Milestones.Waiter waiter);
}
