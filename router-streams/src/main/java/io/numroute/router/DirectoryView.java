package io.numroute.router;

import io.numroute.routing.Directory;
import java.time.Duration;

/** The directory as the processor and lookups need it; a follower of its log, or a test's. */
interface DirectoryView {
  Directory current();

  /** Log id of the directory commands. */
  String logId();

  /**
   * Waits until every directory command below {@code endOffset} is applied; false when {@code
   * timeout} passed before.
   */
  boolean awaitOffset(long endOffset, Duration timeout);
}
