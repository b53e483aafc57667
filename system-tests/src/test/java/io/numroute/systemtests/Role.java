package io.numroute.systemtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One {@code numroute} role as a process of its own, started as an operator would, with a
 * configuration file.
 */
final class Role implements AutoCloseable {
  private static final Pattern URL = Pattern.compile("http://\\S+");

  private final String name;
  private final Process process;
  private final Queue<String> output = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<String> ready = new CompletableFuture<>();

  private Role(String name, Process process) {
    this.name = name;
    this.process = process;
    Thread reader = new Thread(this::read, name + "-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts it.
   *
   * @param java more options of the JVM
   */
  static Role start(String name, Path folder, List<String> settings, String... java)
      throws IOException {
    Path config = Files.write(folder.resolve(name + ".properties"), settings);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseParallelGC", "-Xmx256m"));
    command.addAll(List.of(java));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.numroute.cli.Numroute", name, "--config", config.toString()));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    return new Role(name, process);
  }

  /** Waits until it says that it is ready, and gives what it says. */
  String awaitReady() {
    try {
      return ready.get(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(name + " is not ready: " + String.join("\n", output), e);
    }
  }

  /** The address in its ready line. */
  String url() {
    Matcher matcher = URL.matcher(awaitReady());
    if (!matcher.find()) {
      throw new AssertionError(name + " names no address: " + awaitReady());
    }
    return matcher.group();
  }

  /** What it has said so far, on both outputs. */
  List<String> said() {
    return List.copyOf(output);
  }

  /** Ends it as the power does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends it as an operator does, and gives its exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(name + " did not end within 10 s: " + String.join("\n", output));
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        if (line.startsWith("ready")) {
          ready.complete(line);
        }
      }
    } catch (IOException e) {
      output.add("(its output ended: " + e.getMessage() + ")");
    } finally {
      ready.completeExceptionally(new IOException(name + " ended"));
    }
  }
}
