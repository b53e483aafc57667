package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.http.Caller;
import io.numroute.http.Problems;
import io.numroute.notation.AgreementDocument;
import io.numroute.notation.BadDocumentException;
import io.numroute.notation.Change;
import io.numroute.notation.Fields;
import io.numroute.notation.ProfileDocument;
import io.numroute.notation.StrictJson;
import io.numroute.routing.DirectoryCommand;
import io.numroute.schemas.CommandId;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What PUT, POST and DELETE have in common: read the document, refuse what can never be, write the
 * command, and answer 202 when Kafka has it, or 200 or 409 when it is decided.
 */
final class Writes {
  private static final byte[] NO_FIELDS = {'{', '}'};

  private final Bodies bodies;
  private final Commands commands;
  private final CommandStatus status;
  private final IdempotencyKeys keys;
  private final EntityTags tags;
  private final Work work;

  Writes(
      Bodies bodies,
      Commands commands,
      CommandStatus status,
      IdempotencyKeys keys,
      EntityTags tags,
      Work work) {
    this.bodies = bodies;
    this.commands = commands;
    this.status = status;
    this.keys = keys;
    this.tags = tags;
    this.work = work;
  }

  /** Makes a change of a document. */
  interface Reading {
    Change change(Fields document) throws BadDocumentException;
  }

  /** Answers a PUT or a POST of a document. The body is read before this returns. */
  CompletionStage<Response> put(ContainerRequestContext request, Reading reading) {
    byte[] body = bodies.read(request);
    return work.later(
        () ->
            reading(
                body,
                document ->
                    submit(
                        request,
                        body,
                        () -> {
                          Change change = reading.change(document);
                          if (body.length > Bodies.MAX_DOCUMENT / 2) {
                            requireThatItCanBePutAgain(change);
                          }
                          return change;
                        })));
  }

  /**
   * Refuses a document that grows beyond the bound when it is written out, as an export does: what
   * was accepted must be accepted once more. Times and empty lists may be written shorter than they
   * come back, never by half.
   */
  private static void requireThatItCanBePutAgain(Change change) {
    ObjectNode written = null;
    if (change instanceof Change.OfDirectory of) {
      if (of.command() instanceof DirectoryCommand.PutProfile put) {
        written = ProfileDocument.write(put.profile());
      } else if (of.command() instanceof DirectoryCommand.PutAgreement put) {
        written = AgreementDocument.write(put.agreement());
      }
    }
    int length = written == null ? 0 : StrictJson.bytes(written).length;
    if (length > Bodies.MAX_DOCUMENT) {
      throw Problems.BODY_TOO_LARGE.because(
          "a document has at most 512 KiB; written out, this one has " + length + " bytes");
    }
  }

  /**
   * Answers a request whose document may be absent, which is the same as an empty one. The change
   * may take some blocking to find.
   */
  CompletionStage<Response> act(ContainerRequestContext request, Reading reading) {
    byte[] body = bodies.read(request);
    byte[] document = body.length == 0 ? NO_FIELDS : body;
    return work.later(
        () -> reading(document, fields -> submit(request, body, () -> reading.change(fields))));
  }

  /** What somebody does with a document. */
  interface Doing {
    CompletableFuture<Reply> with(Fields document) throws BadDocumentException;
  }

  /** Reads a document, and says what is wrong with it if something is. */
  static CompletableFuture<Reply> reading(byte[] body, Doing doing) {
    try {
      return doing.with(new Fields(StrictJson.parse(body, 0, body.length), ""));
    } catch (BadDocumentException e) {
      return CompletableFuture.completedFuture(problem(e));
    }
  }

  /** Answers a DELETE. */
  CompletionStage<Response> delete(ContainerRequestContext request, Change change) {
    return work.later(() -> submit(request, new byte[0], () -> change));
  }

  static Reply problem(BadDocumentException e) {
    return e.code().equals(BadDocumentException.BAD_JSON)
        ? Reply.problem(Problems.BAD_JSON.problem(), e.detailWithPlace(), Map.of())
        : Reply.problem(
            IngestProblems.BAD_DOCUMENT.problem(),
            e.detailWithPlace(),
            Map.of("code", e.code(), "pointer", e.pointer()));
  }

  /** What is asked for; may look at how things stand now. */
  private interface Asked {
    Change change() throws BadDocumentException;
  }

  /** A repeated request is answered before anything is looked at that may have changed since. */
  private CompletableFuture<Reply> submit(
      ContainerRequestContext request, byte[] body, Asked asked) {
    Asking asking =
        new Asking(
            request,
            asked,
            Callers.of(request),
            Waiting.of(request.getUriInfo().getQueryParameters()));
    String key = request.getHeaderString("Idempotency-Key");
    try {
      return key == null
          ? commands.append(asking.change(), asking.caller).thenCompose(asking::first)
          : keys.once(key, fingerprint(request, body), asking);
    } catch (BadDocumentException e) {
      return CompletableFuture.completedFuture(problem(e));
    }
  }

  /** One request, which may come again. */
  private final class Asking implements IdempotencyKeys.Request {
    private final ContainerRequestContext request;
    private final Asked asked;
    private final Caller caller;
    private final Waiting waiting;

    Asking(ContainerRequestContext request, Asked asked, Caller caller, Waiting waiting) {
      this.request = request;
      this.asked = asked;
      this.caller = caller;
      this.waiting = waiting;
    }

    @Override
    public Caller caller() {
      return caller;
    }

    @Override
    public Change change() throws BadDocumentException {
      Change change = tags.conditional(asked.change(), request::getHeaderString);
      String refusal = Gate.refusal(caller.actor(), change);
      if (refusal != null) {
        throw Problems.FORBIDDEN.because(refusal);
      }
      return change;
    }

    @Override
    public CompletableFuture<Reply> first(CommandId id) {
      return answer(id, caller, waiting.timeout());
    }

    @Override
    public CompletableFuture<Reply> again(CommandId id) {
      Outcome known = waiting.timeout() == null ? null : status.outcome(id);
      return known == null
          ? first(id)
          : CompletableFuture.completedFuture(decided(id, known).at(path(id)));
    }
  }

  private CompletableFuture<Reply> answer(CommandId id, Caller caller, @Nullable Duration timeout) {
    String path = path(id);
    Reply pending = Reply.json(202, CommandStatus.json(id, null)).at(path);
    if (timeout == null) {
      return CompletableFuture.completedFuture(pending);
    }
    return commands
        .whenDecided(id)
        .thenApply(
            outcome -> outcome.isEmpty() ? status.of(id, caller) : decided(id, outcome.get()))
        .thenApply(reply -> reply.at(path))
        .completeOnTimeout(pending, timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Reply decided(CommandId id, Outcome outcome) {
    return outcome.accepted()
        ? Reply.json(200, CommandStatus.json(id, outcome))
        : CommandStatus.refused(id, outcome);
  }

  private static String path(CommandId id) {
    return "/v1/commands/" + id;
  }

  private static byte[] fingerprint(ContainerRequestContext request, byte[] body) {
    URI uri = request.getUriInfo().getRequestUri();
    return fingerprint(
        request.getMethod(),
        uri.getRawPath() + "?" + uri.getRawQuery(),
        request.getHeaderString(HttpHeaders.IF_MATCH),
        request.getHeaderString(HttpHeaders.IF_NONE_MATCH),
        body);
  }

  /** Of what a request is, whichever ingest it comes to and under whatever name. */
  static byte[] fingerprint(
      String method,
      String target,
      @Nullable String ifMatch,
      @Nullable String ifNoneMatch,
      byte[] body) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      String head = method + " " + target + "\n" + ifMatch + "\n" + ifNoneMatch + "\n";
      sha256.update(head.getBytes(StandardCharsets.UTF_8));
      return sha256.digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
