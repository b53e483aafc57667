package io.numroute.ingest;

import io.numroute.http.Caller;
import io.numroute.http.Problems;
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
import java.util.function.Predicate;

/**
 * {@code /v1/isps/{isp}/webhook}: where an ISP is told of events by HTTP, for the ISP itself and
 * the authority.
 */
@Produces("application/json")
@Path("/v1/isps/{isp}/webhook")
public final class WebhookResource {
  private final Webhooks webhooks;
  private final Predicate<IspId> known;
  private final Bodies bodies;
  private final Work work;

  /**
   * @param known whether an ISP is in the directory; may wait for it to catch up
   */
  WebhookResource(Webhooks webhooks, Predicate<IspId> known, Bodies bodies, Work work) {
    this.webhooks = webhooks;
    this.known = known;
    this.bodies = bodies;
    this.work = work;
  }

  @PUT
  public CompletionStage<Response> put(
      @PathParam("isp") String isp, @Context ContainerRequestContext request) {
    IspId id = Paths.isp(isp);
    Caller caller = Callers.own("webhooks", id, request);
    byte[] body = bodies.read(request);
    return work.now(
        () -> {
          if (!known.test(id)) {
            throw Problems.NOT_FOUND.because("no ISP " + isp);
          }
          return webhooks.put(id, body, caller);
        });
  }

  @GET
  public CompletionStage<Response> get(
      @PathParam("isp") String isp, @Context ContainerRequestContext request) {
    IspId id = Paths.isp(isp);
    Caller caller = Callers.own("webhooks", id, request);
    return work.now(() -> webhooks.get(id, caller));
  }

  @DELETE
  public CompletionStage<Response> delete(
      @PathParam("isp") String isp, @Context ContainerRequestContext request) {
    IspId id = Paths.isp(isp);
    Callers.own("webhooks", id, request);
    return work.now(() -> webhooks.delete(id));
  }
}
