package io.numroute.cli.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.cli.client.Api;
import io.numroute.cli.client.Reply;
import io.numroute.cli.directory.DirectoryChanges.Kind;
import io.numroute.cli.directory.DirectoryChanges.Step;
import io.numroute.cli.terminal.Failure;
import io.numroute.notation.BadDocumentException;
import io.numroute.notation.DirectoryDocument;
import io.numroute.notation.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An ingest as the owner of a directory sees it: reads it whole, changes it step by step. A step is
 * done only if what it changes still stands as it stood when the directory was read. One thread.
 */
public final class Publisher {
  private static final int DECIDED = 200;
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;
  private static final Refused CHANGED =
      new Refused(
          "somebody else has changed it since it was compared; compare again before it is undone",
          "");

  private final Api ingest;

  /** Entity tags of what was sent, by path. */
  private final Map<String, String> sent = new HashMap<>();

  private long version = -1;

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
    version = Long.parseLong(reply.header("Numroute-Directory-Version"));
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
    Api guarded = guarded(step);
    if (guarded == null) {
      return CHANGED;
    }
    String path = step.path() + "?wait=applied";
    Reply reply =
        step.body() == null ? guarded.delete(path) : guarded.put(path, step.body().toString());
    if (reply.status() == DECIDED) {
      sent.put(step.path(), '"' + reply.text("commandId") + '"');
      return null;
    } else if (reply.status() == PRECONDITION_FAILED) {
      return CHANGED;
    } else if (reply.isGood()) {
      return new Refused("it is published but was not decided in time; try again", "");
    }
    String detail = reply.text("detail");
    int colon = detail.startsWith("/") ? detail.indexOf(':') : -1;
    String pointer = colon < 0 ? reply.text("pointer") : detail.substring(0, colon);
    return new Refused(reply.complaint(), pointer);
  }

  /**
   * What sends a step only if its entity is as this publisher last saw it; null when it is not. An
   * entity of another owner may be in the way of a new one: what that means is the ingest's to say.
   */
  private @Nullable Api guarded(Step step) {
    String own = sent.get(step.path());
    if (own != null) {
      return ingest.with("If-Match", own);
    }
    Reply now = ingest.get(step.path());
    if (now.status() == NOT_FOUND) {
      return step.kind() == Kind.ADD ? ingest.with("If-None-Match", "*") : null;
    } else if (!now.isGood()) {
      throw now.failure("Reading " + step.entity());
    }
    boolean asCompared = now.json().path("version").asLong() <= version;
    return asCompared ? ingest.with("If-Match", now.header("ETag")) : null;
  }
}
