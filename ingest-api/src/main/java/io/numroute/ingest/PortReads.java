package io.numroute.ingest;

import io.numroute.http.Caller;
import io.numroute.http.Problems;
import io.numroute.notation.PortDocument;
import io.numroute.routing.Actor;
import io.numroute.routing.Directory;
import io.numroute.routing.IspId;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Port;
import io.numroute.routing.Standing;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.NumberCommand;
import io.numroute.schemas.avro.NumberOperation;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Ports by their id, as of now, for their two sides, for whoever has come to serve the number while
 * a port of it is open, and for the authority. The id is the place of the command that asked for
 * it, so the command itself leads to the number, and the number's fact to the port. An id that is
 * nobody's port and one of other sides are told apart by nobody. Blocking, a few round trips.
 */
final class PortReads {
  static final String UNKNOWN = "no port of that id is known";

  private final LogReader reader;
  private final AvroFraming framing;
  private final UUID numberLog;
  private final int partitions;
  private final NumberReads numbers;
  private final EntityTags tags;
  private final Supplier<Directory> directory;
  private final Clock clock;

  PortReads(
      LogReader reader,
      AvroFraming framing,
      UUID numberLog,
      int partitions,
      NumberReads numbers,
      EntityTags tags,
      Supplier<Directory> directory,
      Clock clock) {
    this.reader = reader;
    this.framing = framing;
    this.numberLog = numberLog;
    this.partitions = partitions;
    this.numbers = numbers;
    this.tags = tags;
    this.directory = directory;
    this.clock = clock;
  }

  Reply read(CommandId id, Caller caller) {
    NumberCommand request = request(id);
    PhoneNumber number = request == null ? null : PhoneNumber.parse(request.getNumber());
    Standing standing = number == null ? null : standing(id, number);
    if (number != null
        && standing != null
        && (caller.seesAll() || isSide(standing, number, caller.actor()))) {
      Port port = Objects.requireNonNull(standing.port());
      return Reply.json(200, PortDocument.write(id.toString(), number, port))
          .tagged(tags.ofNumber(number, port.since()));
    }
    boolean asked = request != null && (caller.seesAll() || isBy(request, caller.actor()));
    return Reply.problem(
        Problems.NOT_FOUND.problem(),
        asked ? "it was refused, or is not the number's newest port any more" : UNKNOWN,
        Map.of());
  }

  /** The number of a port, or null when the actor may not know of it. */
  @Nullable PhoneNumber number(CommandId id, Actor actor) {
    NumberCommand request = request(id);
    if (request == null) {
      return null;
    }
    PhoneNumber number = PhoneNumber.parse(request.getNumber());
    if (isBy(request, actor)) {
      return number;
    }
    Standing standing = standing(id, number);
    return standing != null && isSide(standing, number, actor) ? number : null;
  }

  private static boolean isBy(NumberCommand request, Actor actor) {
    return actor.isAuthority() || request.getActor().equals(actor.toString());
  }

  /** One of the two that asked and were asked, or who is to answer now. */
  private boolean isSide(Standing standing, PhoneNumber number, Actor actor) {
    Port port = Objects.requireNonNull(standing.port());
    IspId serves =
        port.state().isOpen()
            ? standing.serving(directory.get(), number.digits(), clock.millis())
            : null;
    return port.isSide(actor) || (serves != null && actor.is(serves));
  }

  /** How the number of a port stands; null when the port is not its newest. */
  private @Nullable Standing standing(CommandId id, PhoneNumber number) {
    Standing standing =
        numbers
            .current(number, id.offset())
            .thenApply(fact -> Standing.of(fact.orElse(null), clock.millis()))
            .join();
    Port newest = standing.port();
    return newest != null && newest.id() == id.offset() ? standing : null;
  }

  /** The command of that id, if it asked for a port. */
  private @Nullable NumberCommand request(CommandId id) {
    if (!id.log().equals(numberLog) || id.partition() >= partitions) {
      return null;
    }
    TopicPartition place = new TopicPartition(TopicCatalogue.NUMBER_COMMANDS, id.partition());
    ConsumerRecord<byte[], byte[]> message = reader.at(place, id.offset());
    try {
      return message != null
              && framing.decode(message.value()) instanceof NumberCommand command
              && command.getOperation() == NumberOperation.REQUEST_PORT
          ? command
          : null;
    } catch (BadRecordException e) {
      return null;
    }
  }
}
