package io.numroute.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One broker's claim to a data folder, taken before Kafka looks at it. Without it the first
 * broker's raft thread was seen to spin reading its log when a second broker was started on the
 * same folder. The operating system gives the claim up with the process.
 */
final class DataLock implements AutoCloseable {
  private static final String FILE = ".broker-lock";

  private final FileChannel channel;

  private DataLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Throws BrokerException, which says so, when another broker has the folder. */
  static DataLock take(Path folder) {
    FileChannel opened = null;
    boolean mine = false;
    try {
      opened =
          FileChannel.open(
              folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      mine = isMine(opened);
      if (!mine) {
        throw new BrokerException("folder " + folder + " is locked by another broker");
      }
      return new DataLock(opened);
    } catch (IOException e) {
      throw new BrokerException("folder " + folder + " cannot be locked: " + e.getMessage(), e);
    } finally {
      if (!mine) {
        closeQuietly(opened);
      }
    }
  }

  private static boolean isMine(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // The lock goes with the process at the latest.
      }
    }
  }
}
