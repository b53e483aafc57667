package io.numroute.ingest;

import io.numroute.http.Caller;
import io.numroute.notation.Change;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.TopicCatalogue;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Commands on their way: from a change that somebody asked for to its outcome, whichever log it
 * belongs to. Thread-safe.
 */
final class Commands {
  private final CommandLog log;
  private final DirectoryEnd directoryEnd;
  private final Outcomes directory;
  private final Outcomes numbers;

  Commands(CommandLog log, DirectoryEnd directoryEnd, Outcomes directory, Outcomes numbers) {
    this.log = log;
    this.directoryEnd = directoryEnd;
    this.directory = directory;
    this.numbers = numbers;
  }

  /** One change by itself, stamped with the directory's end as of now when it is a number's. */
  CompletableFuture<CommandId> append(Change change, Caller by) {
    if (change instanceof Change.OfDirectory of) {
      return log.append(of, by, null);
    }
    Change.OfNumber of = (Change.OfNumber) change;
    return directoryEnd.now().thenCompose(end -> log.append(of, by, null, end));
  }

  /**
   * One of many changes, with a stamp that the caller vouches for.
   *
   * @param request that it is part of
   */
  CompletableFuture<CommandId> append(Change change, Caller by, String request, long stamp) {
    return change instanceof Change.OfDirectory of
        ? log.append(of, by, request)
        : log.append((Change.OfNumber) change, by, request, stamp);
  }

  /** Sends what lingers, and waits until Kafka has it or has failed to take it. */
  void flush() {
    log.flush();
  }

  /** The stamp of a change: the directory's end as of now when it is a number's, otherwise 0. */
  CompletableFuture<Long> stamp(Change change) {
    return change instanceof Change.OfNumber
        ? directoryEnd.now()
        : CompletableFuture.completedFuture(0L);
  }

  /**
   * Where the command of a change will be if it is written from now on. No round trip where any
   * outcome of the partition was seen: it lies behind the newest. Otherwise asks the broker.
   */
  CommandPlace placeOf(Change change, LogReader reader) {
    boolean ofDirectory = change instanceof Change.OfDirectory;
    int partition = change instanceof Change.OfNumber of ? log.partitionOf(of.command()) : 0;
    long newest = (ofDirectory ? directory : numbers).newest(partition);
    String topic = ofDirectory ? TopicCatalogue.DIRECTORY_COMMANDS : TopicCatalogue.NUMBER_COMMANDS;
    return new CommandPlace(
        ofDirectory ? log.directoryLog() : log.numberLog(),
        partition,
        newest >= 0 ? newest + 1 : reader.end(new TopicPartition(topic, partition)));
  }

  CompletableFuture<Long> directoryEnd() {
    return directoryEnd.now();
  }

  /** The lane of {@link Admission} that a change goes through. */
  int lane(Change change) {
    return change instanceof Change.OfNumber of
        ? Admission.numbers(log.partitionOf(of.command()))
        : Admission.DIRECTORY;
  }

  /** See {@link Outcomes#whenDecided}. */
  CompletableFuture<Optional<Outcome>> whenDecided(CommandId id) {
    return isDirectory(id)
        ? directory.whenDecided(0, id.offset())
        : numbers.whenDecided(id.partition(), id.offset());
  }

  boolean isDirectory(CommandId id) {
    return id.log().equals(log.directoryLog());
  }
}
