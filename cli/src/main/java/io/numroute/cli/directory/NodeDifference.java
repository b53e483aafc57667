package io.numroute.cli.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * In what two JSON documents differ, a line for each place: {@code /host: "a" -> "b"}, {@code
 * /port: + 5061}, {@code /rules/2: - {...}}. What both ends of two lists have in common is not
 * compared, so that one more rule is one line.
 */
final class NodeDifference {
  private static final int MAX_LINES = 12;
  private static final int MAX_VALUE = 60;

  private final List<String> lines = new ArrayList<>();

  private NodeDifference() {}

  static List<String> between(JsonNode is, JsonNode wanted) {
    NodeDifference difference = new NodeDifference();
    difference.compare("", is, wanted);
    List<String> lines = difference.lines;
    if (lines.size() <= MAX_LINES) {
      return lines;
    }
    List<String> first = new ArrayList<>(lines.subList(0, MAX_LINES - 1));
    first.add("and " + (lines.size() - first.size()) + " more");
    return first;
  }

  private void compare(String pointer, JsonNode is, JsonNode wanted) {
    if (is.equals(wanted)) {
      return;
    } else if (is instanceof ObjectNode before && wanted instanceof ObjectNode after) {
      members(pointer, before, after);
    } else if (is instanceof ArrayNode before && wanted instanceof ArrayNode after) {
      elements(pointer, before, after);
    } else {
      lines.add(pointer + ": " + value(is) + " -> " + value(wanted));
    }
  }

  private void members(String pointer, ObjectNode is, ObjectNode wanted) {
    Set<String> names = new LinkedHashSet<>();
    is.fieldNames().forEachRemaining(names::add);
    wanted.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      String place = pointer + "/" + name;
      if (!wanted.has(name)) {
        lines.add(place + ": - " + value(is.path(name)));
      } else if (!is.has(name)) {
        lines.add(place + ": + " + value(wanted.path(name)));
      } else {
        compare(place, is.path(name), wanted.path(name));
      }
    }
  }

  private void elements(String pointer, ArrayNode is, ArrayNode wanted) {
    int shorter = Math.min(is.size(), wanted.size());
    int head = 0;
    while (head < shorter && is.get(head).equals(wanted.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < shorter - head
        && is.get(is.size() - 1 - tail).equals(wanted.get(wanted.size() - 1 - tail))) {
      tail++;
    }
    int both = is.size() == wanted.size() ? is.size() - tail : head;
    for (int i = head; i < both; i++) {
      compare(pointer + "/" + i, is.get(i), wanted.get(i));
    }
    for (int i = both; i < is.size() - tail; i++) {
      lines.add(pointer + "/" + i + ": - " + value(is.get(i)));
    }
    for (int i = both; i < wanted.size() - tail; i++) {
      lines.add(pointer + "/" + i + ": + " + value(wanted.get(i)));
    }
  }

  private static String value(JsonNode node) {
    String text = node.toString();
    return text.length() <= MAX_VALUE ? text : text.substring(0, MAX_VALUE - 3) + "...";
  }
}
