package io.numroute.edge;

import io.numroute.edge.Question.Kind;
import io.numroute.http.Caller;
import io.numroute.http.Peer;
import io.numroute.http.Problems;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.glassfish.grizzly.http.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/routes/{number}} and {@code GET /v1/explain/{number}} in Jersey. The raw path and
 * query are read, so that both doors understand the same bytes the same way.
 */
@Produces({"application/json", "application/problem+json", "text/plain", "*/*"})
@Path("/v1")
public final class RouteResource {
  static final String EXPLAIN = "/v1/explain/";

  private final LookupService lookups;

  RouteResource(LookupService lookups) {
    this.lookups = lookups;
  }

  @GET
  @Path("routes/{number: .*}")
  public Object route(
      @Context UriInfo uri, @Context HttpHeaders headers, @Context Request request) {
    return ask(Kind.ROUTE, RouteHandler.PATH.length(), uri, headers, request);
  }

  @GET
  @Path("explain/{number: .*}")
  public Object explain(
      @Context UriInfo uri, @Context HttpHeaders headers, @Context Request request) {
    return ask(Kind.EXPLAIN, EXPLAIN.length(), uri, headers, request);
  }

  @HEAD
  @Path("routes/{number: .*}")
  public Object noRoute(@Context HttpHeaders headers, @Context Request request) {
    return notByHead(headers, request);
  }

  @HEAD
  @Path("explain/{number: .*}")
  public Object noExplanation(@Context HttpHeaders headers, @Context Request request) {
    return notByHead(headers, request);
  }

  /** A route that nobody hears would still be logged and billed. */
  private Object notByHead(HttpHeaders headers, Request request) {
    JerseyReply reply = new JerseyReply();
    if (callerOf(lookups, headers, request) == null) {
      lookups.turnAway(reply);
    } else {
      reply.allow("GET");
      lookups.tell(Problems.METHOD_NOT_ALLOWED, "ask with GET", reply);
    }
    return reply.result();
  }

  private Object ask(Kind kind, int skip, UriInfo uri, HttpHeaders headers, Request request) {
    JerseyReply reply = new JerseyReply();
    Question question = question(lookups, kind, headers, request, reply);
    if (question == null) {
      return reply.result();
    }
    String accept = headers.getHeaderString(HttpHeaders.ACCEPT);
    if (kind == Kind.ROUTE
        && accept != null
        && accept.toLowerCase(Locale.ROOT).startsWith("text/plain")) {
      question.format(Format.TEXT);
    }
    read(question, skip, uri);
    if (kind == Kind.EXPLAIN) {
      question.format(Format.JSON);
    }
    lookups.answer(question, reply);
    return reply.result(request);
  }

  /** Reads number and parameters of the raw URI, whose path has the number after {@code skip}. */
  static void read(Question question, int skip, UriInfo uri) {
    byte[] path = bytes(uri.getRequestUri().getRawPath());
    question.number(path, Math.min(skip, path.length), path.length, true);
    byte[] query = bytes(uri.getRequestUri().getRawQuery());
    question.parameters(query, 0, query.length);
  }

  /** A question of whoever sent a request; null when that may ask nothing, and was told so. */
  static @Nullable Question question(
      LookupService lookups, Kind kind, HttpHeaders headers, Request request, Reply reply) {
    Caller caller = callerOf(lookups, headers, request);
    if (caller == null) {
      lookups.turnAway(reply);
      return null;
    }
    return lookups.permits(kind, caller, reply) ? lookups.question(kind, caller) : null;
  }

  static @Nullable Caller callerOf(LookupService lookups, HttpHeaders headers, Request request) {
    byte[] value = bytes(headers.getHeaderString(HttpHeaders.AUTHORIZATION));
    return lookups.caller(value, 0, value.length, Peer.of(request));
  }

  private static byte[] bytes(@Nullable String text) {
    return text == null ? new byte[0] : text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
