package io.numroute.ingest;

import io.numroute.http.Caller;
import io.numroute.http.Problems;
import io.numroute.routing.IspId;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * {@code /v1/isps/{isp}/keys}: an ISP's API keys, for the ISP itself and the authority. A secret is
 * shown once, in the answer that creates it; a key ends when Kafka has its revocation, everywhere
 * within seconds.
 */
@Produces("application/json")
@Path("/v1/isps/{isp}/keys")
public final class KeysResource {
  private final Keys keys;
  private final Predicate<IspId> known;
  private final Bodies bodies;
  private final Work work;

  /**
   * @param known whether an ISP is in the directory; may wait for it to catch up
   */
  KeysResource(Keys keys, Predicate<IspId> known, Bodies bodies, Work work) {
    this.keys = keys;
    this.known = known;
    this.bodies = bodies;
    this.work = work;
  }

  @POST
  public CompletionStage<Response> create(
      @PathParam("isp") String isp, @Context ContainerRequestContext request) {
    IspId id = Paths.isp(isp);
    Caller caller = Callers.own("keys", id, request);
    byte[] body = bodies.read(request);
    return work.now(
        () -> {
          if (!known.test(id)) {
            throw Problems.NOT_FOUND.because("no ISP " + isp);
          }
          return keys.create(id, body, caller, "/v1/isps/" + isp + "/keys/");
        });
  }

  @GET
  public CompletionStage<Response> list(
      @PathParam("isp") String isp, @Context ContainerRequestContext request) {
    IspId id = Paths.isp(isp);
    Callers.own("keys", id, request);
    return work.now(() -> Reply.json(200, keys.list(id)));
  }

  @DELETE
  @Path("{keyId}")
  public CompletionStage<Response> revoke(
      @PathParam("isp") String isp,
      @PathParam("keyId") String keyId,
      @Context ContainerRequestContext request) {
    IspId id = Paths.isp(isp);
    Caller caller = Callers.own("keys", id, request);
    return work.now(() -> Reply.json(200, keys.revoke(id, keyId, caller)));
  }
}
