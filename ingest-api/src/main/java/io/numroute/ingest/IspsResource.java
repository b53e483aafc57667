package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.http.Problems;
import io.numroute.notation.Change;
import io.numroute.notation.IspDocument;
import io.numroute.notation.StrictJson;
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
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** {@code /v1/isps}: who takes part. Every caller may read it. */
@Produces("application/json")
@Path("/v1/isps")
public final class IspsResource {
  private final Supplier<Directory> directory;
  private final EntityTags tags;
  private final Writes writes;
  private final Work work;

  IspsResource(Supplier<Directory> directory, EntityTags tags, Writes writes, Work work) {
    this.directory = directory;
    this.tags = tags;
    this.writes = writes;
    this.work = work;
  }

  @GET
  public CompletionStage<Response> list() {
    return work.now(
        () -> {
          Map<IspId, Directory.Member> members = new TreeMap<>();
          directory.get().forEachMember(member -> members.put(member.isp().id(), member));
          ObjectNode json = StrictJson.object();
          ArrayNode isps = json.putArray("isps");
          members.values().forEach(member -> isps.add(IspDocument.write(member)));
          return Reply.json(200, json);
        });
  }

  @GET
  @Path("{isp}")
  public CompletionStage<Response> get(@PathParam("isp") String isp) {
    return work.now(
        () -> {
          Directory.Member member = directory.get().member(Paths.isp(isp));
          if (member == null) {
            throw Problems.NOT_FOUND.because("no ISP " + isp);
          }
          return Reply.json(200, IspDocument.write(member))
              .tagged(tags.ofDirectory(member.version()));
        });
  }

  @PUT
  @Path("{isp}")
  public CompletionStage<Response> put(
      @PathParam("isp") String isp, @Context ContainerRequestContext request) {
    IspId id = Paths.isp(isp);
    return writes.put(
        request,
        document -> Change.of(new DirectoryCommand.PutIsp(IspDocument.read(id, document))));
  }

  @DELETE
  @Path("{isp}")
  public CompletionStage<Response> delete(
      @PathParam("isp") String isp, @Context ContainerRequestContext request) {
    return writes.delete(request, Change.of(new DirectoryCommand.DeleteIsp(Paths.isp(isp))));
  }
}
