package io.numroute.ingest;

import io.numroute.http.ApiKey;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * The authority's first API key, made by an ingest that finds no other: it stands in a file that
 * its owner alone may read, and nowhere else.
 */
final class FirstKey {
  private FirstKey() {}

  /**
   * A new key, in a new file. It is on the disk when this returns: a key that is made known and
   * then lost would lock everybody out.
   *
   * @throws IOException when the file is there already or cannot be written
   */
  static ApiKey in(Path file, SecureRandom random) throws IOException {
    ApiKey key = ApiKey.generate(random);
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
      ByteBuffer written =
          ByteBuffer.wrap((key.written() + "\n").getBytes(StandardCharsets.US_ASCII));
      while (written.hasRemaining()) {
        channel.write(written);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("the authority's key cannot be put into " + file + ": it is there", e);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw new IOException(
          "the authority's key cannot be put into " + file + ": " + e.getMessage(), e);
    }
    return key;
  }
}
