package io.numroute.ingest;

import io.numroute.http.Problems;
import io.numroute.notation.AgreementDocument;
import io.numroute.notation.Change;
import io.numroute.routing.Directory;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.IspId;
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

/**
 * {@code /v1/agreements/{isp}}: what an ISP has agreed with others, which itself and the authority
 * may read. The authority alone publishes it.
 */
@Produces("application/json")
@Path("/v1/agreements/{isp}")
public final class AgreementsResource {
  private final Supplier<Directory> directory;
  private final EntityTags tags;
  private final Writes writes;
  private final Work work;

  AgreementsResource(Supplier<Directory> directory, EntityTags tags, Writes writes, Work work) {
    this.directory = directory;
    this.tags = tags;
    this.writes = writes;
    this.work = work;
  }

  @GET
  public CompletionStage<Response> get(
      @PathParam("isp") String isp, @Context ContainerRequestContext request) {
    return work.now(
        () -> {
          Directory.Member member =
              Callers.ownMember("agreements", Paths.isp(isp), directory.get(), request);
          if (member.agreement() == null) {
            throw Problems.NOT_FOUND.because("no agreement of " + isp);
          }
          return Reply.json(200, AgreementDocument.write(member.agreement()))
              .tagged(tags.ofDirectory(member.agreement().origin().version()));
        });
  }

  @PUT
  public CompletionStage<Response> put(
      @PathParam("isp") String isp, @Context ContainerRequestContext request) {
    IspId id = Paths.isp(isp);
    return writes.put(
        request,
        document ->
            Change.of(new DirectoryCommand.PutAgreement(AgreementDocument.read(id, document))));
  }

  @DELETE
  public CompletionStage<Response> delete(
      @PathParam("isp") String isp, @Context ContainerRequestContext request) {
    return writes.delete(request, Change.of(new DirectoryCommand.DeleteAgreement(Paths.isp(isp))));
  }
}
