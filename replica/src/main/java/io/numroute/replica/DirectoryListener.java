package io.numroute.replica;

import io.numroute.routing.Directory;
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

  /**
   * Called before {@link DirectoryFollower#current} shows an accepted command, so that no reader
   * has to wait for what is done here. As quick as {@link #applied}.
   *
   * @param next the directory that will be shown
   */
  default void accepting(Directory next, String entity) {}

  /**
   * Called about twice a second, on the same thread, once everything was applied that the log held
   * at the start.
   */
  default void upToDate(Directory current) {}
}
