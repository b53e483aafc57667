package io.numroute.ingest;

import io.numroute.http.Caller;
import io.numroute.replica.DirectoryCommands;
import io.numroute.replica.NumberCommands;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.NumberCommand;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.NumberPartitions;
import io.numroute.schemas.RegistryException;
import io.numroute.schemas.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Writes commands to their logs. A command's id is known, and it will be decided, once all in-sync
 * replicas have it; until then nothing is promised to anybody.
 *
 * <p>A command that Kafka does not take within about four seconds fails with {@link
 * KafkaAwayException}. Thread-safe; a call may block for three seconds while no broker is known.
 */
final class CommandLog implements AutoCloseable {
  private static final int MAX_BLOCK_MS = 3000;
  private static final int REQUEST_TIMEOUT_MS = 2000;
  private static final int DELIVERY_TIMEOUT_MS = 4000;
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final AvroFraming framing;
  private final UUID directoryLog;
  private final UUID numberLog;
  private final int numberPartitions;
  private final Clock clock;

  /**
   * @param clock for {@code receivedAt}, which is for people
   */
  CommandLog(
      Producer<byte[], byte[]> producer,
      AvroFraming framing,
      UUID directoryLog,
      UUID numberLog,
      int numberPartitions,
      Clock clock) {
    this.producer = producer;
    this.framing = framing;
    this.directoryLog = directoryLog;
    this.numberLog = numberLog;
    this.numberPartitions = numberPartitions;
    this.clock = clock;
  }

  /** A producer that gives up soon: somebody waits at the other end of a connection. */
  static Producer<byte[], byte[]> producer(KafkaSettings kafka) {
    Map<String, Object> settings = kafka.producer();
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "numroute-ingest-commands");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
    return new KafkaProducer<>(settings);
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

  /** Asks the directory for something in the caller's name. */
  CompletableFuture<CommandId> append(DirectoryCommand command, Caller by) {
    return send(
        directoryLog,
        TopicCatalogue.DIRECTORY_COMMANDS,
        0,
        command.entity(),
        DirectoryCommands.toAvro(command, by.actor(), by.keyId(), clock.instant()));
  }

  /**
   * Asks something of a number in the caller's name.
   *
   * @param directoryEnd from {@link DirectoryEnd}, not older than the request
   */
  CompletableFuture<CommandId> append(NumberCommand command, Caller by, long directoryEnd) {
    return send(
        numberLog,
        TopicCatalogue.NUMBER_COMMANDS,
        partitionOf(command),
        command.number().toString(),
        NumberCommands.toAvro(command, by.actor(), by.keyId(), clock.instant(), directoryEnd));
  }

  private CompletableFuture<CommandId> send(
      UUID log, String topic, int partition, String key, SpecificRecord command) {
    CompletableFuture<CommandId> acknowledged = new CompletableFuture<>();
    // While send() runs, a failure means that the record was never handed to the sender.
    AtomicBoolean handedOver = new AtomicBoolean();
    try {
      byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
      producer.send(
          new ProducerRecord<>(topic, partition, keyBytes, framing.encode(command)),
          (metadata, failure) -> {
            if (failure == null) {
              acknowledged.complete(new CommandId(log, partition, metadata.offset()));
            } else {
              acknowledged.completeExceptionally(new KafkaAwayException(handedOver.get(), failure));
            }
          });
      handedOver.set(true);
    } catch (KafkaException | RegistryException | IllegalStateException e) {
      acknowledged.completeExceptionally(new KafkaAwayException(false, e));
    }
    return acknowledged;
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
