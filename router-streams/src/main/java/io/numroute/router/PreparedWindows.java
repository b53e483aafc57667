package io.numroute.router;

import io.numroute.replica.DirectoryListener;
import io.numroute.routing.Directory;
import io.numroute.routing.Directory.VersionedProfile;
import io.numroute.routing.IspId;
import io.numroute.routing.ProfileId;
import io.numroute.routing.Verdict;
import io.numroute.schemas.CommandId;
import java.time.Clock;
import java.time.Duration;

/**
 * Computes ahead what the windows of all profiles need about now, so that no lookup has to: all of
 * them when the directory is up to date and every ten minutes from then on, and each profile that
 * changes before lookups see it. On the thread that follows the directory.
 *
 * <p>A window knows a year or two ahead once it was computed; preparing it again costs an array
 * read until that is used up.
 */
final class PreparedWindows implements DirectoryListener {
  private static final String PROFILE = "profile/";
  private static final long EVERY_MS = Duration.ofMinutes(10).toMillis();

  private final Clock clock;
  private volatile boolean prepared;
  private long preparedMs;

  PreparedWindows(Clock clock) {
    this.clock = clock;
  }

  /** Whether all were prepared once. */
  boolean prepared() {
    return prepared;
  }

  @Override
  public void accepting(Directory next, String entity) {
    if (prepared && entity.startsWith(PROFILE)) {
      int slash = entity.indexOf('/', PROFILE.length());
      IspId isp = new IspId(entity.substring(PROFILE.length(), slash));
      VersionedProfile changed = next.profile(new ProfileId(isp, entity.substring(slash + 1)));
      if (changed != null) {
        changed.profile().prepare(clock.millis());
      }
    }
  }

  @Override
  public void upToDate(Directory current) {
    long nowMs = clock.millis();
    if (prepared && Math.abs(nowMs - preparedMs) < EVERY_MS) {
      return;
    }
    current.forEachMember(
        member -> {
          for (VersionedProfile profile : member.profiles()) {
            profile.profile().prepare(nowMs);
          }
        });
    preparedMs = nowMs;
    prepared = true;
  }

  @Override
  public void applied(CommandId id, String entity, Verdict verdict, long directoryVersion) {}
}
