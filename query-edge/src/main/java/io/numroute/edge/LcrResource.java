package io.numroute.edge;

import io.numroute.edge.Question.Kind;
import io.numroute.http.Problems;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import org.glassfish.grizzly.http.server.Request;

/**
 * {@code POST /v1/lcr}: the external LCR API of siphon-sip, {@code lcr.api_url} of its settings.
 */
@Path("/v1")
public final class LcrResource {
  private final LookupService lookups;

  LcrResource(LookupService lookups) {
    this.lookups = lookups;
  }

  @POST
  @Path("lcr")
  @Produces({"application/json", "application/problem+json", "*/*"})
  public Object ask(@Context HttpHeaders headers, @Context Request request, InputStream body)
      throws IOException {
    JerseyReply reply = new JerseyReply();
    Question question = RouteResource.question(lookups, Kind.ROUTE, headers, request, reply);
    if (question == null) {
      return reply.result();
    }
    question.format(Format.LCR);
    byte[] text = body.readNBytes(LcrRequest.MAX_BYTES + 1);
    if (text.length > LcrRequest.MAX_BYTES) {
      question.fault(
          new BadQuestion(
              Problems.BODY_TOO_LARGE,
              "an LcrRequest has at most " + LcrRequest.MAX_BYTES + " bytes"));
    } else {
      LcrRequest.read(text, question);
    }
    lookups.answer(question, reply);
    return reply.resultOrStage();
  }
}
