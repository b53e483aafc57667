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
import java.time.Duration;
import java.util.Collection;
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
 * Tells what became of each directory command, to the last partition of {@code numroute.results}.
 *
 * <p>Every process applies the directory log; one router of the group applies it once more, from
 * the beginning, to publish: the verdict of a command follows from all commands before it. The
 * group's consumer only settles which router that is, and keeps the offset up to which results were
 * told.
 */
final class DirectoryResultsPublisher extends PublisherLoop {
  private static final String GROUP = "numroute-directory-results";
  private static final TopicPartition LOG =
      new TopicPartition(TopicCatalogue.DIRECTORY_COMMANDS, 0);
  private static final int QUEUE = 10_000;
  private static final int BATCH = 1000;
  private static final long WAIT_MS = 250;

  private final KafkaSettings kafka;
  private final AvroFraming framing;
  private final DeadLetters deadLetters;
  private final int resultsPartition;
  private final LinkedBlockingQueue<Judged> judged = new LinkedBlockingQueue<>(QUEUE);
  private volatile long from;
  private volatile boolean following;
  private @Nullable DirectoryFollower follower;

  private record Judged(CommandId id, String entity, Verdict verdict, long directoryVersion) {}

  DirectoryResultsPublisher(
      KafkaSettings kafka,
      AvroFraming framing,
      TopicCatalogue catalogue,
      DeadLetters deadLetters,
      String routerId) {
    super("directory-results", kafka, GROUP, routerId);
    this.kafka = kafka;
    this.framing = framing;
    this.deadLetters = deadLetters;
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
              OffsetAndMetadata committed = consumer.committed(Set.of(LOG)).get(LOG);
              from = committed == null ? 0 : committed.offset();
              consumer.seek(LOG, from);
              follow();
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
    long told = -1;
    try {
      Judged next = judged.poll(WAIT_MS, TimeUnit.MILLISECONDS);
      for (int i = 0; next != null && i < BATCH; i++) {
        tell(next);
        told = next.id.offset();
        next = judged.poll();
      }
      if (next != null) {
        tell(next);
        told = next.id.offset();
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    if (told >= 0) {
      flush();
      consumer.commitSync(Map.of(LOG, new OffsetAndMetadata(told + 1)));
      from = told + 1;
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

  private void follow() {
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
  }

  /** By the follower's thread: waits while the results are behind, so the queue stays short. */
  private void queue(Judged next) {
    try {
      while (following && !judged.offer(next, WAIT_MS, TimeUnit.MILLISECONDS)) {
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
    judged.clear();
  }
}
