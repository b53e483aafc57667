package io.numroute.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a benchmark's servers keep their data: gone, and they with it, when the process ends. */
final class BenchFolder {
  private BenchFolder() {}

  static Path create() throws IOException {
    Path folder = Files.createTempDirectory("numroute-bench");
    Thread cleanup =
        new Thread(
            () -> {
              ChildProcess.closeAll();
              delete(folder);
            },
            "bench-cleanup");
    Runtime.getRuntime().addShutdownHook(cleanup);
    return folder;
  }

  private static void delete(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // The system cleans its temporary folder.
    }
  }
}
