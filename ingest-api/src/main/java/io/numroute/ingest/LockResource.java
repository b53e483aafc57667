package io.numroute.ingest;

import io.numroute.http.Caller;
import io.numroute.notation.Change;
import io.numroute.routing.NumberCommand;
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

/**
 * {@code /v1/numbers/{number}/lock}: against ports that nobody wants. Apart from the number's
 * document, so that a change of details cannot unlock it unseen.
 */
@Produces("application/json")
@Path("/v1/numbers/{number}/lock")
public final class LockResource {
  private final NumberReads reads;
  private final Writes writes;
  private final Work work;

  LockResource(NumberReads reads, Writes writes, Work work) {
    this.reads = reads;
    this.writes = writes;
    this.work = work;
  }

  @GET
  public CompletionStage<Response> get(
      @PathParam("number") String number, @Context ContainerRequestContext request) {
    Caller caller = Callers.of(request);
    return work.later(() -> reads.readLock(Paths.number(number), caller));
  }

  /** Locks it. There is no document. */
  @PUT
  public CompletionStage<Response> put(
      @PathParam("number") String number, @Context ContainerRequestContext request) {
    return write(number, true, request);
  }

  @DELETE
  public CompletionStage<Response> delete(
      @PathParam("number") String number, @Context ContainerRequestContext request) {
    return write(number, false, request);
  }

  private CompletionStage<Response> write(
      String number, boolean locked, ContainerRequestContext request) {
    NumberCommand lock = new NumberCommand.Lock(Paths.number(number), locked);
    return writes.act(
        request,
        document -> {
          document.end();
          return Change.of(lock);
        });
  }
}
