package io.numroute.ingest;

import io.numroute.http.Caller;
import io.numroute.notation.Change;
import io.numroute.notation.NumberDocument;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.PhoneNumber;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;

/** {@code /v1/numbers/{number}}: who serves a number, whatever block it lies in. */
@Produces("application/json")
@Path("/v1/numbers/{number}")
public final class NumbersResource {
  private final NumberReads reads;
  private final Writes writes;
  private final Work work;

  NumbersResource(NumberReads reads, Writes writes, Work work) {
    this.reads = reads;
    this.writes = writes;
    this.work = work;
  }

  @GET
  public CompletionStage<Response> get(
      @PathParam("number") String number, @Context ContainerRequestContext request) {
    Caller caller = Callers.of(request);
    return work.later(() -> reads.read(Paths.number(number), caller));
  }

  @PUT
  public CompletionStage<Response> put(
      @PathParam("number") String number, @Context ContainerRequestContext request) {
    PhoneNumber e164 = Paths.number(number);
    return writes.put(
        request,
        document -> Change.of(new NumberCommand.Assign(e164, NumberDocument.read(document))));
  }

  @DELETE
  public CompletionStage<Response> delete(
      @PathParam("number") String number, @Context ContainerRequestContext request) {
    return writes.delete(request, Change.of(new NumberCommand.Withdraw(Paths.number(number))));
  }
}
