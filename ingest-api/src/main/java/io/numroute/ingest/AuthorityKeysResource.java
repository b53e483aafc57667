package io.numroute.ingest;

import io.numroute.http.Caller;
import io.numroute.http.Problems;
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

/** {@code /v1/keys}: the API keys of the authority and of its auditors. Nobody else sees them. */
@Produces("application/json")
@Path("/v1/keys")
public final class AuthorityKeysResource {
  private final Keys keys;
  private final Bodies bodies;
  private final Work work;

  AuthorityKeysResource(Keys keys, Bodies bodies, Work work) {
    this.keys = keys;
    this.bodies = bodies;
    this.work = work;
  }

  @POST
  public CompletionStage<Response> create(@Context ContainerRequestContext request) {
    Caller caller = authority(request);
    byte[] body = bodies.read(request);
    return work.now(() -> keys.create(null, body, caller, "/v1/keys/"));
  }

  @GET
  public CompletionStage<Response> list(@Context ContainerRequestContext request) {
    authority(request);
    return work.now(() -> Reply.json(200, keys.list(null)));
  }

  @DELETE
  @Path("{keyId}")
  public CompletionStage<Response> revoke(
      @PathParam("keyId") String keyId, @Context ContainerRequestContext request) {
    Caller caller = authority(request);
    return work.now(() -> Reply.json(200, keys.revoke(null, keyId, caller)));
  }

  /** What an auditor may not do, its role has said already. */
  private static Caller authority(ContainerRequestContext request) {
    Caller caller = Callers.of(request);
    if (!caller.seesAll()) {
      throw Problems.FORBIDDEN.because("the authority's keys are not yours");
    }
    return caller;
  }
}
