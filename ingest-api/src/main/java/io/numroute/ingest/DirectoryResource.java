package io.numroute.ingest;

import io.numroute.notation.DirectoryDocument;
import io.numroute.routing.Directory;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * {@code GET /v1/isps/{isp}/directory}: all that an ISP owns, at one version, as one document for
 * its owner or the authority. It is written as it is made, so a million blocks take no more room
 * than one; the header {@code Numroute-Directory-Version} has the version.
 */
@Produces("application/json")
@Path("/v1/isps/{isp}/directory")
public final class DirectoryResource {
  private final Supplier<Directory> directory;
  private final Clock clock;

  DirectoryResource(Supplier<Directory> directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  @GET
  public Response get(@PathParam("isp") String isp, @Context ContainerRequestContext request) {
    Directory now = directory.get();
    Directory.Member member = Callers.ownMember("directories", Paths.isp(isp), now, request);
    StreamingOutput document = DirectoryDocument.of(now, member, clock.millis())::write;
    return Response.ok(document, "application/json")
        .header("Numroute-Directory-Version", now.version())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
