package io.numroute.notation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import java.util.List;

/**
 * What is proposed in a what-if: lines as {@link ImportLine} has them, and states of gateways.
 *
 * <pre>
 *   {"changes":[{"profile":{"isp":"acme","name":"night","rules":[...]}},
 *               {"gatewayState":{"isp":"acme","name":"gw1","state":"down"}}]}
 * </pre>
 *
 * @param lines in order; line i stands at {@code /changes/i}
 */
public record Overlay(List<Line> lines) {
  /** Longest text of an overlay, in bytes. */
  public static final int MAX_BYTES = 64 * 1024;

  /** Most lines. */
  public static final int MAX_LINES = 1_000;

  private static final String CHANGES = "changes";
  private static final String STATE = "gatewayState";

  public Overlay {
    lines = List.copyOf(lines);
  }

  /** One thing that is proposed. */
  public sealed interface Line {}

  /** What would be put or deleted. */
  public record Proposed(Change change) implements Line {}

  /** What would be observed of a gateway, from now on. */
  public record Observed(GatewayId gateway, boolean up) implements Line {}

  /** The place of a line, for a refusal that comes when it is applied. */
  public static String pointer(int line) {
    return "/" + CHANGES + "/" + line;
  }

  /** The overlay that these bytes are. */
  public static Overlay parse(byte[] bytes) throws BadDocumentException {
    if (bytes.length > MAX_BYTES) {
      throw new BadDocumentException(
          BadDocumentException.BAD_JSON, "", "an overlay has at most 64 KiB");
    }
    Fields fields = new Fields(StrictJson.parse(bytes, 0, bytes.length), "");
    if (!fields.has(CHANGES)) {
      throw fields.missing(CHANGES);
    }
    List<Line> lines = fields.list(CHANGES, MAX_LINES, Overlay::line);
    fields.end();
    return new Overlay(lines);
  }

  private static Line line(JsonNode node, String pointer) throws BadDocumentException {
    Fields line = Fields.of(node, pointer);
    if (!line.has(STATE)) {
      return new Proposed(ImportLine.change(node, pointer));
    }
    ObjectNode given = line.requiredObject(STATE);
    line.end();
    Fields fields = new Fields(given, line.at(STATE));
    IspId isp = fields.ispId("isp");
    GatewayId gateway = fields.parsed("name", name -> new GatewayId(isp, name));
    boolean up = GatewayStateDocument.up(fields);
    fields.end();
    return new Observed(gateway, up);
  }
}
