package io.numroute.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;

/**
 * One health endpoint: 200 {@code {"status":"up"}}, or 503 {@code {"status":"down"}} while a part
 * is not well. The parts are named with it; why one is not is for the log. Needs no key.
 */
public final class Health extends HttpHandler {
  private final Map<String, BooleanSupplier> parts;
  private final Map<String, BooleanSupplier> others;

  private Health(Map<String, BooleanSupplier> parts, Map<String, BooleanSupplier> others) {
    super("health");
    this.parts = parts;
    this.others = others;
  }

  /**
   * Adds {@code /health/live} (the process should not be restarted), {@code /health/started} and
   * {@code /health/ready} (send it requests).
   *
   * @param live asked on an I/O thread, as are the others: must not block
   * @param ready what readiness needs, by names that may be shown to anyone
   * @param others what is shown beside it, and needs somebody's attention but no other server
   */
  public static HttpDoor.Builder addTo(
      HttpDoor.Builder door,
      BooleanSupplier live,
      BooleanSupplier started,
      Map<String, BooleanSupplier> ready,
      Map<String, BooleanSupplier> others) {
    return door.handler("/health/live", new Health(Map.of("process", live), Map.of()))
        .handler("/health/started", new Health(Map.of("process", started), Map.of()))
        .handler("/health/ready", new Health(ready, others));
  }

  @Override
  public void service(Request request, Response response) throws Exception {
    StringBuilder shown = new StringBuilder();
    boolean up = true;
    for (Map.Entry<String, BooleanSupplier> part : parts.entrySet()) {
      up &= show(part, shown);
    }
    for (Map.Entry<String, BooleanSupplier> part : others.entrySet()) {
      show(part, shown);
    }
    String body = "{\"status\":\"" + (up ? "up" : "down") + "\",\"parts\":{" + shown + "}}";
    byte[] json = body.getBytes(StandardCharsets.UTF_8);
    response.setStatus(up ? 200 : 503);
    response.setHeader("Cache-Control", "no-store");
    response.setContentType("application/json");
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }

  private static boolean show(Map.Entry<String, BooleanSupplier> part, StringBuilder shown) {
    boolean well = isWell(part.getValue());
    shown.append(shown.length() == 0 ? "" : ",");
    shown.append('"').append(part.getKey()).append("\":").append(well);
    return well;
  }

  private static boolean isWell(BooleanSupplier part) {
    try {
      return part.getAsBoolean();
    } catch (RuntimeException e) {
      return false;
    }
  }
}
