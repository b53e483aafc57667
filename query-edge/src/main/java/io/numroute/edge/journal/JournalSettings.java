package io.numroute.edge.journal;

import java.nio.file.Path;

/**
 * Where an edge's journal lies and how much it may hold.
 *
 * @param directory a volume of the edge's own; created when missing
 * @param segmentBytes size of a file; all of it is allocated at once
 * @param maxBytes most that all files together may take, at least two segments
 * @param fsync whether an answer also waits for the disk
 */
public record JournalSettings(Path directory, int segmentBytes, long maxBytes, Fsync fsync) {
  public static final int DEFAULT_SEGMENT_BYTES = 64 << 20;
  public static final long DEFAULT_MAX_BYTES = 4L << 30;

  private static final int MIN_SEGMENT_BYTES = 16 << 10;

  public JournalSettings {
    if (segmentBytes < MIN_SEGMENT_BYTES || segmentBytes > 1 << 30) {
      throw new IllegalArgumentException("edge.journal.segment.bytes must be 16384 to 1073741824");
    }
    segmentBytes = Segment.align(segmentBytes);
    if (maxBytes < 2L * segmentBytes) {
      throw new IllegalArgumentException(
          "edge.journal.max.bytes must be at least two segments (edge.journal.segment.bytes)");
    }
  }

  /** When a record counts as kept. */
  public enum Fsync {
    /** In the kernel's pages: survives the process, not the host. */
    NONE,
    /** On disk; records that arrive during one fsync share the next. */
    GROUP
  }
}
