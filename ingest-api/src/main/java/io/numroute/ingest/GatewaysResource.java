package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.http.Problems;
import io.numroute.notation.Change;
import io.numroute.notation.GatewayDocument;
import io.numroute.notation.StrictJson;
import io.numroute.routing.Directory;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.GatewayId;
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
import java.util.function.Supplier;

/** {@code /v1/gateways/{isp}}: the doors of an ISP's network, which its owner alone may list. */
@Produces("application/json")
@Path("/v1/gateways/{isp}")
public final class GatewaysResource {
  private final Supplier<Directory> directory;
  private final EntityTags tags;
  private final Writes writes;
  private final Work work;

  GatewaysResource(Supplier<Directory> directory, EntityTags tags, Writes writes, Work work) {
    this.directory = directory;
    this.tags = tags;
    this.writes = writes;
    this.work = work;
  }

  @GET
  public CompletionStage<Response> list(
      @PathParam("isp") String isp, @Context ContainerRequestContext request) {
    return work.now(
        () -> {
          Directory.Member member =
              Callers.ownMember("gateways", Paths.isp(isp), directory.get(), request);
          ObjectNode json = StrictJson.object();
          ArrayNode gateways = json.putArray("gateways");
          for (Directory.VersionedGateway gateway : member.gateways()) {
            gateways.add(GatewayDocument.write(gateway));
          }
          return Reply.json(200, json);
        });
  }

  @GET
  @Path("{gateway}")
  public CompletionStage<Response> get(
      @PathParam("isp") String isp,
      @PathParam("gateway") String gateway,
      @Context ContainerRequestContext request) {
    return work.now(
        () -> {
          GatewayId id = Paths.gateway(isp, gateway);
          Callers.own("gateways", id.isp(), request);
          Directory.VersionedGateway found = directory.get().gateway(id);
          if (found == null) {
            throw Problems.NOT_FOUND.because("no gateway " + id);
          }
          return Reply.json(200, GatewayDocument.write(found))
              .tagged(tags.ofDirectory(found.version()));
        });
  }

  @PUT
  @Path("{gateway}")
  public CompletionStage<Response> put(
      @PathParam("isp") String isp,
      @PathParam("gateway") String gateway,
      @Context ContainerRequestContext request) {
    GatewayId id = Paths.gateway(isp, gateway);
    return writes.put(
        request,
        document -> Change.of(new DirectoryCommand.PutGateway(GatewayDocument.read(id, document))));
  }

  @DELETE
  @Path("{gateway}")
  public CompletionStage<Response> delete(
      @PathParam("isp") String isp,
      @PathParam("gateway") String gateway,
      @Context ContainerRequestContext request) {
    return writes.delete(
        request, Change.of(new DirectoryCommand.DeleteGateway(Paths.gateway(isp, gateway))));
  }
}
