package io.numroute.ingest;

import io.numroute.http.Caller;
import io.numroute.http.MaxBody;
import io.numroute.http.Problems;
import io.numroute.notation.BadDocumentException;
import io.numroute.routing.Actor;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/imports}: many changes in one body, a line each of NDJSON or CSV, gzip or zstd by
 * {@code Content-Encoding}. Runs on the server's worker thread from the first byte to the summary;
 * a few at a time.
 */
@Produces("application/json")
@Path("/v1/imports")
public final class ImportsResource {
  private static final Set<String> NDJSON =
      Set.of("application/x-ndjson", "application/ndjson", "application/jsonl");

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final Commands commands;
  private final Admission admission;
  private final Places places;
  private final Duration patience;
  private final Function<Actor, DryRun> dryRuns;

  /**
   * @param atOnce imports that may run at the same time
   * @param dryRuns begins a dry run on the directory as it is now
   */
  ImportsResource(
      Commands commands,
      Admission admission,
      int atOnce,
      Duration patience,
      Function<Actor, DryRun> dryRuns) {
    this.commands = commands;
    this.admission = admission;
    this.dryRuns = dryRuns;
    this.places = new Places(atOnce);
    this.patience = patience;
  }

  @POST
  @MaxBody(MaxBody.UNBOUNDED)
  public Response post(@Context ContainerRequestContext request) {
    try {
      return reply(request).response();
    } catch (RuntimeException e) {
      return Work.failed(e).response();
    }
  }

  private Reply reply(ContainerRequestContext request) {
    Caller caller = Callers.of(request);
    boolean csv = isCsv(request.getMediaType());
    boolean dryRun = dryRun(request.getUriInfo().getQueryParameters().getFirst("dryRun"));
    String id = id(request.getUriInfo().getQueryParameters().getFirst("import"));
    boolean wait = Waiting.of(request.getUriInfo().getQueryParameters()).timeout() != null;
    if (!places.enter(caller)) {
      return Reply.problem(
          Problems.TOO_MANY_REQUESTS.problem(),
          "other imports are under way, of this tenant or of others",
          Map.of());
    }
    try {
      InputStream body =
          decoded(request.getEntityStream(), request.getHeaderString(HttpHeaders.CONTENT_ENCODING));
      LineReader reader = new LineReader(body);
      ImportLines lines = csv ? ImportLines.csv(reader) : ImportLines.ndjson(reader);
      return new Importing(
              commands,
              admission,
              caller,
              id,
              lines,
              dryRun ? dryRuns.apply(caller.actor()) : null,
              wait,
              patience)
          .run();
    } catch (BadDocumentException e) {
      return Reply.problem(
          IngestProblems.BAD_DOCUMENT.problem(),
          e.detailWithPlace(),
          Map.of("code", e.code(), "line", 1, "column", Math.max(1, e.column())));
    } catch (ZipException | EOFException e) {
      return Reply.problem(
          IngestProblems.BAD_ENCODING.problem(),
          "the body is not what Content-Encoding says",
          Map.of());
    } catch (IOException e) {
      throw Problems.BAD_REQUEST.because("the body broke off");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problems.NOT_READY.because("the server is stopping");
    } finally {
      places.leave(caller);
    }
  }

  private static boolean isCsv(@Nullable MediaType type) {
    String name = type == null ? "" : type.getType() + "/" + type.getSubtype();
    if (NDJSON.contains(name)) {
      return false;
    } else if (type == null || !name.equals("text/csv")) {
      throw Problems.UNSUPPORTED_MEDIA_TYPE.because("send text/csv or application/x-ndjson");
    }
    String charset = type.getParameters().getOrDefault("charset", "utf-8");
    if (!charset.equalsIgnoreCase("utf-8") && !charset.equalsIgnoreCase("us-ascii")) {
      throw Problems.UNSUPPORTED_MEDIA_TYPE.because("CSV must be UTF-8");
    } else if ("absent".equalsIgnoreCase(type.getParameters().get("header"))) {
      throw Problems.UNSUPPORTED_MEDIA_TYPE.because("CSV must have its header");
    }
    return true;
  }

  /** The import's id: what the caller names it, so that several requests can be one import. */
  private static String id(@Nullable String given) {
    if (given == null) {
      return UUID.randomUUID().toString();
    } else if (ID.matcher(given).matches()) {
      return given;
    }
    throw Problems.BAD_PARAMETER.because("import must be 1 to 64 letters, digits, '-' and '_'");
  }

  private static boolean dryRun(@Nullable String value) {
    if (value == null || value.equals("false")) {
      return false;
    } else if (value.equals("true")) {
      return true;
    }
    throw Problems.BAD_PARAMETER.because("dryRun must be true or false");
  }

  private static InputStream decoded(InputStream body, @Nullable String encoding)
      throws IOException {
    if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      return body;
    } else if (encoding.equalsIgnoreCase("gzip")) {
      return CompressedBody.gzip(body);
    } else if (encoding.equalsIgnoreCase("zstd")) {
      return CompressedBody.zstd(body);
    }
    throw Problems.UNSUPPORTED_MEDIA_TYPE.because("Content-Encoding must be gzip, zstd or absent");
  }
}
