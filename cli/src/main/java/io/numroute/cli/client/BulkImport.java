package io.numroute.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.numroute.cli.client.LineBatches.Batch;
import io.numroute.cli.terminal.Failure;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * NDJSON into an ingest, batch after batch: so that progress is what was done and not what was
 * sent, and so that a broken connection costs one batch. A batch that finds Kafka away is tried
 * again; every line sets or removes something, and may be repeated.
 */
public final class BulkImport {
  /** Lines of a batch: what an ingest does in well under a second. */
  public static final int BATCH = 4_000;

  private static final int TRIES = 20;
  private static final int UNAVAILABLE = 503;
  private static final long PAUSE_MS = 500;

  private final Api ingest;
  private final String path;
  private final LongConsumer linesDone;
  private final Consumer<Complaint> complaints;
  private long lines;
  private long accepted;
  private long refused;

  /**
   * An import that has not begun.
   *
   * @param query for the ingest, such as {@code ?wait=applied}
   * @param linesDone told how many more lines are done
   * @param complaints told of each line that was refused, as far as the ingest names them
   */
  public BulkImport(
      Api ingest, String query, LongConsumer linesDone, Consumer<Complaint> complaints) {
    this.ingest = ingest;
    this.path = "/v1/imports" + query;
    this.linesDone = linesDone;
    this.complaints = complaints;
  }

  /** A line that was refused, and why. */
  public record Complaint(long line, String code, String detail) {
    @Override
    public String toString() {
      return "line " + line + ": " + code + (detail.isEmpty() ? "" : ": " + detail);
    }
  }

  /** What became of all lines. */
  public record Total(long lines, long accepted, long refused) {}

  /** Sends everything. */
  public Total run(LineBatches source) throws IOException {
    for (Batch batch = source.next(); batch != null; batch = source.next()) {
      send(batch);
    }
    return new Total(lines, accepted, refused);
  }

  private void send(Batch batch) {
    for (int attempt = 1; ; attempt++) {
      Reply reply = ingest.post(path, Api.NDJSON, BodyPublishers.ofByteArray(batch.bytes()));
      if (reply.isGood()) {
        lines += batch.lines();
        accepted += reply.json().path("accepted").asLong();
        refused += reply.json().path("refused").asLong();
        for (JsonNode error : reply.json().path("errors")) {
          complaints.accept(
              new Complaint(
                  batch.firstLine() + error.path("line").asLong() - 1,
                  error.path("code").asText(),
                  error.path("detail").asText("")));
        }
        linesDone.accept(batch.lines());
        return;
      }
      if (reply.status() != UNAVAILABLE || attempt == TRIES) {
        throw Failure.error(
            "The import stopped in the lines from "
                + batch.firstLine()
                + ", "
                + accepted
                + " before them are done: "
                + reply.complaint());
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.error("Interrupted.", e);
    }
  }
}
