package io.numroute.edge.journal;

import io.numroute.edge.journal.JournalSettings.Fsync;
import java.io.PrintStream;
import java.nio.file.Path;

/** A process that appends until it is killed, and says which sequences were acknowledged. */
final class AppendingChild {
  static final long EPOCH = 42;

  private AppendingChild() {}

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out));
    try (AnswerJournal journal =
        AnswerJournal.open(
            new JournalSettings(Path.of(args[0]), 16 << 10, 1L << 30, Fsync.NONE),
            "edge-1",
            EPOCH)) {
      for (long i = 0; i < 1_000_000; i++) {
        byte[] record = AnswerJournalTest.record(i);
        while (journal.append(record, 0, record.length) != i) {
          Thread.onSpinWait();
        }
        out.println(i);
      }
    }
  }
}
