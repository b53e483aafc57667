package io.numroute.replica;

import io.numroute.routing.Actor;
import io.numroute.routing.Directory;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.Origin;
import io.numroute.routing.Refusal;
import io.numroute.routing.Verdict;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.BadRecordException.Code;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.LogId;
import io.numroute.schemas.RegistryException;
import io.numroute.schemas.avro.LogHeader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies one record of the directory log after the other. Written by one thread; {@link #current}
 * is for all.
 */
final class DirectoryApplier {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryApplier.class);

  private final AvroFraming framing;
  private final List<DirectoryListener> listeners;
  private final BiConsumer<ConsumerRecord<byte[], byte[]>, BadRecordException> poison;
  private volatile Directory current = Directory.empty();
  private volatile long poisoned;
  private volatile long notUnderstood;

  DirectoryApplier(
      AvroFraming framing,
      List<DirectoryListener> listeners,
      BiConsumer<ConsumerRecord<byte[], byte[]>, BadRecordException> poison) {
    this.framing = framing;
    this.listeners = List.copyOf(listeners);
    this.poison = poison;
  }

  Directory current() {
    return current;
  }

  /** Records that are broken, or nothing of ours. */
  long poisoned() {
    return poisoned;
  }

  /** Records that a later version may well have meant something by. */
  long notUnderstood() {
    return notUnderstood;
  }

  /**
   * Takes the next record.
   *
   * @throws RegistryException when its schema cannot be asked for; nothing is changed then
   */
  void apply(ConsumerRecord<byte[], byte[]> message, LogId log) {
    long version = message.offset();
    try {
      SpecificRecord value = framing.decode(message.value());
      if (value instanceof LogHeader) {
        current = current.skip(version);
      } else if (value instanceof io.numroute.schemas.avro.DirectoryCommand command) {
        apply(command, message, log);
      } else {
        throw new BadRecordException(
            Code.NOT_UNDERSTOOD, "no directory command: " + value.getSchema().getName());
      }
    } catch (BadRecordException e) {
      park(message, e);
      String entity = text(message.key());
      if (e.code() == Code.UNKNOWN_SCHEMA && DirectoryCommands.isEntity(entity)) {
        // The value is closed to this version, so nobody can tell who wrote it.
        current = current.skip(new Origin(version, Actor.UNKNOWN, timeMs(message)), entity);
        tell(message, log, refused(e));
      } else {
        current = current.skip(version);
      }
    }
  }

  private void apply(
      io.numroute.schemas.avro.DirectoryCommand command,
      ConsumerRecord<byte[], byte[]> message,
      LogId log) {
    Verdict verdict;
    try {
      Asked<DirectoryCommand> asked =
          DirectoryCommands.toDomain(command, message.topic(), message.key());
      Origin origin = new Origin(message.offset(), asked.actor(), timeMs(message));
      Directory.Applied applied = current.apply(origin, asked.command(), asked.precondition());
      verdict = applied.verdict();
      if (verdict.accepted()) {
        each(listener -> listener.accepting(applied.directory(), asked.command().entity()));
      }
      current = applied.directory();
    } catch (BadRecordException e) {
      park(message, e);
      current =
          e.code() == Code.NOT_UNDERSTOOD
              ? withoutTheEntity(command, message)
              : current.skip(message.offset());
      verdict = refused(e);
    }
    tell(message, log, verdict);
  }

  private static Verdict refused(BadRecordException reason) {
    return Verdict.refused(Refusal.NOT_UNDERSTOOD, String.valueOf(reason.getMessage()));
  }

  /**
   * The directory after a sound record that says more than this version understands. When it is
   * known what it speaks of and who wrote it, decisions leave that out: nobody can tell any more
   * what is true of it.
   */
  private Directory withoutTheEntity(
      io.numroute.schemas.avro.DirectoryCommand command, ConsumerRecord<byte[], byte[]> message) {
    String entity = text(message.key());
    if (DirectoryCommands.isEntity(entity)) {
      try {
        Actor actor = Mapping.actor(command.getActor());
        return current.skip(new Origin(message.offset(), actor, timeMs(message)), entity);
      } catch (IllegalArgumentException e) {
        LOG.debug("directory record {} names no actor", message.offset());
      }
    }
    return current.skip(message.offset());
  }

  /**
   * When the broker appended it. It is in the log, so it is the same for all who apply it; it says
   * who held a block when somebody disposed of it. The beginning of 1970 when the topic keeps the
   * times of producers: then no block with a beginning is anybody's to dispose of.
   */
  private static long timeMs(ConsumerRecord<byte[], byte[]> message) {
    return Mapping.appendedMs(message, 0);
  }

  private void tell(ConsumerRecord<byte[], byte[]> message, LogId log, Verdict verdict) {
    CommandId id = new CommandId(log.value(), message.partition(), message.offset());
    String entity = text(message.key());
    each(listener -> listener.applied(id, entity, verdict, current.version()));
  }

  /** Everything was applied that was there at the start; said again now and then. */
  void upToDate() {
    each(listener -> listener.upToDate(current));
  }

  private void each(Consumer<DirectoryListener> tell) {
    for (DirectoryListener listener : listeners) {
      try {
        tell.accept(listener);
      } catch (RuntimeException e) {
        LOG.error("a listener failed at directory version {}", current.version(), e);
      }
    }
  }

  private void park(ConsumerRecord<byte[], byte[]> message, BadRecordException reason) {
    if (reason.code().mayBeOfALaterVersion()) {
      notUnderstood++;
    } else {
      poisoned++;
    }
    LOG.debug("directory record {} is not understood: {}", message.offset(), reason.getMessage());
    try {
      poison.accept(message, reason);
    } catch (RuntimeException e) {
      LOG.error("directory record {} could not be parked", message.offset(), e);
    }
  }

  private static String text(byte @Nullable [] key) {
    return key == null ? "" : new String(key, StandardCharsets.UTF_8);
  }
}
