package io.numroute.webhooks;

import io.numroute.routing.IspId;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The lanes of all ISPs, for as long as this process is the one that tells. Used by one thread. */
final class Lanes implements AutoCloseable {
  private final WebhooksFollower follower;
  private final Lane.Means means;
  private final AvroFraming framing;
  private final Map<IspId, Lane> lanes = new HashMap<>();
  private long changes = -1;
  private long position;

  Lanes(WebhooksFollower follower, Lane.Means means, AvroFraming framing) {
    this.follower = follower;
    this.means = means;
    this.framing = framing;
  }

  /**
   * Opens a lane for each subscription.
   *
   * @param beginning of the topic of events, and its {@code end}
   * @return the offset of the first event to {@link #offer}
   */
  long begin(long beginning, long end) {
    position = end;
    changes = follower.changes();
    Map<Subscription, Progress> places = new HashMap<>();
    for (Subscription subscription : follower.subscriptions().values()) {
      Progress place = place(subscription, beginning, end);
      places.put(subscription, place);
      if (!place.disabled()) {
        position = Math.min(position, place.next());
      }
    }
    position = Math.max(position, beginning);
    places.forEach(this::open);
    return position;
  }

  private void open(Subscription subscription, Progress place) {
    Lane lane = new Lane(means, subscription, place, position);
    lanes.put(subscription.isp(), lane);
    lane.start();
  }

  /** Beyond the end there is nothing to go on from: the topic is another one. */
  private Progress place(Subscription subscription, long beginning, long end) {
    Progress known = follower.progress(subscription.isp());
    Progress place =
        known == null
            ? Progress.begin(subscription.isp(), subscription.from(), subscription.revision())
            : known.under(subscription);
    return place.next() > end ? place.passing(beginning) : place;
  }

  /** Opens, changes and closes lanes as subscriptions have changed. */
  void reconcile() {
    long now = follower.changes();
    if (now == changes) {
      return;
    }
    changes = now;
    Map<IspId, Subscription> wanted = follower.subscriptions();
    lanes
        .entrySet()
        .removeIf(
            entry -> {
              boolean ended = !wanted.containsKey(entry.getKey());
              if (ended) {
                entry.getValue().close();
              }
              return ended;
            });
    wanted.forEach(
        (isp, subscription) -> {
          Lane lane = lanes.get(isp);
          if (lane == null) {
            open(subscription, place(subscription, 0, Long.MAX_VALUE));
          } else if (lane.revision() != subscription.revision()) {
            lane.change(subscription);
          }
        });
  }

  /** Gives an event to the lane of its ISP; what is not understood is parked. */
  void offer(ConsumerRecord<byte[], byte[]> message) {
    position = message.offset() + 1;
    try {
      Event event = Event.read(framing, message);
      Lane lane = lanes.get(new IspId(event.told().getIsp()));
      if (lane != null) {
        lane.offer(event);
      }
    } catch (BadRecordException e) {
      means.park().accept(message, e);
    }
  }

  /** Everything so far was offered. */
  void passed() {
    lanes.values().forEach(lane -> lane.passed(position));
  }

  @Override
  public void close() {
    lanes.values().forEach(Lane::close);
    lanes.clear();
  }
}
