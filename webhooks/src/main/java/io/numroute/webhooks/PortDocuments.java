package io.numroute.webhooks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.notation.PortDocument;
import io.numroute.replica.NumberCommands;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Port;
import io.numroute.routing.PortRejection;
import io.numroute.routing.PortState;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.BadRecordException.Code;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.PortEvent;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A port as an event left it, in the document in which {@code GET /v1/ports/{id}} shows it: the
 * event says where the port is, the command that asked for it all the rest. So it is the same
 * however late it is told. Blocking.
 */
final class PortDocuments {
  private final Commands commands;
  private final AvroFraming framing;
  private final UUID numberLog;
  private final int partitions;

  PortDocuments(Commands commands, AvroFraming framing, UUID numberLog, int partitions) {
    this.commands = commands;
    this.framing = framing;
    this.numberLog = numberLog;
    this.partitions = partitions;
  }

  /**
   * The document of an event's port.
   *
   * @throws BadRecordException when the event names no port of the log, or a state not known here
   */
  ObjectNode of(PortEvent event) throws BadRecordException {
    CommandId id = id(event);
    TopicPartition place = new TopicPartition(TopicCatalogue.NUMBER_COMMANDS, id.partition());
    ConsumerRecord<byte[], byte[]> message = commands.read(place, id.offset());
    if (message == null
        || !(framing.decode(message.value())
            instanceof io.numroute.schemas.avro.NumberCommand written)) {
      throw new BadRecordException(Code.NOT_UNDERSTOOD, "its port is no command");
    }
    NumberCommand command =
        NumberCommands.toDomain(written, message.topic(), message.key()).command();
    if (!(command instanceof NumberCommand.RequestPort request)
        || !request.number().toString().equals(event.getNumber())) {
      throw new BadRecordException(Code.NOT_UNDERSTOOD, "its port was not asked for");
    }
    try {
      return PortDocument.write(
          id.toString(),
          PhoneNumber.parse(event.getNumber()),
          new Port(
              id.offset(),
              new IspId(event.getFromIsp()),
              request.wanted(),
              message.timestamp(),
              request.atMs(),
              request.reversibleMs(),
              state(event),
              event.getVersion()));
    } catch (IllegalArgumentException e) {
      throw new BadRecordException(Code.NOT_UNDERSTOOD, "no port", e);
    }
  }

  private CommandId id(PortEvent event) throws BadRecordException {
    try {
      CommandId id = CommandId.parse(event.getPort());
      if (id.log().equals(numberLog) && id.partition() < partitions) {
        return id;
      }
      throw new BadRecordException(Code.NOT_UNDERSTOOD, "its port is of another log");
    } catch (IllegalArgumentException e) {
      throw new BadRecordException(Code.NOT_UNDERSTOOD, "its port has no id", e);
    }
  }

  private static PortState state(PortEvent event) throws BadRecordException {
    long atMs = event.getAtMs().toEpochMilli();
    return switch (event.getKind()) {
      case REQUESTED -> new PortState.Requested(nextMs(event));
      case SCHEDULED -> new PortState.Scheduled(nextMs(event));
      case DONE -> new PortState.Done(atMs, null);
      case REJECTED -> new PortState.Rejected(atMs, rejection(event.getRejection()));
      case CANCELLED -> new PortState.Cancelled(atMs);
      case TIMED_OUT -> new PortState.TimedOut(atMs);
      case REVERSED -> new PortState.Reversed(atMs);
      case UNKNOWN -> throw new BadRecordException(Code.NOT_UNDERSTOOD, "unknown kind");
    };
  }

  private static long nextMs(PortEvent event) throws BadRecordException {
    if (event.getNextMs() == null) {
      throw new BadRecordException(Code.NOT_UNDERSTOOD, "an instant is missing");
    }
    return event.getNextMs();
  }

  private static PortRejection rejection(@Nullable String word) {
    return Objects.requireNonNullElse(
        word == null ? null : PortRejection.ofWord(word), PortRejection.OTHER);
  }
}
