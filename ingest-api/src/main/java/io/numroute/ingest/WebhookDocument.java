package io.numroute.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.notation.BadDocumentException;
import io.numroute.notation.Fields;
import io.numroute.notation.StrictJson;
import io.numroute.webhooks.EventType;
import io.numroute.webhooks.Progress;
import io.numroute.webhooks.Receiver;
import io.numroute.webhooks.Subscription;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A webhook in JSON.
 *
 * @param events empty for all
 */
record WebhookDocument(Receiver receiver, Set<EventType> events) {

  /**
   * Reads {@code {"url":"https://...","events":["port.done"]}}.
   *
   * @param privateToo whether any address will do, and http
   */
  static WebhookDocument read(byte[] body, boolean privateToo) throws BadDocumentException {
    Fields fields = new Fields(StrictJson.parse(body, 0, body.length), "");
    Receiver receiver = fields.parsed("url", url -> Receiver.parse(url, privateToo));
    ArrayNode given = fields.array("events");
    fields.end();
    return new WebhookDocument(receiver, events(given));
  }

  private static Set<EventType> events(@Nullable ArrayNode given) throws BadDocumentException {
    Set<EventType> events = EnumSet.noneOf(EventType.class);
    if (given == null) {
      return events;
    } else if (given.isEmpty()) {
      throw bad("/events", "an empty list tells nothing; leave the field out to mean all");
    }
    for (int i = 0; i < given.size(); i++) {
      JsonNode word = given.get(i);
      EventType type = word.isTextual() ? EventType.ofWord(word.textValue()) : null;
      if (type == null || !events.add(type)) {
        throw bad("/events/" + i, type == null ? "not one of the known words" : "comes twice");
      }
    }
    return events;
  }

  private static BadDocumentException bad(String pointer, String detail) {
    return new BadDocumentException(BadDocumentException.BAD_VALUE, pointer, detail);
  }

  /**
   * What it is and how it goes.
   *
   * @param progress null when nothing was tried yet
   * @param whole whether the reader may see the query of the URL
   */
  static ObjectNode write(Subscription subscription, @Nullable Progress progress, boolean whole) {
    ObjectNode json = StrictJson.object();
    Receiver receiver = subscription.receiver();
    json.put("url", whole ? receiver.url() : receiver.masked());
    if (!subscription.events().isEmpty()) {
      ArrayNode events = json.putArray("events");
      subscription.events().stream().sorted().forEach(type -> events.add(type.word()));
    }
    json.put("changed", subscription.changedAt().toString());
    boolean tried = progress != null && progress.revision() == subscription.revision();
    json.put("state", !tried || progress == null ? "active" : state(progress));
    if (progress != null) {
      write(json, progress, tried);
    }
    return json;
  }

  private static String state(Progress progress) {
    return progress.disabled() ? "disabled" : progress.attempts() > 0 ? "failing" : "active";
  }

  private static void write(ObjectNode json, Progress progress, boolean tried) {
    if (tried && progress.attempts() > 0) {
      json.put("attempts", progress.attempts());
      put(json, "failingSince", progress.failingSince());
      put(json, "nextAttempt", progress.nextAttempt());
    }
    put(json, "lastSuccess", progress.lastSuccess());
    if (progress.failure() != null) {
      ObjectNode last = json.putObject("lastFailure");
      put(last, "at", progress.lastFailure());
      last.put("reason", progress.failure());
    }
    json.put("waiting", progress.waiting());
    put(json, "waitingSince", progress.waitingSince());
    json.put("delivered", progress.delivered());
    json.put("setApart", progress.setApart());
  }

  private static void put(ObjectNode json, String name, @Nullable Long ms) {
    if (ms != null) {
      json.put(name, Instant.ofEpochMilli(ms).toString());
    }
  }
}
