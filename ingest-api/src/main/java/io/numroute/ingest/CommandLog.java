package io.numroute.ingest;

import io.numroute.http.Caller;
import io.numroute.notation.Change;
import io.numroute.replica.DirectoryCommands;
import io.numroute.replica.NumberCommands;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.NumberCommand;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.NumberPartitions;
import io.numroute.schemas.TopicCatalogue;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes commands to their logs. A command's id is known, and it will be decided, once all in-sync
 * replicas have it; until then nothing is promised to anybody.
 *
 * <p>How it fails, and when: {@link RecordWriter#append}. Thread-safe.
 */
final class CommandLog {
  private final RecordWriter records;
  private final UUID directoryLog;
  private final UUID numberLog;
  private final int numberPartitions;
  private final Clock clock;

  /**
   * @param clock for {@code receivedAt}, which is for people
   */
  CommandLog(
      RecordWriter records, UUID directoryLog, UUID numberLog, int numberPartitions, Clock clock) {
    this.records = records;
    this.directoryLog = directoryLog;
    this.numberLog = numberLog;
    this.numberPartitions = numberPartitions;
    this.clock = clock;
  }

  UUID directoryLog() {
    return directoryLog;
  }

  UUID numberLog() {
    return numberLog;
  }

  int partitionOf(NumberCommand command) {
    return NumberPartitions.of(command.number().toString(), numberPartitions);
  }

  /**
   * Asks the directory for something in the caller's name.
   *
   * @param request that the command is part of, such as {@code import:ID}; null when it is alone
   */
  CompletableFuture<CommandId> append(
      Change.OfDirectory change, Caller by, @Nullable String request) {
    DirectoryCommand command = change.command();
    var message =
        DirectoryCommands.toAvro(
            command, change.precondition(), by.actor(), by.proof(), clock.instant());
    message.setRequest(request);
    return send(directoryLog, TopicCatalogue.DIRECTORY_COMMANDS, 0, command.entity(), message);
  }

  /**
   * Asks something of a number in the caller's name.
   *
   * @param request that the command is part of; null when it is alone
   * @param directoryEnd from {@link DirectoryEnd}, not older than the request
   */
  CompletableFuture<CommandId> append(
      Change.OfNumber change, Caller by, @Nullable String request, long directoryEnd) {
    NumberCommand command = change.command();
    var message =
        NumberCommands.toAvro(
            command, change.precondition(), by.actor(), by.proof(), clock.instant(), directoryEnd);
    message.setRequest(request);
    return send(
        numberLog,
        TopicCatalogue.NUMBER_COMMANDS,
        partitionOf(command),
        command.number().toString(),
        message);
  }

  /** See {@link RecordWriter#flush}. */
  void flush() {
    records.flush();
  }

  private CompletableFuture<CommandId> send(
      UUID log, String topic, int partition, String key, SpecificRecord command) {
    return records
        .append(topic, partition, key, command)
        .thenApply(place -> new CommandId(log, partition, place.offset()));
  }
}
