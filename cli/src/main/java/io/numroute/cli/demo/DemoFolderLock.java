package io.numroute.cli.demo;

import io.numroute.cli.terminal.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One demo's claim to a data folder. The operating system gives it up with the process, however
 * that ends.
 */
final class DemoFolderLock implements AutoCloseable {
  private final FileChannel channel;

  private DemoFolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Makes the folder when it is not there, and claims it. */
  static DemoFolderLock take(Path folder) {
    FileChannel channel;
    try {
      Files.createDirectories(folder);
      channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw Failure.error(
          "The data folder " + folder + " cannot be written; name another with --data-dir.", e);
    }
    if (lock(channel) == null) {
      close(channel);
      throw Failure.error("Another demo uses the data folder " + folder + ".");
    }
    return new DemoFolderLock(channel);
  }

  private static @Nullable FileLock lock(FileChannel channel) {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException | IOException e) {
      return null;
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It was locked by nobody, and nothing was written to it.
    }
  }

  @Override
  public void close() {
    close(channel);
  }
}
