package io.numroute.ingest;

import io.numroute.http.Caller;
import io.numroute.http.Problems;
import io.numroute.notation.BadDocumentException;
import io.numroute.notation.Change;
import io.numroute.notation.Fields;
import io.numroute.notation.PortDocument;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.PhoneNumber;
import io.numroute.schemas.CommandId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;

/**
 * {@code /v1/ports}: numbers that pass from one ISP to another. A port's id is that of the command
 * that asked for it. What is written is decided where number commands are; here is only looked
 * whether the caller may know of the port.
 */
@Produces("application/json")
@Path("/v1/ports")
public final class PortsResource {
  private final PortReads ports;
  private final PortTerms terms;
  private final Writes writes;
  private final Work work;

  PortsResource(PortReads ports, PortTerms terms, Writes writes, Work work) {
    this.ports = ports;
    this.terms = terms;
    this.writes = writes;
    this.work = work;
  }

  @POST
  public CompletionStage<Response> request(@Context ContainerRequestContext request) {
    Caller caller = Callers.of(request);
    return writes.put(
        request,
        document -> {
          PortDocument port = PortDocument.read(caller.isp(), document);
          return Change.of(
              new NumberCommand.RequestPort(
                  port.number(),
                  port.wanted(),
                  port.atMs(),
                  terms.timeout().toMillis(),
                  terms.reversible().toMillis()));
        });
  }

  @GET
  @Path("{id}")
  public CompletionStage<Response> get(
      @PathParam("id") String id, @Context ContainerRequestContext request) {
    Caller caller = Callers.of(request);
    return work.now(() -> ports.read(CommandsResource.parse(id), caller));
  }

  @POST
  @Path("{id}/confirm")
  public CompletionStage<Response> confirm(
      @PathParam("id") String id, @Context ContainerRequestContext request) {
    return move(id, request, (number, port, none) -> new NumberCommand.ConfirmPort(number, port));
  }

  @POST
  @Path("{id}/reject")
  public CompletionStage<Response> reject(
      @PathParam("id") String id, @Context ContainerRequestContext request) {
    return move(
        id,
        request,
        (number, port, document) ->
            new NumberCommand.RejectPort(number, port, PortDocument.rejection(document)));
  }

  @POST
  @Path("{id}/cancel")
  public CompletionStage<Response> cancel(
      @PathParam("id") String id, @Context ContainerRequestContext request) {
    return move(id, request, (number, port, none) -> new NumberCommand.CancelPort(number, port));
  }

  @POST
  @Path("{id}/reverse")
  public CompletionStage<Response> reverse(
      @PathParam("id") String id, @Context ContainerRequestContext request) {
    return move(id, request, (number, port, none) -> new NumberCommand.ReversePort(number, port));
  }

  /** Makes the command that moves a port; takes from the document what it understands. */
  private interface Move {
    NumberCommand of(PhoneNumber number, long port, Fields document) throws BadDocumentException;
  }

  private CompletionStage<Response> move(String id, ContainerRequestContext request, Move move) {
    Caller caller = Callers.of(request);
    CommandId port = CommandsResource.parse(id);
    return writes.act(
        request,
        document -> {
          PhoneNumber number = ports.number(port, caller.actor());
          if (number == null) {
            throw Problems.NOT_FOUND.because(PortReads.UNKNOWN);
          }
          NumberCommand command = move.of(number, port.offset(), document);
          document.end();
          return Change.of(command);
        });
  }
}
