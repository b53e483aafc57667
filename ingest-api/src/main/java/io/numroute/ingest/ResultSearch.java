package io.numroute.ingest;

import io.numroute.schemas.avro.CommandResult;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds the result of one command in its partition of the results topic, by bisection.
 *
 * <p>A partition holds the results in the order of their commands, but a router that crashed may
 * send some again: {@code 1 2 3 4 5 3 4 5 6}. Each run goes on where the commands go on, so the
 * sequence of command offsets never jumps upwards over a command. Between a record below the one
 * sought and a later one above it there must therefore be the one sought itself, re-sends or not,
 * which is all that bisection needs (the intermediate value theorem, for integers).
 */
final class ResultSearch {
  private final ResultLog log;

  ResultSearch(ResultLog log) {
    this.log = log;
  }

  /** What the search can say. */
  sealed interface Found {
    /** The command was decided. */
    record Decided(CommandResult result) implements Found {}

    /** No result of this or a later command is there yet. */
    record Pending() implements Found {}

    /** Later commands have results, this one has none: it was no command, or is kept no more. */
    record Absent() implements Found {}
  }

  Found find(int partition, UUID commandLog, long commandOffset) {
    long low = log.begin(partition);
    long end = log.end(partition);
    ResultLog.Entry newest = newest(partition, low, end);
    if (newest == null) {
      return new Found.Pending();
    }
    if (compare(newest, commandLog, commandOffset) == 0) {
      return new Found.Decided(newest.result());
    }
    long high = end;
    while (low < high) {
      long middle = low + (high - low) / 2;
      ResultLog.Entry entry = log.read(partition, middle, high);
      if (entry == null) {
        high = middle;
        continue;
      }
      int order = compare(entry, commandLog, commandOffset);
      if (order == 0) {
        return new Found.Decided(entry.result());
      } else if (order < 0) {
        low = entry.offset() + 1;
      } else {
        high = middle;
      }
    }
    return compare(newest, commandLog, commandOffset) < 0
        ? new Found.Pending()
        : new Found.Absent();
  }

  /** The last readable record; it is at the end, or behind a few that are not readable. */
  private ResultLog.@Nullable Entry newest(int partition, long begin, long end) {
    for (long back = 1; end - back >= begin; back *= 2) {
      ResultLog.Entry last = null;
      ResultLog.Entry entry = log.read(partition, end - back, end);
      while (entry != null) {
        last = entry;
        entry = log.read(partition, entry.offset() + 1, end);
      }
      if (last != null) {
        return last;
      }
    }
    return end > begin ? log.read(partition, begin, end) : null;
  }

  /** Results of another log are older: a log is replaced, never revived. */
  private static int compare(ResultLog.Entry entry, UUID commandLog, long commandOffset) {
    CommandResult result = entry.result();
    return result.getLog().equals(commandLog.toString())
        ? Long.compare(result.getOffset(), commandOffset)
        : -1;
  }
}
