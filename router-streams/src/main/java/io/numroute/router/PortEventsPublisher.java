package io.numroute.router;

import io.numroute.replica.NumberFacts;
import io.numroute.routing.Actor;
import io.numroute.routing.IspId;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Port;
import io.numroute.routing.PortState;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.FactKind;
import io.numroute.schemas.avro.NumberFact;
import io.numroute.schemas.avro.PortEvent;
import io.numroute.schemas.avro.PortEventKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Tells both sides of each port what became of it, to {@code numroute.port-events}, from the topic
 * of facts.
 *
 * <p>The routers share the partitions as a consumer group. What is committed is where to read from
 * to know every open port again, and beside it how far changes were told, so that none is missing
 * and only a crash repeats some.
 */
final class PortEventsPublisher extends PublisherLoop {
  private static final String GROUP = "numroute-port-events";
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int FETCH_WAIT_MS = 200;
  private static final long IDLE_COMMIT_NS = Duration.ofSeconds(10).toNanos();

  private final AvroFraming framing;
  private final UUID log;
  private final Map<TopicPartition, PortChanges> partitions = new HashMap<>();
  private final Map<TopicPartition, PortChanges.Place> committed = new HashMap<>();
  private long committedAtNs;

  PortEventsPublisher(KafkaSettings kafka, AvroFraming framing, String logId, String routerId) {
    super("port-events", kafka, GROUP, routerId);
    this.framing = framing;
    log = UUID.fromString(logId);
  }

  /** Few facts are about ports, and nobody waits for a fraction of a second: larger fetches. */
  @Override
  Map<String, Object> ownConsumerSettings() {
    return Map.of(
        ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
        1 << 20,
        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
        FETCH_WAIT_MS);
  }

  @Override
  void begin(Consumer<byte[], byte[]> consumer) {
    partitions.clear();
    committed.clear();
    committedAtNs = System.nanoTime();
    consumer.subscribe(List.of(TopicCatalogue.NUMBER_FACTS), new Assignments(consumer));
  }

  @Override
  void step(Consumer<byte[], byte[]> consumer) {
    boolean told = false;
    try {
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
        for (PortChanges.Change change : changes(message)) {
          tell(message.partition(), change);
          told = true;
        }
      }
    } catch (OffsetOutOfRangeException e) {
      consumer.seekToBeginning(e.partitions());
      return;
    }
    if (told || System.nanoTime() - committedAtNs > IDLE_COMMIT_NS) {
      commit(consumer);
    }
  }

  private List<PortChanges.Change> changes(ConsumerRecord<byte[], byte[]> message) {
    TopicPartition partition = new TopicPartition(message.topic(), message.partition());
    PortChanges changes =
        partitions.computeIfAbsent(partition, p -> new PortChanges(PortChanges.Place.BEGINNING));
    try {
      if (!(framing.decode(message.value()) instanceof NumberFact fact)
          || fact.getCommandPartition() != message.partition()
          || !fact.getCommandLog().equals(log.toString())) {
        return List.of();
      } else if (fact.getKind() == FactKind.WATERMARK) {
        return changes.until(fact.getCommandTimeMs(), message.offset());
      }
      io.numroute.routing.NumberFact known = NumberFacts.toDomain(fact);
      return known == null
          ? List.of()
          : changes.with(PhoneNumber.parse(fact.getNumber()), known, message.offset());
    } catch (BadRecordException | IllegalArgumentException e) {
      return List.of();
    }
  }

  private void tell(int partition, PortChanges.Change change) {
    send(event(partition, change, change.port().from()));
    send(event(partition, change, change.port().to()));
  }

  private ProducerRecord<byte[], byte[]> event(
      int partition, PortChanges.Change change, IspId isp) {
    Port port = change.port();
    PortState state = port.state();
    Actor actor = change.actor();
    PortEvent event =
        new PortEvent(
            TopicCatalogue.PORT_EVENTS,
            isp.value(),
            new CommandId(log, partition, port.id()).toString(),
            change.number().toString(),
            port.from().value(),
            port.to().value(),
            kind(state),
            Instant.ofEpochMilli(change.atMs()),
            nextMs(port),
            state instanceof PortState.Rejected rejected ? rejected.reason().word() : null,
            actor == null ? null : actor.toString(),
            port.since());
    return new ProducerRecord<>(
        TopicCatalogue.PORT_EVENTS,
        isp.value().getBytes(StandardCharsets.US_ASCII),
        framing.encode(event));
  }

  private static @Nullable Long nextMs(Port port) {
    PortState state = port.state();
    if (state instanceof PortState.Requested requested) {
      return requested.deadlineMs();
    } else if (state instanceof PortState.Scheduled scheduled) {
      return scheduled.fromMs();
    }
    return state instanceof PortState.Done done ? (Long) port.reversibleUntilMs(done) : null;
  }

  private static PortEventKind kind(PortState state) {
    if (state instanceof PortState.Requested) {
      return PortEventKind.REQUESTED;
    } else if (state instanceof PortState.Scheduled) {
      return PortEventKind.SCHEDULED;
    } else if (state instanceof PortState.Done) {
      return PortEventKind.DONE;
    } else if (state instanceof PortState.Rejected) {
      return PortEventKind.REJECTED;
    } else if (state instanceof PortState.Cancelled) {
      return PortEventKind.CANCELLED;
    }
    return state instanceof PortState.TimedOut ? PortEventKind.TIMED_OUT : PortEventKind.REVERSED;
  }

  private void commit(Consumer<byte[], byte[]> consumer) {
    flush();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    Map<TopicPartition, PortChanges.Place> places = new HashMap<>();
    partitions.forEach(
        (partition, changes) -> {
          PortChanges.Place place = changes.place();
          if (!place.equals(committed.get(partition))) {
            places.put(partition, place);
            offsets.put(partition, written(place));
          }
        });
    if (!offsets.isEmpty()) {
      consumer.commitSync(offsets);
      committed.putAll(places);
    }
    committedAtNs = System.nanoTime();
  }

  private static OffsetAndMetadata written(PortChanges.Place place) {
    return new OffsetAndMetadata(place.next(), place.toldOf() + " " + place.toldUntilMs());
  }

  /** What the group has; the beginning when that is nothing, or nothing of ours. */
  private static PortChanges.Place read(@Nullable OffsetAndMetadata committed) {
    String[] words = committed == null ? new String[0] : committed.metadata().split(" ", 3);
    try {
      return committed != null && words.length == 2
          ? new PortChanges.Place(
              committed.offset(), Long.parseLong(words[0]), Long.parseLong(words[1]))
          : PortChanges.Place.BEGINNING;
    } catch (NumberFormatException e) {
      return PortChanges.Place.BEGINNING;
    }
  }

  private final class Assignments implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> consumer;

    Assignments(Consumer<byte[], byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      consumer
          .committed(new HashSet<>(assigned))
          .forEach(
              (partition, last) -> {
                PortChanges.Place place = read(last);
                partitions.put(partition, new PortChanges(place));
                if (place.equals(PortChanges.Place.BEGINNING)) {
                  consumer.seekToBeginning(List.of(partition));
                } else {
                  consumer.seek(partition, place.next());
                }
              });
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      commit(consumer);
      forget(revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      forget(lost);
    }

    private void forget(Collection<TopicPartition> gone) {
      gone.forEach(partitions::remove);
      gone.forEach(committed::remove);
    }
  }
}
