package io.numroute.ingest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file with a secret that its owner alone may read. */
final class SecretFile {
  private SecretFile() {}

  /**
   * Puts it into a new file. It is on the disk when this returns.
   *
   * @param what it is, as a sentence about it begins
   * @throws IOException when the file is there already or cannot be written
   */
  static void create(Path file, String what, String secret) throws IOException {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
      ByteBuffer written = ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.US_ASCII));
      while (written.hasRemaining()) {
        channel.write(written);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(what + " cannot be put into " + file + ": it is there", e);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw new IOException(what + " cannot be put into " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * What it holds. Throws IllegalArgumentException when others may read it, or when it cannot be
   * read.
   *
   * @param setting that names it
   */
  static String read(String setting, Path file) {
    try {
      PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view != null) {
        Set<PosixFilePermission> open = view.readAttributes().permissions();
        open.remove(PosixFilePermission.OWNER_READ);
        open.remove(PosixFilePermission.OWNER_WRITE);
        if (!open.isEmpty()) {
          throw new IllegalArgumentException(
              "setting " + setting + " must be readable by its owner only (0600)");
        }
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "setting " + setting + " cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }
}
