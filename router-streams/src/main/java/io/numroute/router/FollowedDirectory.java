package io.numroute.router;

import io.numroute.replica.DirectoryFollower;
import io.numroute.routing.Directory;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The directory as this process's follower has it. */
final class FollowedDirectory implements DirectoryView, AutoCloseable {
  private final PreparedWindows windows;
  private final DirectoryFollower follower;
  private volatile @Nullable String logId;

  FollowedDirectory(KafkaSettings kafka, AvroFraming framing, Clock clock) {
    windows = new PreparedWindows(clock);
    follower = new DirectoryFollower(kafka, framing, List.of(windows), (message, reason) -> {});
  }

  void start() {
    follower.start();
  }

  /** Whether everything that the log held at the start was applied and is ready for lookups. */
  boolean wasUpToDate() {
    return follower.ready() && windows.prepared();
  }

  /** See {@link DirectoryFollower#poisoned}. */
  long poisoned() {
    return follower.poisoned();
  }

  /** See {@link DirectoryFollower#notUnderstood}. */
  long notUnderstood() {
    return follower.notUnderstood();
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
