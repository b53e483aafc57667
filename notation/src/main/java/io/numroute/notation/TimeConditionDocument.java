package io.numroute.notation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.time.Recurrence;
import io.numroute.routing.time.TimeCondition;
import io.numroute.routing.time.Window;
import io.numroute.routing.time.WindowLength;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a rule holds, as JSON: a window or a combination.
 *
 * <pre>
 *   {"zone":"Europe/London","start":"2026-01-05T09:00:00","end":"2026-01-05T17:30:00",
 *    "rrule":"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"}       from 9:00 to 17:30 on the wall's clock
 *   {"zone":...,"start":...,"duration":"PT8H30M"}      for eight and a half hours, once
 *   {"all":[...]}  {"any":[...]}  {"not":{...}}
 * </pre>
 *
 * <p>{@code start} and {@code end} are local times; midnight is 00:00:00. A start that a change to
 * daylight saving time leaves out is read with the offset before the change (RFC 5545, 3.3.5). What
 * is no such thing is refused: no fault of a window makes it hold always, or never.
 */
final class TimeConditionDocument {
  private TimeConditionDocument() {}

  /** The condition that {@code node} says; it stands at {@code pointer}. */
  static TimeCondition read(JsonNode node, String pointer) throws BadDocumentException {
    return read(Fields.of(node, pointer), 1, new int[1]);
  }

  /**
   * One condition of a tree.
   *
   * @param windows how many were read so far
   */
  private static TimeCondition read(Fields fields, int depth, int[] windows)
      throws BadDocumentException {
    if (depth > TimeCondition.MAX_DEPTH) {
      throw Fields.bad(
          fields.pointer(), "conditions lie at most " + TimeCondition.MAX_DEPTH + " deep");
    }
    TimeCondition condition;
    if (fields.has("all")) {
      condition = new TimeCondition.All(parts(fields, "all", depth, windows));
    } else if (fields.has("any")) {
      condition = new TimeCondition.Any(parts(fields, "any", depth, windows));
    } else if (fields.has("not")) {
      Fields part = new Fields(fields.requiredObject("not"), fields.at("not"));
      condition = new TimeCondition.Not(read(part, depth + 1, windows));
    } else {
      if (++windows[0] > TimeCondition.MAX_WINDOWS) {
        throw Fields.bad(
            fields.pointer(), "at most " + TimeCondition.MAX_WINDOWS + " windows in one condition");
      }
      condition = new TimeCondition.In(window(fields));
    }
    fields.end();
    return condition;
  }

  private static List<TimeCondition> parts(Fields fields, String name, int depth, int[] windows)
      throws BadDocumentException {
    List<TimeCondition> parts =
        fields.list(
            name,
            TimeCondition.MAX_WINDOWS,
            (node, pointer) -> read(Fields.of(node, pointer), depth + 1, windows));
    if (parts.isEmpty()) {
      throw Fields.bad(fields.at(name), "needs at least one condition");
    }
    return parts;
  }

  private static Window window(Fields fields) throws BadDocumentException {
    ZoneId zone = fields.parsed("zone", Window::zone);
    LocalDateTime start = fields.parsed("start", TimeConditionDocument::local);
    if (start.getYear() < Window.FIRST_YEAR || start.getYear() > Window.LAST_YEAR) {
      throw Fields.bad(
          fields.at("start"),
          "a window starts from " + Window.FIRST_YEAR + " to " + Window.LAST_YEAR);
    }
    WindowLength length = length(fields, start);
    fields.refuseNull("rrule");
    @Nullable Recurrence recurrence = fields.optionalParsed("rrule", Recurrence::parse);
    fields.end();
    try {
      return new Window(zone, start, length, recurrence);
    } catch (IllegalArgumentException e) {
      throw Fields.bad(fields.pointer(), String.valueOf(e.getMessage()));
    }
  }

  private static WindowLength length(Fields fields, LocalDateTime start)
      throws BadDocumentException {
    if (fields.has("end") && fields.has("duration")) {
      throw Fields.bad(fields.at("duration"), "a window has an end or a duration, not both");
    } else if (fields.has("duration")) {
      return fields.parsed("duration", WindowLength.Nominal::parse);
    }
    return fields.parsed(
        "end", text -> new WindowLength.WallClock(Duration.between(start, local(text))));
  }

  private static LocalDateTime local(String text) {
    LocalDateTime local;
    try {
      local = LocalDateTime.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "expected a local time like 2026-01-05T09:00:00, from 00:00:00 to 23:59:59, no offset",
          e);
    }
    if (local.getNano() != 0) {
      throw new IllegalArgumentException("expected whole seconds");
    }
    return local;
  }

  static ObjectNode write(TimeCondition condition) {
    ObjectNode json = StrictJson.object();
    if (condition instanceof TimeCondition.In in) {
      write(json, in.window());
    } else if (condition instanceof TimeCondition.All all) {
      write(json.putArray("all"), all.parts());
    } else if (condition instanceof TimeCondition.Any any) {
      write(json.putArray("any"), any.parts());
    } else if (condition instanceof TimeCondition.Not not) {
      json.set("not", write(not.part()));
    } else {
      throw new AssertionError(condition);
    }
    return json;
  }

  private static void write(ArrayNode json, List<TimeCondition> parts) {
    parts.forEach(part -> json.add(write(part)));
  }

  private static void write(ObjectNode json, Window window) {
    json.put("zone", window.zone().getId());
    json.put("start", DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(window.start()));
    if (window.length() instanceof WindowLength.WallClock until) {
      LocalDateTime end = window.start().plus(until.wall());
      json.put("end", DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(end));
    } else {
      json.put("duration", window.length().toString());
    }
    if (window.recurrence() != null) {
      json.put("rrule", window.recurrence().toString());
    }
  }
}
