package io.numroute.ingest;

import io.numroute.http.Caller;
import io.numroute.http.Problems;
import io.numroute.schemas.CommandId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;

/** {@code /v1/commands/{id}}: what became of a command. */
@Produces("application/json")
@Path("/v1/commands/{id}")
public final class CommandsResource {
  private final CommandStatus status;
  private final Work work;

  CommandsResource(CommandStatus status, Work work) {
    this.status = status;
    this.work = work;
  }

  @GET
  public CompletionStage<Response> get(
      @PathParam("id") String id, @Context ContainerRequestContext request) {
    Caller caller = Callers.of(request);
    return work.now(() -> status.of(parse(id), caller));
  }

  static CommandId parse(String id) {
    try {
      return CommandId.parse(id);
    } catch (IllegalArgumentException e) {
      throw Problems.BAD_PARAMETER.because(e.getMessage());
    }
  }
}
