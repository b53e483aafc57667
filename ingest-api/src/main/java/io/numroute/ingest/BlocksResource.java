package io.numroute.ingest;

import io.numroute.http.Problems;
import io.numroute.notation.BlockDocument;
import io.numroute.notation.Change;
import io.numroute.routing.Directory;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.Prefix;
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

/** {@code /v1/blocks/{prefix}}: who was given which numbers. Every caller may read it. */
@Produces("application/json")
@Path("/v1/blocks/{prefix}")
public final class BlocksResource {
  private final Supplier<Directory> directory;
  private final EntityTags tags;
  private final Writes writes;
  private final Work work;

  BlocksResource(Supplier<Directory> directory, EntityTags tags, Writes writes, Work work) {
    this.directory = directory;
    this.tags = tags;
    this.writes = writes;
    this.work = work;
  }

  @GET
  public CompletionStage<Response> get(@PathParam("prefix") String prefix) {
    return work.now(
        () -> {
          Directory.Holding holding = directory.get().block(Paths.prefix(prefix));
          if (holding == null) {
            throw Problems.NOT_FOUND.because("no block " + prefix);
          }
          return Reply.json(200, BlockDocument.write(holding))
              .tagged(tags.ofDirectory(holding.version()));
        });
  }

  @PUT
  public CompletionStage<Response> put(
      @PathParam("prefix") String prefix, @Context ContainerRequestContext request) {
    Prefix digits = Paths.prefix(prefix);
    return writes.put(
        request,
        document -> Change.of(new DirectoryCommand.PutBlock(BlockDocument.read(digits, document))));
  }

  @DELETE
  public CompletionStage<Response> delete(
      @PathParam("prefix") String prefix, @Context ContainerRequestContext request) {
    return writes.delete(
        request, Change.of(new DirectoryCommand.DeleteBlock(Paths.prefix(prefix))));
  }
}
