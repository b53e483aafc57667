package io.numroute.webhooks;

import io.numroute.routing.IspId;
import java.time.Instant;
import java.util.Set;

/**
 * Where an ISP wants to be told of what.
 *
 * @param events empty for all
 * @param from offset in the topic of events of the first that is told
 * @param changedBy credential of who wrote it
 * @param revision its own offset; grows with each change
 */
public record Subscription(
    IspId isp,
    Receiver receiver,
    Set<EventType> events,
    long from,
    Instant changedAt,
    String changedBy,
    long revision) {
  public Subscription {
    events = Set.copyOf(events);
  }

  boolean wants(EventType type) {
    return events.isEmpty() || events.contains(type);
  }
}
