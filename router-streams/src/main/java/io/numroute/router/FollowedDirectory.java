package io.numroute.router;

import io.numroute.replica.DirectoryFollower;
import io.numroute.routing.Directory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The directory as this process's follower has it. */
final class FollowedDirectory implements DirectoryView, AutoCloseable {
  private final DirectoryFollower follower;
  private volatile @Nullable String logId;

  FollowedDirectory(DirectoryFollower follower) {
    this.follower = follower;
  }

  void start() {
    follower.start();
  }

  /** Whether everything that the log held at the start was applied. */
  boolean wasUpToDate() {
    return follower.ready();
  }

  @Override
  public Directory current() {
    return follower.current();
  }

  @Override
  public String logId() {
    String known = logId;
    if (known == null) {
      known = follower.logId();
      logId = known;
    }
    return known;
  }

  @Override
  public boolean awaitOffset(long endOffset, Duration timeout) {
    return follower.awaitOffset(endOffset, timeout);
  }

  @Override
  public void close() {
    follower.close();
  }
}
