package io.numroute.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A program that nobody here wrote, started for one test and ended with all its children. */
final class Program implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String name;
  private final Path output;
  private final Process process;

  private Program(String name, Path output, Process process) {
    this.name = name;
    this.output = output;
    this.process = process;
  }

  /**
   * Skips the tests when one of the commands is not installed; where CI is true they fail, since
   * nobody would see there that they never run.
   */
  static void require(List<String> commands) {
    for (String command : commands) {
      boolean installed =
          Stream.of(System.getenv("PATH").split(":"))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
      if (!installed && "true".equals(System.getenv("CI"))) {
        throw new AssertionError(command + " is not installed, and .ci/run must install it");
      }
      Assumptions.assumeTrue(installed, command + " is not installed: system-tests/README.md");
    }
  }

  /** A UDP port of the loopback that nobody has now. */
  static int freeUdpPort() throws IOException {
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      return socket.getLocalPort();
    }
  }

  static Program start(Path folder, String name, List<String> command) throws IOException {
    return start(folder, name, command, Map.of());
  }

  /**
   * Starts it.
   *
   * @param environment beside what this process has
   */
  static Program start(
      Path folder, String name, List<String> command, Map<String, String> environment)
      throws IOException {
    Path output = folder.resolve(name + ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return new Program(name, output, builder.start());
  }

  /** Waits until the kernel says that somebody listens on 127.0.0.1. */
  void awaitUdp(int port) throws IOException, InterruptedException {
    String local = String.format(Locale.ROOT, " 0100007F:%04X ", port);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.readString(Path.of("/proc/net/udp")).contains(local)) {
      assertThat(System.nanoTime()).as("%s listens: %s", name, this).isLessThan(deadline);
      assertThat(process.waitFor(20, TimeUnit.MILLISECONDS))
          .as("%s ended: %s", name, this)
          .isFalse();
    }
  }

  /** Waits until it ends by itself, and gives its exit code. */
  int awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("%s ends: %s", name, this)
        .isTrue();
    return process.exitValue();
  }

  /** What it printed. */
  @Override
  public String toString() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as an operator does; what does not end within 10 s is killed. */
  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
