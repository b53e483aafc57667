package io.numroute.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Any Avro record as JSON: bytes in hexadecimal, timestamps as text, enums by name. */
final class RecordJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private RecordJson() {}

  static ObjectNode of(SpecificRecord message) {
    ObjectNode json = NODES.objectNode();
    for (Schema.Field field : message.getSchema().getFields()) {
      json.set(field.name(), value(message.get(field.pos())));
    }
    return json;
  }

  private static JsonNode value(@Nullable Object value) {
    if (value == null) {
      return NODES.nullNode();
    } else if (value instanceof SpecificRecord message) {
      return of(message);
    } else if (value instanceof List<?> list) {
      ArrayNode array = NODES.arrayNode();
      list.forEach(element -> array.add(value(element)));
      return array;
    } else if (value instanceof Map<?, ?> map) {
      ObjectNode object = NODES.objectNode();
      map.forEach((key, element) -> object.set(String.valueOf(key), value(element)));
      return object;
    } else if (value instanceof Long number) {
      return NODES.numberNode(number);
    } else if (value instanceof Integer number) {
      return NODES.numberNode(number);
    } else if (value instanceof Boolean flag) {
      return NODES.booleanNode(flag);
    } else if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return NODES.textNode(HexFormat.of().formatHex(copy));
    } else if (value instanceof Instant instant) {
      return NODES.textNode(instant.toString());
    }
    return NODES.textNode(value.toString());
  }
}
