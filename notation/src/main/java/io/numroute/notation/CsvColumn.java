package io.numroute.notation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of CSV, and the field of the JSON document that it stands for.
 *
 * @param parent the object within the document that has the field; null for the document itself
 */
record CsvColumn(String name, @Nullable String parent, String field, Form form) {
  /** What a value of the column looks like in JSON. */
  enum Form {
    TEXT,
    INTEGER,
    FLAG
  }

  static final List<CsvColumn> NUMBERS =
      List.of(
          text("number", "number"),
          text("isp", "servingIsp"),
          text("service", "service"),
          text("profile", "profile"),
          text("routing_number", "routingNumber"),
          text("valid_from", "validFrom"),
          text("valid_until", "validUntil"),
          next("successor_from", "from"),
          next("successor_isp", "servingIsp"),
          next("successor_service", "service"),
          next("successor_profile", "profile"),
          next("successor_routing_number", "routingNumber"),
          next("successor_valid_from", "validFrom"),
          next("successor_valid_until", "validUntil"),
          new CsvColumn("delete", null, "delete", Form.FLAG));

  static final List<CsvColumn> BLOCKS =
      List.of(
          text("prefix", "prefix"),
          text("isp", "holder"),
          new CsvColumn("length", null, "totalLength", Form.INTEGER),
          text("profile", "profile"),
          text("valid_from", "validFrom"),
          text("valid_until", "validUntil"),
          next("successor_from", "from"),
          next("successor_isp", "holder"),
          new CsvColumn("successor_length", "successor", "totalLength", Form.INTEGER),
          next("successor_profile", "profile"),
          next("successor_valid_from", "validFrom"),
          next("successor_valid_until", "validUntil"),
          new CsvColumn("delete", null, "delete", Form.FLAG));

  /** Numbers have a length, so a range of them has no column for it. */
  static final List<CsvColumn> RANGES =
      List.of(
          text("from", "from"),
          text("to", "to"),
          text("isp", "holder"),
          text("profile", "profile"),
          text("valid_from", "validFrom"),
          text("valid_until", "validUntil"),
          new CsvColumn("delete", null, "delete", Form.FLAG));

  private static CsvColumn text(String name, String field) {
    return new CsvColumn(name, null, field, Form.TEXT);
  }

  private static CsvColumn next(String name, String field) {
    return new CsvColumn(name, "successor", field, Form.TEXT);
  }

  /** The pointer of the field in its document. */
  String pointer() {
    return parent == null ? "/" + field : "/" + parent + "/" + field;
  }

  /** A value as JSON has it; what has not the column's form stays text, and is refused as such. */
  JsonNode json(String value) {
    if (form == Form.FLAG && (value.equals("true") || value.equals("false"))) {
      return BooleanNode.valueOf(value.equals("true"));
    } else if (form == Form.INTEGER && value.matches("[0-9]{1,4}")) {
      return IntNode.valueOf(Integer.parseInt(value));
    }
    return TextNode.valueOf(value);
  }
}
