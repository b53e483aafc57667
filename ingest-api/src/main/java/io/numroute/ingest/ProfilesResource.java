package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.http.Problems;
import io.numroute.notation.Change;
import io.numroute.notation.ProfileDocument;
import io.numroute.notation.StrictJson;
import io.numroute.routing.Directory;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.ProfileId;
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
 * {@code /v1/profiles/{isp}}: how an ISP wants its calls routed, which its owner alone may read.
 */
@Produces("application/json")
@Path("/v1/profiles/{isp}")
public final class ProfilesResource {
  private final Supplier<Directory> directory;
  private final EntityTags tags;
  private final Writes writes;
  private final Work work;

  ProfilesResource(Supplier<Directory> directory, EntityTags tags, Writes writes, Work work) {
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
              Callers.ownMember("profiles", Paths.isp(isp), directory.get(), request);
          ObjectNode json = StrictJson.object();
          ArrayNode profiles = json.putArray("profiles");
          for (Directory.VersionedProfile profile : member.profiles()) {
            profiles.add(ProfileDocument.write(profile));
          }
          return Reply.json(200, json);
        });
  }

  @GET
  @Path("{profile}")
  public CompletionStage<Response> get(
      @PathParam("isp") String isp,
      @PathParam("profile") String profile,
      @Context ContainerRequestContext request) {
    return work.now(
        () -> {
          ProfileId id = Paths.profile(isp, profile);
          Callers.own("profiles", id.isp(), request);
          Directory.VersionedProfile found = directory.get().profile(id);
          if (found == null) {
            throw Problems.NOT_FOUND.because("no profile " + id);
          }
          return Reply.json(200, ProfileDocument.write(found))
              .tagged(tags.ofDirectory(found.origin().version()));
        });
  }

  @PUT
  @Path("{profile}")
  public CompletionStage<Response> put(
      @PathParam("isp") String isp,
      @PathParam("profile") String profile,
      @Context ContainerRequestContext request) {
    ProfileId id = Paths.profile(isp, profile);
    return writes.put(
        request,
        document -> Change.of(new DirectoryCommand.PutProfile(ProfileDocument.read(id, document))));
  }

  @DELETE
  @Path("{profile}")
  public CompletionStage<Response> delete(
      @PathParam("isp") String isp,
      @PathParam("profile") String profile,
      @Context ContainerRequestContext request) {
    return writes.delete(
        request, Change.of(new DirectoryCommand.DeleteProfile(Paths.profile(isp, profile))));
  }
}
