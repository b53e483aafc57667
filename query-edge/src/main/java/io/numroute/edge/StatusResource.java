package io.numroute.edge;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the edge lives, whether it is ready, and what it counted; for machines, without a key.
 */
@Path("/")
public final class StatusResource {
  private final Supplier<@Nullable String> trouble;
  private final Supplier<Map<String, Long>> counts;

  /**
   * @param trouble why the edge is not ready; null when it is
   * @param counts by metric name
   */
  StatusResource(Supplier<@Nullable String> trouble, Supplier<Map<String, Long>> counts) {
    this.trouble = trouble;
    this.counts = counts;
  }

  @GET
  @Path("health/live")
  @Produces("application/json")
  public Response live() {
    return json(200, "{\"live\":true}");
  }

  @GET
  @Path("health/ready")
  @Produces("application/json")
  public Response ready() {
    String why = trouble.get();
    if (why == null) {
      return json(200, "{\"ready\":true}");
    }
    ByteWriter body = new ByteWriter(128).ascii("{\"ready\":false,\"why\":").json(why);
    return json(
        503, new String(body.put((byte) '}').copy(), java.nio.charset.StandardCharsets.UTF_8));
  }

  @GET
  @Path("metrics")
  @Produces("text/plain; version=0.0.4; charset=utf-8")
  public Response metrics() {
    StringBuilder text = new StringBuilder();
    counts.get().forEach((name, value) -> text.append(name).append(' ').append(value).append('\n'));
    return Response.ok(text.toString()).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }

  private static Response json(int status, String body) {
    Response.ResponseBuilder builder =
        Response.status(status).entity(body).header(HttpHeaders.CACHE_CONTROL, "no-store");
    return (status == 503 ? builder.header(HttpHeaders.RETRY_AFTER, "1") : builder).build();
  }
}
