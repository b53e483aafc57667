package io.numroute.edge;

import io.numroute.edge.Question.Kind;
import io.numroute.hop.Routers;
import io.numroute.http.Problems;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import org.glassfish.grizzly.http.server.Request;

/**
 * {@code POST /v1/explain/{number}}: what the decision would be if the changes in the body were in
 * force, beside today's. Nothing is changed.
 */
@Path("/v1")
public final class WhatIfResource {
  private final LookupService lookups;

  WhatIfResource(LookupService lookups) {
    this.lookups = lookups;
  }

  @POST
  @Path("explain/{number: .*}")
  @Produces({"application/json", "application/problem+json", "*/*"})
  public Object explore(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @Context Request request,
      InputStream body)
      throws IOException {
    JerseyReply reply = new JerseyReply();
    Question question = RouteResource.question(lookups, Kind.EXPLAIN, headers, request, reply);
    if (question == null) {
      return reply.result();
    }
    RouteResource.read(question, RouteResource.EXPLAIN.length(), uri);
    question.format(Format.JSON);
    byte[] overlay = body.readNBytes(Routers.MAX_OVERLAY + 1);
    if (overlay.length > Routers.MAX_OVERLAY) {
      question.fault(
          new BadQuestion(
              Problems.BODY_TOO_LARGE, "an overlay has at most " + Routers.MAX_OVERLAY + " bytes"));
    }
    lookups.explore(question, overlay, reply);
    return reply.resultOrStage();
  }
}
