package io.numroute.edge;

import io.numroute.edge.Question.Kind;
import io.numroute.http.Caller;
import io.numroute.http.Problems;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.glassfish.grizzly.http.server.Request;

/**
 * {@code POST /v1/routes}: many questions, one a line (NDJSON), and as many answers in the same
 * order; numbers then stay out of the logs of proxies. Each line is a question of its own: a broken
 * one gets a problem with its line number, and the others are answered. Runs on a worker, which
 * waits for the answers.
 */
@Path("/v1")
public final class BulkResource {
  /** Most lines of a body. */
  static final int MAX_LINES = 10_000;

  /** Longest line, in bytes. */
  static final int MAX_LINE = 4_096;

  /** Questions under way at a time: more would only wait in the router. */
  private static final int WINDOW = 256;

  private final LookupService lookups;

  BulkResource(LookupService lookups) {
    this.lookups = lookups;
  }

  @POST
  @Path("routes")
  @Produces({"application/x-ndjson", "application/json", "*/*"})
  public Object ask(@Context HttpHeaders headers, @Context Request request, InputStream body)
      throws IOException {
    JerseyReply refusal = new JerseyReply();
    Caller caller = RouteResource.callerOf(lookups, headers, request);
    if (caller == null) {
      lookups.turnAway(refusal);
      return refusal.result();
    } else if (!lookups.permits(Kind.ROUTE, caller, refusal)) {
      return refusal.result();
    }
    byte[] text = body.readAllBytes(); // The door bounds it.
    List<BulkLine> lines = lines(text);
    if (lines.size() > MAX_LINES) {
      lookups.tell(
          Problems.BODY_TOO_LARGE, "send at most " + MAX_LINES + " lines at a time", refusal);
      return refusal.result();
    }
    lookups.countMore(caller, lines.size() - 1);
    byte[][] answers = answers(caller, text, lines);
    return Response.ok((jakarta.ws.rs.core.StreamingOutput) out -> write(answers, out))
        .header(HttpHeaders.CONTENT_TYPE, "application/x-ndjson")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private static void write(byte[][] answers, OutputStream out) throws IOException {
    for (byte[] answer : answers) {
      out.write(answer);
      out.write('\n');
    }
  }

  private byte[][] answers(Caller caller, byte[] text, List<BulkLine> lines) {
    byte[][] answers = new byte[lines.size()][];
    Semaphore room = new Semaphore(WINDOW);
    for (int i = 0; i < answers.length; i++) {
      room.acquireUninterruptibly(); // Every question is answered, at the latest at its deadline.
      int index = i;
      BulkLine line = lines.get(i);
      Question question = lookups.question(Kind.ROUTE, caller);
      line.read(text, question);
      lookups.answer(
          question,
          (status, type, maxAge, bytes, length) -> {
            answers[index] = line.numbered(status, bytes, length);
            room.release();
          });
    }
    room.acquireUninterruptibly(WINDOW);
    return answers;
  }

  /** The lines that hold something; one more than allowed when there are more. */
  private static List<BulkLine> lines(byte[] text) {
    List<BulkLine> lines = new ArrayList<>();
    int number = 1;
    int start = 0;
    while (start < text.length && lines.size() <= MAX_LINES) {
      int end = start;
      while (end < text.length && text[end] != '\n') {
        end++;
      }
      int last = end > start && text[end - 1] == '\r' ? end - 1 : end;
      if (last > start) {
        lines.add(new BulkLine(number, start, last));
      }
      number++;
      start = end + 1;
    }
    return lines;
  }
}
