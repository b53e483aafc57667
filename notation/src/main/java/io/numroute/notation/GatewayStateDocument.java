package io.numroute.notation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.GatewayId;
import io.numroute.routing.GatewayStates;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A report of what was observed of a gateway, as JSON: {@code
 * {"state":"up"|"down","expiresInSeconds":30}}, and what is known of it now.
 *
 * @param up what was seen
 * @param expiresIn how long it holds; 1 second to an hour
 */
public record GatewayStateDocument(boolean up, Duration expiresIn) {
  private static final int MAX_SECONDS = (int) (GatewayStates.MAX_HOLD_MS / 1000);

  public static GatewayStateDocument read(Fields fields) throws BadDocumentException {
    boolean up = up(fields);
    int seconds = fields.integer("expiresInSeconds", 1, MAX_SECONDS);
    fields.end();
    return new GatewayStateDocument(up, Duration.ofSeconds(seconds));
  }

  /** The field {@code state}. */
  static boolean up(Fields fields) throws BadDocumentException {
    return fields.parsed(
        "state",
        word ->
            switch (word) {
              case "up" -> true;
              case "down" -> false;
              default -> throw new IllegalArgumentException("expected up or down");
            });
  }

  /**
   * What is observed at an instant: {@code {"gateway","state","since","until","flaps"}}. A gateway
   * of which nothing is known is up, with no {@code since}.
   *
   * @param observed null for nothing
   */
  public static ObjectNode write(
      GatewayId gateway, GatewayStates.@Nullable Observed observed, long atMs) {
    ObjectNode json = StrictJson.object();
    json.put("gateway", gateway.toString());
    if (observed == null) {
      return json.put("state", "up").put("flaps", 0);
    }
    boolean down = observed.down(atMs);
    json.put("state", down ? "down" : "up");
    if (down) {
      json.put("since", Instants.text(observed.downFromMs()));
      json.put("until", Instants.text(observed.downUntilMs()));
    } else if (observed.downUntilMs() <= atMs) {
      json.put("since", Instants.text(observed.downUntilMs()));
    }
    json.put("flaps", observed.flaps());
    return json.put("reportedBy", observed.origin().actor().toString());
  }
}
