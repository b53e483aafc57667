package io.numroute.cli.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.cli.client.Api;
import io.numroute.cli.client.Reply;
import io.numroute.cli.directory.DirectoryChanges.Step;
import io.numroute.cli.terminal.Failure;
import io.numroute.notation.BadDocumentException;
import io.numroute.notation.DirectoryDocument;
import io.numroute.notation.StrictJson;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An ingest as the owner of a directory sees it: reads it whole, changes it step by step. */
public final class Publisher {
  private static final int DECIDED = 200;
  private static final int NOT_FOUND = 404;

  private final Api ingest;

  /** At that ingest, with the key of the owner or of the authority. */
  public Publisher(Api ingest) {
    this.ingest = ingest;
  }

  /** A step that was not done, and why. */
  public record Refused(String reason, String pointer) {}

  /** An ISP's directory as it was written; null when there is no such ISP. */
  public @Nullable JsonNode directory(String isp) {
    Reply reply = ask(isp);
    return reply == null ? null : reply.json();
  }

  /** An ISP's directory as it stands; null when there is no such ISP. */
  public @Nullable DirectoryDocument document(String isp) {
    Reply reply = ask(isp);
    if (reply == null) {
      return null;
    }
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    try {
      return DirectoryDocument.read(StrictJson.parse(bytes, 0, bytes.length));
    } catch (BadDocumentException e) {
      throw Failure.error(
          "What is published says more than this numroute understands; a newer one is needed: "
              + e.detailWithPlace()
              + ".",
          e);
    }
  }

  private @Nullable Reply ask(String isp) {
    Reply reply = ingest.get("/v1/isps/" + Api.encoded(isp) + "/directory");
    if (reply.status() == NOT_FOUND) {
      return null;
    } else if (!reply.isGood() || !(reply.json() instanceof ObjectNode)) {
      throw reply.failure("Reading the directory of " + isp);
    }
    return reply;
  }

  /** Sends one step and waits until it is decided; null when it was accepted. */
  public @Nullable Refused send(Step step) {
    String path = step.path() + "?wait=applied";
    Reply reply =
        step.body() == null ? ingest.delete(path) : ingest.put(path, step.body().toString());
    if (reply.status() == DECIDED) {
      return null;
    } else if (reply.isGood()) {
      return new Refused("it is published but was not decided in time; try again", "");
    }
    String detail = reply.text("detail");
    int colon = detail.startsWith("/") ? detail.indexOf(':') : -1;
    String pointer = colon < 0 ? reply.text("pointer") : detail.substring(0, colon);
    return new Refused(reply.complaint(), pointer);
  }
}
