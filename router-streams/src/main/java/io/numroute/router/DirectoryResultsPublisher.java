package io.numroute.router;

import io.numroute.replica.DirectoryFollower;
import io.numroute.routing.Verdict;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.DeadLetters;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.CommandResult;
import io.numroute.schemas.avro.ResultStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what became of each directory command, to the last partition of {@code numroute.results},
 * and every change of what is observed of gateways, to {@code numroute.gateway-events}.
 *
 * <p>Every process applies the directory log; one router of the group applies it once more, from
 * the beginning, to publish: the verdict of a command follows from all commands before it. The
 * group's consumer only settles which router that is, and keeps the offset up to which results were
 * told, and beside it the last change of a gateway told.
 */
final class DirectoryResultsPublisher extends PublisherLoop {
  private static final String GROUP = "numroute-directory-results";
  private static final TopicPartition LOG =
      new TopicPartition(TopicCatalogue.DIRECTORY_COMMANDS, 0);

  /** Not subscribed to: the group only keeps the last change told beside this partition. */
  private static final TopicPartition REPORTS = new TopicPartition(TopicCatalogue.GATEWAY_STATE, 0);

  private static final int QUEUE = 10_000;
  private static final int BATCH = 1000;
  private static final long WAIT_MS = 250;

  private final KafkaSettings kafka;
  private final AvroFraming framing;
  private final DeadLetters deadLetters;
  private final int resultsPartition;
  private final Clock clock;
  private final LinkedBlockingQueue<News> news = new LinkedBlockingQueue<>(QUEUE);
  private volatile long from;
  private volatile boolean following;
  private @Nullable DirectoryFollower follower;
  private @Nullable GatewayEvents events;

  /** What is to be told. */
  private sealed interface News {}

  private record Judged(CommandId id, String entity, Verdict verdict, long directoryVersion)
      implements News {}

  private record Changed(GatewayChanges.Change change) implements News {}

  DirectoryResultsPublisher(
      KafkaSettings kafka,
      AvroFraming framing,
      TopicCatalogue catalogue,
      DeadLetters deadLetters,
      String routerId,
      Clock clock) {
    super("directory-results", kafka, GROUP, routerId);
    this.kafka = kafka;
    this.framing = framing;
    this.deadLetters = deadLetters;
    this.clock = clock;
    resultsPartition = catalogue.directoryResults();
  }

  @Override
  void begin(Consumer<byte[], byte[]> consumer) {
    consumer.subscribe(
        List.of(TopicCatalogue.DIRECTORY_COMMANDS),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (partitions.contains(LOG)) {
              consumer.pause(partitions);
              Map<TopicPartition, OffsetAndMetadata> committed =
                  consumer.committed(Set.of(LOG, REPORTS));
              OffsetAndMetadata results = committed.get(LOG);
              from = results == null ? 0 : results.offset();
              consumer.seek(LOG, from);
              follow(GatewayEvents.Cursor.of(committed.get(REPORTS)));
            }
          }

          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            end();
          }
        });
  }

  @Override
  void step(Consumer<byte[], byte[]> consumer) {
    consumer.poll(Duration.ZERO);
    Told told = new Told();
    try {
      News next = news.poll(WAIT_MS, TimeUnit.MILLISECONDS);
      for (int i = 0; next != null; i++) {
        told.tell(next);
        next = i < BATCH ? news.poll() : null;
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    if (!told.places.isEmpty()) {
      flush();
      consumer.commitSync(told.places);
    }
  }

  /** What one step told. */
  private final class Told {
    final Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();

    void tell(News next) {
      if (next instanceof Judged judged) {
        DirectoryResultsPublisher.this.tell(judged);
        places.put(LOG, new OffsetAndMetadata(judged.id.offset() + 1));
      } else if (next instanceof Changed changed) {
        send(GatewayEvents.message(changed.change, framing));
        places.put(REPORTS, GatewayEvents.Cursor.after(changed.change).committed());
      }
    }
  }

  private void tell(Judged judged) {
    Verdict.Refused refused = judged.verdict instanceof Verdict.Refused r ? r : null;
    CommandResult result = new CommandResult();
    result.setLog(judged.id.log().toString());
    result.setPartition(judged.id.partition());
    result.setOffset(judged.id.offset());
    result.setEntity(judged.entity);
    result.setStatus(refused == null ? ResultStatus.ACCEPTED : ResultStatus.REFUSED);
    result.setCode(refused == null ? null : refused.code().code());
    result.setDetail(refused == null ? null : refused.detail());
    result.setDirectoryVersion(judged.directoryVersion);
    send(resultsPartition, judged.id, framing.encode(result));
  }

  private void follow(GatewayEvents.Cursor told) {
    end();
    following = true;
    DirectoryFollower started =
        new DirectoryFollower(
            kafka,
            framing,
            List.of(
                (id, entity, verdict, version) -> {
                  if (id.offset() >= from) {
                    queue(new Judged(id, entity, verdict, version));
                  }
                }),
            (message, reason) -> {
              if (message.offset() >= from) {
                deadLetters.park(message, "router", reason);
              }
            });
    follower = started;
    started.start();
    GatewayEvents changes =
        new GatewayEvents(
            kafka,
            framing,
            clock,
            told,
            change -> queue(new Changed(change)),
            (message, reason) -> deadLetters.park(message, "router", reason));
    events = changes;
    changes.start();
  }

  /** By a follower's thread: waits while the results are behind, so the queue stays short. */
  private void queue(News next) {
    try {
      while (following && !news.offer(next, WAIT_MS, TimeUnit.MILLISECONDS)) {
        Thread.onSpinWait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  void end() {
    following = false;
    DirectoryFollower running = follower;
    if (running != null) {
      follower = null;
      running.close();
    }
    GatewayEvents changes = events;
    if (changes != null) {
      events = null;
      changes.close();
    }
    news.clear();
  }
}
