package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.http.Caller;
import io.numroute.http.Problems;
import io.numroute.notation.GatewayStateDocument;
import io.numroute.notation.StrictJson;
import io.numroute.replica.GatewayReports;
import io.numroute.routing.GatewayId;
import io.numroute.routing.GatewayStates;
import io.numroute.schemas.TopicCatalogue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * {@code /v1/gateways/{isp}/{gateway}/state}: what its owner, or the authority, sees of a gateway.
 * A report is no command: it is not decided, and it ends by itself.
 */
@Produces("application/json")
@Path("/v1/gateways/{isp}/{gateway}/state")
public final class GatewayStateResource {
  private final RecordWriter records;
  private final Predicate<GatewayId> known;
  private final Supplier<GatewayStates> states;
  private final Clock clock;
  private final Bodies bodies;
  private final Work work;

  /**
   * @param known whether a gateway is in the directory; may wait for it to catch up
   * @param states what was observed; throws a problem while that is not known
   * @param clock says what is so now
   */
  GatewayStateResource(
      RecordWriter records,
      Predicate<GatewayId> known,
      Supplier<GatewayStates> states,
      Clock clock,
      Bodies bodies,
      Work work) {
    this.records = records;
    this.known = known;
    this.states = states;
    this.clock = clock;
    this.bodies = bodies;
    this.work = work;
  }

  /** Answers 202 when Kafka has the report. */
  @POST
  public CompletionStage<Response> report(
      @PathParam("isp") String isp,
      @PathParam("gateway") String gateway,
      @Context ContainerRequestContext request) {
    GatewayId id = Paths.gateway(isp, gateway);
    Caller caller = Callers.own("gateways", id.isp(), request);
    byte[] body = bodies.read(request);
    return work.later(
        () ->
            Writes.reading(
                body,
                document -> {
                  GatewayStateDocument report = GatewayStateDocument.read(document);
                  requireKnown(id);
                  return write(id, report, caller);
                }));
  }

  /** What is observed now: what routers go by, as soon as they have read the same reports. */
  @GET
  public CompletionStage<Response> get(
      @PathParam("isp") String isp,
      @PathParam("gateway") String gateway,
      @Context ContainerRequestContext request) {
    GatewayId id = Paths.gateway(isp, gateway);
    Callers.own("gateways", id.isp(), request);
    return work.now(
        () -> {
          requireKnown(id);
          return Reply.json(
              200, GatewayStateDocument.write(id, states.get().of(id), clock.millis()));
        });
  }

  private void requireKnown(GatewayId id) {
    if (!known.test(id)) {
      throw Problems.NOT_FOUND.because("no gateway " + id);
    }
  }

  private CompletableFuture<Reply> write(
      GatewayId gateway, GatewayStateDocument report, Caller by) {
    return records
        .append(
            TopicCatalogue.GATEWAY_STATE,
            0,
            gateway.toString(),
            GatewayReports.toAvro(
                gateway, report.up(), report.expiresIn(), clock.instant(), by.actor(), by.proof()))
        .thenApply(
            place -> {
              Instant appended = Instant.ofEpochMilli(place.timestamp());
              ObjectNode json = StrictJson.object();
              json.put("gateway", gateway.toString());
              json.put("state", report.up() ? "up" : "down");
              json.put("expires", appended.plus(report.expiresIn()).toString());
              return Reply.json(202, json.put("report", place.offset()));
            });
  }
}
