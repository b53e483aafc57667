package io.numroute.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.numroute.cli.client.LineBatches.Batch;
import io.numroute.cli.terminal.Failure;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Lines into an ingest, batch after batch: so that progress is what was done and not what was sent,
 * and so that a broken connection costs one batch. A batch that finds the ingest or Kafka away is
 * sent again as a whole; every line sets or removes something, and may be repeated. Only the answer
 * to the last time counts.
 */
public final class BulkImport {
  /**
   * Lines of a batch: what an ingest does in well under a second, and as many as it names errors
   * of.
   */
  public static final int BATCH = 10_000;

  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;
  private static final long FIRST_PAUSE_MS = 250;
  private static final long LONGEST_PAUSE_MS = 4_000;

  private final Api ingest;
  private final String path;
  private final Duration patience;
  private final Watcher watcher;
  private Total total;

  /** Told what happens, on the thread that imports. */
  public interface Watcher {
    /** A line was refused, or is not known to be done. */
    void complained(Complaint complaint, byte[] line) throws IOException;

    /** All lines up to here are done or complained of. */
    void done(Total total, LineBatches.Position position) throws IOException;

    /** Nothing goes on; it is tried again. */
    void waiting(String why);
  }

  /**
   * An import that has not begun.
   *
   * @param query for the ingest, such as {@code ?wait=applied}
   * @param patience how long a batch is tried again
   * @param before what an earlier run did
   */
  public BulkImport(Api ingest, String query, Duration patience, Total before, Watcher watcher) {
    this.ingest = ingest;
    this.path = "/v1/imports" + query;
    this.patience = patience;
    this.total = before;
    this.watcher = watcher;
  }

  /**
   * A line that was refused, and why.
   *
   * @param column 0 where it is about the whole of the line
   */
  public record Complaint(long line, int column, String code, String detail) {
    @Override
    public String toString() {
      return "line "
          + line
          + (column > 0 ? ", column " + column : "")
          + ": "
          + code
          + (detail.isEmpty() ? "" : ": " + detail);
    }
  }

  /**
   * What became of all lines.
   *
   * @param unknown lines of which nobody could tell in time
   */
  public record Total(long lines, long accepted, long refused, long unknown) {
    public static final Total NONE = new Total(0, 0, 0, 0);
  }

  /** Sends everything. */
  public Total run(LineBatches source) throws IOException {
    for (Batch batch = source.next(); batch != null; batch = source.next()) {
      JsonNode answer = send(batch, source.notation());
      int[] bounds = answer.path("errors").isEmpty() ? new int[0] : batch.bounds();
      for (JsonNode error : answer.path("errors")) {
        Complaint complaint =
            new Complaint(
                batch.inFile(error.path("line").asLong()),
                error.path("column").asInt(),
                error.path("code").asText(),
                error.path("detail").asText(""));
        int at = (int) (complaint.line - batch.firstLine());
        watcher.complained(
            complaint, Arrays.copyOfRange(batch.bytes(), bounds[at], bounds[at + 1]));
      }
      total =
          new Total(
              total.lines + batch.lines(),
              total.accepted + answer.path("accepted").asLong(),
              total.refused + answer.path("refused").asLong(),
              total.unknown
                  + answer.path("undecided").asLong()
                  + answer.path("unchecked").asLong());
      watcher.done(total, source.position());
    }
    return total;
  }

  /** The answer to a batch that went through. */
  private JsonNode send(Batch batch, LineBatches.Notation notation) {
    long giveUpNs = System.nanoTime() + patience.toNanos();
    for (long pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      String why;
      try {
        Reply reply =
            ingest.post(path, notation.mediaType(), BodyPublishers.ofByteArray(batch.body()));
        if (reply.isGood()) {
          return reply.json();
        }
        why = reply.complaint();
        if (reply.status() != UNAVAILABLE && reply.status() != TOO_MANY) {
          throw stopped(batch, why);
        }
      } catch (Failure e) {
        if (!(e.getCause() instanceof IOException)) {
          throw e;
        }
        why = String.valueOf(e.getMessage());
      }
      if (System.nanoTime() > giveUpNs) {
        throw stopped(batch, why);
      }
      watcher.waiting(why);
      pause(pauseMs);
    }
  }

  private Failure stopped(Batch batch, String why) {
    return Failure.error(
        "The import stopped at line " + batch.firstLine() + "; those before it are done. " + why);
  }

  private static void pause(long ms) {
    try {
      TimeUnit.MILLISECONDS.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.error("Interrupted.", e);
    }
  }
}
