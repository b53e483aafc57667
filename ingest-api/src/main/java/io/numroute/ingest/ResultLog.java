package io.numroute.ingest;

import io.numroute.schemas.avro.CommandResult;
import org.jspecify.annotations.Nullable;

/** The results topic as {@link ResultSearch} reads it: by place. */
interface ResultLog {
  /** Offset of the first record that is still kept. */
  long begin(int partition);

  /** Offset after the last record. */
  long end(int partition);

  /** The first readable record from {@code offset} up to and without {@code end}, or null. */
  @Nullable Entry read(int partition, long offset, long end);

  /** A result and its own place in the results topic. */
  record Entry(long offset, CommandResult result) {}
}
