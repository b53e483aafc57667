package io.numroute.cli.directory;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.numroute.notation.StrictJson;
import java.io.IOException;
import java.util.regex.Pattern;

/** Builds a tree of what a parser reads, and refuses what JSON could not say or says twice. */
final class NotationTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** YAML reads 010 as eight and 1_0 as ten; a person may have meant something else. */
  private static final Pattern PLAIN_INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");

  private final JsonParser parser;

  NotationTree(JsonParser parser) {
    this.parser = parser;
  }

  /** Something that is not taken, and where. */
  static final class Fault extends IOException {
    private static final long serialVersionUID = 1;

    final transient JsonLocation location;
    final String detail;

    Fault(JsonLocation location, String detail) {
      super(detail);
      this.location = location;
      this.detail = detail;
    }
  }

  /** The one object that is there. */
  ObjectNode object() throws IOException {
    if (parser.nextToken() == null) {
      throw fault("nothing is there");
    } else if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw fault("expected one object");
    }
    ObjectNode object = object(1);
    if (parser.nextToken() != null) {
      throw fault("something follows the object");
    }
    return object;
  }

  private ObjectNode object(int depth) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (isAlias()) {
        throw alias();
      } else if (object.has(name)) {
        throw fault("the key " + name + " comes twice");
      }
      parser.nextToken();
      object.set(name, value(depth));
    }
    return object;
  }

  private JsonNode value(int depth) throws IOException {
    if (isAlias()) {
      throw alias();
    } else if (depth >= StrictJson.MAX_DEPTH) {
      throw fault("deeper than " + StrictJson.MAX_DEPTH + " levels");
    }
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw fault("it ends in the middle");
    }
    return switch (token) {
      case START_OBJECT -> object(depth + 1);
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(depth + 1));
        }
        yield array;
      }
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT -> {
        if (!PLAIN_INTEGER.matcher(parser.getText()).matches()) {
          throw fault("a number is written with digits alone, without a zero in front");
        }
        yield switch (parser.getNumberType()) {
          case INT -> NODES.numberNode(parser.getIntValue());
          case LONG -> NODES.numberNode(parser.getLongValue());
          default -> NODES.numberNode(parser.getBigIntegerValue());
        };
      }
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(token == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> NODES.nullNode();
      default -> throw fault("not something that JSON could say");
    };
  }

  private boolean isAlias() {
    return parser instanceof YAMLParser yaml && yaml.isCurrentAlias();
  }

  private Fault alias() {
    return fault("aliases of YAML are not taken; write out what it stands for");
  }

  private Fault fault(String detail) {
    return new Fault(parser.currentTokenLocation(), detail);
  }
}
