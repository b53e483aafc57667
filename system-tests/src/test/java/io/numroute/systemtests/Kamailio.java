package io.numroute.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A Kamailio with {@code call/kamailio.cfg}, as an ISP runs it in front of its gateways. */
final class Kamailio implements AutoCloseable {
  private final int port;
  private final Program program;

  private Kamailio(int port, Program program) {
    this.port = port;
    this.program = program;
  }

  static Kamailio start(Path folder, String edge, String key)
      throws IOException, InterruptedException {
    int port = Program.freeUdpPort();
    Path config = Scenario.copy(folder, "kamailio.cfg");
    Path settings =
        Files.createFile(
            folder.resolve("numroute.cfg"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(
        settings,
        List.of(
            "#!define NUMROUTE_EDGE " + edge,
            "#!define NUMROUTE_KEY " + key,
            "listen=udp:127.0.0.1:" + port));
    Path runtime = Files.createDirectory(folder.resolve("kamailio"));
    // In the foreground, messages to standard error, 32 MiB shared and 4 MiB for each process.
    Program program =
        Program.start(
            folder,
            "kamailio",
            List.of(
                "kamailio",
                "-DD",
                "-E",
                "-f",
                config.toString(),
                "-m",
                "32",
                "-M",
                "4",
                "-w",
                folder.toString(),
                "-Y",
                runtime.toString()));
    program.awaitUdp(port);
    return new Kamailio(port, program);
  }

  int port() {
    return port;
  }

  /** What it logged. */
  @Override
  public String toString() {
    return program.toString();
  }

  @Override
  public void close() {
    program.close();
  }
}
