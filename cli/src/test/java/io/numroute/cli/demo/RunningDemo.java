package io.numroute.cli.demo;

import io.numroute.cli.client.Api;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** {@code numroute demo} as a process of its own, on free ports. */
final class RunningDemo implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Path folder;
  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader = new Thread(this::read, "demo-output");
  private boolean ended;

  private RunningDemo(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** Starts a demo; does not wait for anything. */
  static RunningDemo start(Path folder, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseParallelGC", "-Xmx1g", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.numroute.cli.Numroute", "demo", "--data-dir", folder.toString()));
    command.addAll(List.of(more));
    for (String port : List.of("--edge-port", "--ingest-port", "--kafka-port")) {
      if (!command.contains(port)) {
        command.addAll(List.of(port, "0"));
      }
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    RunningDemo demo = new RunningDemo(folder, process);
    demo.reader.setDaemon(true);
    demo.reader.start();
    return demo;
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      synchronized (lines) {
        ended = true;
        lines.notifyAll();
      }
    }
  }

  /** Waits for a line that begins with that word. */
  String await(String word) throws InterruptedException {
    long endNs = System.nanoTime() + PATIENCE.toNanos();
    synchronized (lines) {
      while (true) {
        for (String line : lines) {
          if (line.startsWith(word)) {
            return line;
          }
        }
        long leftNs = endNs - System.nanoTime();
        if (ended || leftNs <= 0) {
          throw new AssertionError("no line begins with " + word + " in:\n" + output());
        }
        TimeUnit.NANOSECONDS.timedWait(lines, leftNs);
      }
    }
  }

  /** Everything it has said. */
  String output() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  DemoFile file() throws IOException {
    return Objects.requireNonNull(DemoFile.read(folder));
  }

  /** The edge, asked by an ISP of the demo. */
  Api edgeAs(String isp) throws IOException {
    DemoFile file = file();
    return Api.at(file.edge(), Objects.requireNonNull(file.isp(isp)).key());
  }

  /** The ingest, spoken to by the authority. */
  Api ingest() throws IOException {
    DemoFile file = file();
    return Api.at(file.ingest(), file.authorityKey());
  }

  /** SIGTERM; returns the exit code. */
  int terminate(Duration patience) throws InterruptedException {
    process.toHandle().destroy(); // Process.destroy would stop listening to it at once
    return exitCode(patience);
  }

  /** Waits for its end and the last it has to say. */
  int exitCode(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still there after " + patience + ":\n" + output());
    }
    reader.join();
    return process.exitValue();
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    exitCode(Duration.ofSeconds(30));
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
