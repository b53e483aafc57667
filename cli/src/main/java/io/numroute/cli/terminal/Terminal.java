package io.numroute.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;

/**
 * Standard output and standard error, always UTF-8, and what is known of the reader at the other
 * end.
 *
 * <p>The JVM cannot tell whether only one of the two is a terminal; the start script can, and says
 * so in the system property {@code numroute.terminal} ({@code out}, {@code err}, or both with a
 * comma).
 *
 * @param errIsTerminal and one that can draw a line anew
 * @param columns width of a line
 */
public record Terminal(
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    boolean colour,
    int columns) {
  static final String ERASE_LINE = "\r\033[K";

  private static final int USUAL_COLUMNS = 80;

  /** The terminal of this process. */
  public static Terminal ofProcess() {
    return of(
        stream(new FileOutputStream(FileDescriptor.out)),
        stream(new FileOutputStream(FileDescriptor.err)),
        System.getProperties(),
        System.getenv());
  }

  /** A terminal over these streams, as properties and environment describe it. */
  public static Terminal of(
      PrintStream out, PrintStream err, Properties properties, Map<String, String> environment) {
    String terminals = "," + properties.getProperty("numroute.terminal", "") + ",";
    boolean outIsTerminal = terminals.contains(",out,");
    boolean dumb = environment.getOrDefault("TERM", "").equals("dumb");
    boolean plain = dumb || !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(
        out,
        err,
        outIsTerminal,
        terminals.contains(",err,") && !dumb,
        outIsTerminal && !plain,
        columns(properties.getProperty("numroute.columns", "")));
  }

  /** {@code text}, faint where there is colour. */
  public String faint(String text) {
    return styled("2", text);
  }

  /** {@code text}, bold where there is colour. */
  public String bold(String text) {
    return styled("1", text);
  }

  /** {@code text}, green where there is colour. */
  public String good(String text) {
    return styled("32", text);
  }

  /** A line on standard error, in the place of a progress that may stand there. */
  public void say(String line) {
    err.println((errIsTerminal ? ERASE_LINE : "") + line);
  }

  private String styled(String code, String text) {
    return colour ? "\033[" + code + "m" + text + "\033[0m" : text;
  }

  private static PrintStream stream(OutputStream target) {
    return new PrintStream(target, true, StandardCharsets.UTF_8);
  }

  private static int columns(String text) {
    try {
      int columns = Integer.parseInt(text);
      return columns >= 2 && columns <= 1000 ? columns : USUAL_COLUMNS;
    } catch (NumberFormatException e) {
      return USUAL_COLUMNS;
    }
  }
}
