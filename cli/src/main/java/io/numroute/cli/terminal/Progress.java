package io.numroute.cli.terminal;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How far a long job is. On a terminal one line, drawn anew ten times a second; elsewhere a plain
 * line every two seconds, so that a log file stays readable. Thread-safe.
 */
public final class Progress implements AutoCloseable {
  /** The total of a job whose end is not known. */
  public static final long UNKNOWN = -1;

  private static final long REDRAW_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PLAIN_NS = TimeUnit.SECONDS.toNanos(2);
  private static final long FIRST_RATE_NS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int WIDEST_BAR = 30;

  /** Without wrapping, a line that has become too long for a narrowed window is cut by it. */
  private static final String BEGIN = Terminal.ERASE_LINE + "\033[?7l";

  private static final String END = "\033[?7h";

  private final PrintStream target;
  private final boolean terminal;
  private final int columns;
  private final LongSupplier nanoClock;
  private final String what;
  private final long startNs;
  private long total;
  private boolean estimated;
  private long shownNs;
  private long done;
  private boolean closed;

  /**
   * Begins a job.
   *
   * @param what is being done, in a word or two
   * @param total how many there are to do, or {@link #UNKNOWN}
   */
  public Progress(
      PrintStream target,
      boolean terminal,
      int columns,
      LongSupplier nanoClock,
      String what,
      long total) {
    this.target = target;
    this.terminal = terminal;
    this.columns = columns;
    this.nanoClock = nanoClock;
    this.what = what;
    this.total = total;
    this.startNs = nanoClock.getAsLong();
    this.shownNs = startNs;
  }

  /** Says that {@code count} more are done. */
  public synchronized void add(long count) {
    done += count;
    long nowNs = nanoClock.getAsLong();
    if (!closed && nowNs - shownNs >= (terminal ? REDRAW_NS : PLAIN_NS)) {
      shownNs = nowNs;
      show(nowNs);
    }
  }

  /** Says how many there will be, as far as can be told by now. */
  public synchronized void estimate(long aboutSoMany) {
    total = aboutSoMany;
    estimated = true;
  }

  /** How many are done. */
  public synchronized long done() {
    return done;
  }

  /** Takes the line away again; what came of the job is for the caller to say. */
  @Override
  public synchronized void close() {
    if (!closed && terminal) {
      target.print(Terminal.ERASE_LINE);
      target.flush();
    }
    closed = true;
  }

  private void show(long nowNs) {
    String line = line(what, done, total, estimated, nowNs - startNs, terminal ? columns - 1 : 0);
    if (terminal) {
      target.print(BEGIN + line + END);
      target.flush();
    } else {
      target.println(line);
    }
  }

  /**
   * The line itself: how many, and of the rest what there is room for.
   *
   * @param estimated whether the total is a guess
   * @param columns room for it; as much as it needs, but no bar, when 0
   */
  static String line(
      String what, long done, long total, boolean estimated, long elapsedNs, int columns) {
    double rate =
        elapsedNs < FIRST_RATE_NS ? 0 : done / (elapsedNs / (double) TimeUnit.SECONDS.toNanos(1));
    StringBuilder text = new StringBuilder(what).append(' ');
    if (total == UNKNOWN) {
      text.append(grouped(done));
    } else {
      text.append(grouped(done)).append(estimated ? " of about " : " of ").append(grouped(total));
      addWhereItFits(text, String.format(Locale.ROOT, " (%d %%)", percent(done, total)), columns);
    }
    if (rate > 0) {
      addWhereItFits(text, ", " + grouped(Math.round(rate)) + "/s", columns);
      if (total != UNKNOWN) {
        addWhereItFits(text, ", " + left(Math.max(0, total - done) / rate) + " left", columns);
      }
    }
    int room = Math.min(WIDEST_BAR, columns - text.length() - 3);
    if (total != UNKNOWN && room >= 10) {
      text.append(' ').append(bar(done, total, room));
    }
    return columns > 0 && text.length() > columns ? text.substring(0, columns) : text.toString();
  }

  private static void addWhereItFits(StringBuilder text, String part, int columns) {
    if (columns == 0 || text.length() + part.length() <= columns) {
      text.append(part);
    }
  }

  private static String bar(long done, long total, int width) {
    int filled = (int) (width * percent(done, total) / 100);
    return "[" + "#".repeat(filled) + "-".repeat(width - filled) + "]";
  }

  private static long percent(long done, long total) {
    return total <= 0 ? 100 : Math.min(100, done * 100 / total);
  }

  private static String left(double seconds) {
    long whole = (long) Math.ceil(seconds);
    return whole < 60
        ? whole + " s"
        : whole < 3600
            ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
            : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
  }

  /** A count with its thousands apart: 28,712. */
  public static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
