package io.numroute.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The questions and the change of the README's tour, as they are pasted. */
final class ReadmeTour {
  private static final Pattern COMMAND =
      Pattern.compile(
          "^ {4}\\$ ((?:curl|\\./numroute lookup) (?:.*\\\\\\n)*.*)$", Pattern.MULTILINE);

  private ReadmeTour() {}

  /** In their order. */
  static List<String> commands() throws IOException {
    String page = Files.readString(Path.of("..", "README.md"));
    return COMMAND.matcher(page).results().map(found -> found.group(1)).toList();
  }

  /**
   * What a command prints in a shell, with this demo's folder and ports in the place of the usual.
   */
  static String run(String command, Path folder, DemoFile demo)
      throws IOException, InterruptedException {
    String numroute =
        Path.of(System.getProperty("java.home"), "bin", "java")
            + " -XX:TieredStopAtLevel=1 io.numroute.cli.Numroute lookup --data-dir '"
            + folder
            + "'";
    String pasted =
        command
            .replace("numroute-data/", folder + "/")
            .replace("http://127.0.0.1:8480", demo.edge())
            .replace("http://127.0.0.1:8481", demo.ingest())
            .replace("./numroute lookup", numroute);
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", pasted).redirectErrorStream(true);
    shell.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = shell.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new AssertionError(pasted + "\n" + output);
    }
    return output;
  }
}
