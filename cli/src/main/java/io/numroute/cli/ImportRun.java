package io.numroute.cli;

import io.numroute.cli.client.Api;
import io.numroute.cli.client.BulkImport;
import io.numroute.cli.client.BulkImport.Total;
import io.numroute.cli.client.ImportState;
import io.numroute.cli.client.LineBatches;
import io.numroute.cli.client.LineBatches.Notation;
import io.numroute.cli.client.RejectedLines;
import io.numroute.cli.terminal.ExitCode;
import io.numroute.cli.terminal.Failure;
import io.numroute.cli.terminal.Progress;
import io.numroute.cli.terminal.Terminal;
import io.numroute.http.ApiKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One {@code numroute import}: from the file to the last line it prints. Where the file is one that
 * can be read again, it notes after each batch how far it came.
 */
final class ImportRun {
  /** Refused lines that are shown; the rest is in the file of {@code --errors}, or counted. */
  private static final int SHOWN = 20;

  private final Terminal terminal;
  private final Api ingest;
  private final String target;
  private final String query;
  private final Duration patience;
  private long shown;

  /**
   * A run that has not begun.
   *
   * @param target what an earlier run must have been about for this one to go on with it
   */
  ImportRun(Terminal terminal, Api ingest, String target, String query, Duration patience) {
    this.terminal = terminal;
    this.ingest = ingest;
    this.target = target;
    this.query = query;
    this.patience = patience;
  }

  /** The ingest, what is asked of it, and the id of the key: all but its secret. */
  static String target(String url, String key, String query) {
    ApiKey known = ApiKey.parse(key);
    return url + query + " " + (known == null ? "" : known.keyId());
  }

  /**
   * Does it.
   *
   * @param input null for standard input
   * @param goOn whether to begin where an earlier run stopped
   */
  ExitCode run(
      @Nullable Path input, @Nullable Notation notation, @Nullable Path errors, boolean goOn)
      throws IOException {
    Path statePath = input == null || query.contains("dryRun") ? null : ImportState.of(input);
    ImportState before = statePath == null || !goOn ? null : ImportState.read(statePath);
    LineBatches source = open(input, notation);
    if (before != null && !(before.target().equals(target) && source.goOnAt(before.position()))) {
      terminal.say(
          statePath + " is about another file, ingest or key; this begins with the first line.");
      before = null;
      source = open(input, notation);
    }
    if (before != null) {
      terminal.say(
          "Going on after line " + Progress.grouped(before.position().lines()) + ", as before.");
    }
    try (RejectedLines rejected = rejected(errors, source, before)) {
      Total total = send(source, input, statePath, before, rejected);
      if (statePath != null) {
        Files.deleteIfExists(statePath);
      }
      return conclude(total, rejected != null && rejected.size() > 0 ? errors : null);
    }
  }

  private static LineBatches open(@Nullable Path input, @Nullable Notation notation)
      throws IOException {
    InputStream stream = input == null ? System.in : Files.newInputStream(input);
    try {
      return new LineBatches(stream, notation, BulkImport.BATCH);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static Failure unreadable(IOException e) {
    return Failure.error("The file cannot be read: " + e.getMessage() + ".", e);
  }

  private static @Nullable RejectedLines rejected(
      @Nullable Path errors, LineBatches source, @Nullable ImportState before) throws IOException {
    if (errors == null) {
      return null;
    }
    return before == null
        ? new RejectedLines(errors, source.header())
        : new RejectedLines(errors, source.header(), before);
  }

  private Total send(
      LineBatches source,
      @Nullable Path input,
      @Nullable Path statePath,
      @Nullable ImportState before,
      @Nullable RejectedLines rejected)
      throws IOException {
    Total begun = before == null ? Total.NONE : before.total();
    long passedOver = before == null ? 0 : before.position().lines();
    Noted noted = new Noted(statePath);
    Thread farewell = new Thread(noted::sayFarewell, "numroute-import-farewell");
    Runtime.getRuntime().addShutdownHook(farewell);
    try (Progress progress =
        new Progress(
            terminal.err(),
            terminal.errIsTerminal(),
            terminal.columns(),
            System::nanoTime,
            "lines",
            Progress.UNKNOWN)) {
      long size = input == null ? 0 : Files.size(input);
      BulkImport.Watcher watcher =
          new BulkImport.Watcher() {
            @Override
            public void complained(BulkImport.Complaint complaint, byte[] line) throws IOException {
              if (rejected != null) {
                rejected.add(complaint, line);
              }
              show(complaint);
            }

            @Override
            public void done(Total total, LineBatches.Position position) throws IOException {
              if (size > 0) {
                double part = Math.min(1, source.consumed() / (double) size);
                progress.estimate(Math.round(position.lines() / part) - passedOver);
              }
              progress.add(position.lines() - passedOver - progress.done());
              noted.note(
                  new ImportState(
                      target,
                      position,
                      total,
                      rejected == null ? 0 : rejected.size(),
                      rejected == null ? 0 : rejected.reasonsSize()));
            }

            @Override
            public void waiting(String why) {
              terminal.say("Trying again: " + why);
            }
          };
      return new BulkImport(ingest, query, patience, begun, watcher).run(source);
    } catch (IOException e) {
      throw unreadable(e);
    } finally {
      noted.end();
    }
  }

  private void show(BulkImport.Complaint complaint) {
    shown++;
    if (shown <= SHOWN) {
      terminal.say(complaint.toString());
    } else if (shown == SHOWN + 1) {
      terminal.say("... and more, which are counted.");
    }
  }

  private ExitCode conclude(Total total, @Nullable Path errors) {
    String done = query.isEmpty() ? "published" : query.contains("dryRun") ? "good" : "accepted";
    terminal
        .out()
        .printf(
            "%s lines: %s %s, %s refused%s%n",
            Progress.grouped(total.lines()),
            Progress.grouped(total.accepted()),
            done,
            Progress.grouped(total.refused()),
            total.unknown() == 0 ? "" : ", of " + total.unknown() + " nothing is known");
    if (errors != null) {
      terminal.out().println("Lines to correct are in " + errors + ", reasons beside it.");
    }
    return total.refused() + total.unknown() > 0 ? ExitCode.ERROR : ExitCode.OK;
  }

  /** The place of this import, on disk. */
  private final class Noted {
    private final @Nullable Path path;
    private @Nullable ImportState last;
    private boolean warned;
    private boolean ended;

    Noted(@Nullable Path path) {
      this.path = path;
    }

    synchronized void note(ImportState state) {
      if (path == null) {
        return;
      }
      try {
        state.write(path);
        last = state;
      } catch (IOException e) { // the import itself is not to end for that
        if (!warned) {
          terminal.say(path + " cannot be written: after a break lines are sent again.");
        }
        warned = true;
      }
    }

    /** From here on the end of the process is no break. */
    synchronized void end() {
      ended = true;
    }

    synchronized void sayFarewell() {
      if (!ended && last != null) {
        terminal.say(
            "Stopped after line "
                + Progress.grouped(last.position().lines())
                + "; the same command goes on there.");
      }
    }
  }
}
