package io.numroute.cli.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.cli.demo.DemoPlan.PlannedIsp;
import io.numroute.cli.demo.DemoPlan.PortedNumber;
import io.numroute.cli.demo.DemoPlan.ServiceNumber;
import io.numroute.routing.Block;
import io.numroute.routing.Gateway;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.Function;

/** The plan's parts as the ingest takes them: a line of an import, or the body of a PUT. */
final class PlanLines {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private PlanLines() {}

  /** NDJSON, a line for each. */
  static <T> byte[] of(Collection<T> parts, Function<T, ObjectNode> line) {
    StringBuilder text = new StringBuilder();
    for (T part : parts) {
      text.append(line.apply(part)).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  static ObjectNode isp(PlannedIsp isp) {
    return line("isp", fields().put("id", isp.id().value()).put("name", isp.name()));
  }

  static ObjectNode block(Block block) {
    return line(
        "block",
        fields().put("prefix", block.prefix().toString()).put("holder", block.holder().value()));
  }

  /** The body of a PUT of the gateway. */
  static ObjectNode gateway(Gateway gateway) {
    ObjectNode fields =
        fields()
            .put("host", gateway.host())
            .put("port", gateway.port())
            .put("transport", gateway.transport().word());
    ArrayNode media = fields.putArray("media");
    gateway.media().forEach(medium -> media.add(medium.word()));
    return fields;
  }

  static ObjectNode ported(PortedNumber ported) {
    return line(
        "number",
        fields().put("number", ported.number().toString()).put("servingIsp", ported.isp().value()));
  }

  /** The body of a PUT of the number. */
  static ObjectNode service(ServiceNumber service) {
    return fields()
        .put("servingIsp", service.isp().value())
        .put("service", service.service().word())
        .put("profile", service.profile().id().name());
  }

  private static ObjectNode fields() {
    return NODES.objectNode();
  }

  private static ObjectNode line(String kind, ObjectNode fields) {
    ObjectNode line = NODES.objectNode();
    line.set(kind, fields);
    return line;
  }
}
