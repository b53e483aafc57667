package io.numroute.cli;

import io.numroute.cli.demo.DemoFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** An ISP's key as curl reads it with -K, so that it stands on no command line. */
final class CurlFile {
  private CurlFile() {}

  static Path write(Path folder, DemoFile.IspKey isp) throws IOException {
    Path file = folder.resolve(isp.id() + ".curl");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, "header = \"Authorization: Bearer " + isp.key() + "\"\n");
  }
}
