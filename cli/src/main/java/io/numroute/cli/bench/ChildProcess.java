package io.numroute.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server of the benchmark: another JVM with this one's Java and class path. It says on its
 * standard output that it is ready, and ends when this process ends, even when that was killed: its
 * standard input then ends.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Set<ChildProcess> LIVING = ConcurrentHashMap.newKeySet();

  /** Before what a child that ended had used. */
  static final String CPU = "cpu ";

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final String name;
  private final Process process;
  private final Path log;
  private final Thread reader;
  private final CompletableFuture<String> ready = new CompletableFuture<>();

  private ChildProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.reader = new Thread(this::readOutput, "output-of-" + name);
  }

  /**
   * Starts it.
   *
   * @param log where standard error goes
   */
  static ChildProcess start(
      String name, Path log, List<String> javaOptions, String mainClass, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ChildProcess.class.getName());
    command.add(mainClass);
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    ChildProcess child = new ChildProcess(name, process, log);
    LIVING.add(child);
    child.reader.setDaemon(true);
    child.reader.start();
    return child;
  }

  private void readOutput() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.startsWith("ready")) {
          ready.complete(line);
        }
        Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
      ready.completeExceptionally(new IOException(ended()));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }

  /** The words after "ready" of the line that says so. */
  List<String> awaitReady(Duration timeout) throws IOException, InterruptedException {
    try {
      String line = ready.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return List.of(line.substring("ready".length()).strip().split(" "));
    } catch (TimeoutException e) {
      throw new IOException(name + " is not ready after " + timeout + lastWords(), e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Waits until it has ended by itself; what it wrote to its log. Throws when it failed. */
  List<String> awaitEnd(Duration timeout) throws IOException, InterruptedException {
    if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException(name + " has not ended after " + timeout + lastWords());
    } else if (process.exitValue() != 0) {
      throw new IOException(ended());
    }
    reader.join();
    return Files.readAllLines(log);
  }

  /** CPU time it has used so far, in all threads. On Linux in steps of 10 ms. */
  long cpuNs() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** Throws IOException when it has ended. */
  void mustBeAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IOException(ended());
    }
  }

  private String ended() {
    return name + " ended by itself" + lastWords();
  }

  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      return lines.isEmpty()
          ? ", without a word"
          : "; its last words:\n"
              + String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    } catch (IOException e) {
      return "; its log " + log + " cannot be read";
    }
  }

  /** Stops all that were started and not closed yet: for a process that must end now. */
  static void closeAll() {
    LIVING.forEach(ChildProcess::close);
  }

  @Override
  public void close() {
    LIVING.remove(this);
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * In the child: runs the main class that the first argument names, with the others, and ends the
   * process when the parent has gone.
   */
  public static void main(String[] args) throws ReflectiveOperationException {
    Thread watch = new Thread(ChildProcess::exitWithParent, "exit-with-parent");
    watch.setDaemon(true);
    watch.start();
    Runtime.getRuntime().addShutdownHook(new Thread(ChildProcess::tellCpu, "tell-cpu"));
    Class.forName(args[0])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
  }

  /** The last word of a child: what it used of the processors, in nanoseconds. */
  private static void tellCpu() {
    ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .ifPresent(cpu -> System.out.println(CPU + cpu.toNanos()));
  }

  private static void exitWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said there; what counts is the end.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    System.exit(0);
  }
}
