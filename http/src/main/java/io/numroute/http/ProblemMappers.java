package io.numroute.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exceptions of Jersey applications as problem documents. No class name or trace is ever shown. */
final class ProblemMappers {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemMappers.class);

  private ProblemMappers() {}

  private static Response response(
      Problem problem, @Nullable String detail, Map<String, ?> members, @Nullable String allow) {
    Response.ResponseBuilder response =
        Response.status(problem.status())
            .type(Problem.MEDIA_TYPE)
            .entity(problem.json(detail, members));
    String extra = ProblemResponses.extraHeader(problem.status());
    if (extra != null) {
      response.header(extra, ProblemResponses.extraValue(problem.status()));
    }
    if (allow != null) {
      response.header(HttpHeaders.ALLOW, allow);
    }
    return response.build();
  }

  /** What our own code throws. */
  static final class OfProblems implements ExceptionMapper<ProblemException> {
    @Override
    public Response toResponse(ProblemException e) {
      return response(e.problem(), e.detail(), e.members(), null);
    }
  }

  /** What Jersey throws: no such path, method, type. */
  static final class OfJersey implements ExceptionMapper<WebApplicationException> {
    @Override
    public Response toResponse(WebApplicationException e) {
      Response original = e.getResponse();
      if (original.getStatus() < 400) {
        return original;
      }
      if (e.getCause() instanceof ProblemException problem) {
        return response(problem.problem(), problem.detail(), problem.members(), null);
      }
      return response(
          Problems.ofStatus(original.getStatus()).problem(),
          null,
          Map.of(),
          original.getHeaderString(HttpHeaders.ALLOW));
    }
  }

  /** A body that is not JSON, or not the JSON that is read. */
  static final class OfJson implements ExceptionMapper<JsonProcessingException> {
    @Override
    public Response toResponse(JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String detail =
          at == null ? null : "At line " + at.getLineNr() + ", column " + at.getColumnNr() + ".";
      return response(Problems.BAD_JSON.problem(), detail, Map.of(), null);
    }
  }

  /** A fault of ours. The client gets an id, the log the rest. */
  static final class OfTheRest implements ExceptionMapper<Throwable> {
    @Override
    public Response toResponse(Throwable e) {
      String id = UUID.randomUUID().toString();
      LOG.error("request failed, error {}", id, e);
      return response(Problems.INTERNAL.problem(), null, Map.of("errorId", id), null);
    }
  }
}
