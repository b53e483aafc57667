package io.numroute.replica;

import io.numroute.routing.Verdict;
import io.numroute.schemas.CommandId;

/**
 * Hears of each directory command right after it was applied, in order, from the first of the log
 * on, each time a follower starts.
 */
@FunctionalInterface
public interface DirectoryListener {
  /**
   * Called on the follower's thread, which waits for it: be quick, do not throw. {@link
   * DirectoryFollower#current} already reflects the command.
   *
   * @param entity key of the command's record, such as {@code gateway/acme/gw1}
   * @param directoryVersion the directory's version after it
   */
  void applied(CommandId id, String entity, Verdict verdict, long directoryVersion);
}
