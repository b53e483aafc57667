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

  private Health(Map<String, BooleanSupplier> parts) {
    super("health");
    this.parts = parts;
  }

  /**
   * Adds {@code /health/live} (the process should not be restarted), {@code /health/started} and
   * {@code /health/ready} (send it requests).
   *
   * @param live asked on an I/O thread, as are the others: must not block
   * @param ready what readiness needs, by names that may be shown to anyone
   */
  public static HttpDoor.Builder addTo(
      HttpDoor.Builder door,
      BooleanSupplier live,
      BooleanSupplier started,
      Map<String, BooleanSupplier> ready) {
    return door.handler("/health/live", new Health(Map.of("process", live)))
        .handler("/health/started", new Health(Map.of("process", started)))
        .handler("/health/ready", new Health(ready));
  }

  @Override
  public void service(Request request, Response response) throws Exception {
    StringBuilder shown = new StringBuilder();
    boolean up = true;
    for (Map.Entry<String, BooleanSupplier> part : parts.entrySet()) {
      boolean well = isWell(part.getValue());
      up &= well;
      shown.append(shown.length() == 0 ? "" : ",");
      shown.append('"').append(part.getKey()).append("\":").append(well);
    }
    String body = "{\"status\":\"" + (up ? "up" : "down") + "\",\"parts\":{" + shown + "}}";
    byte[] json = body.getBytes(StandardCharsets.UTF_8);
    response.setStatus(up ? 200 : 503);
    response.setHeader("Cache-Control", "no-store");
    response.setContentType("application/json");
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }

  private static boolean isWell(BooleanSupplier part) {
    try {
      return part.getAsBoolean();
    } catch (RuntimeException e) {
      return false;
    }
  }
}
