package io.numroute.replica;

import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Port;
import io.numroute.routing.PortRejection;
import io.numroute.routing.Validity;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.avro.NumberOperation;
import io.numroute.schemas.avro.PortRequestEntry;
import org.jspecify.annotations.Nullable;

/** Number commands about ports and locks: their part of {@link NumberCommands}. */
final class PortCommands {
  private PortCommands() {}

  static NumberCommand read(PhoneNumber number, io.numroute.schemas.avro.NumberCommand message)
      throws BadRecordException {
    return switch (message.getOperation()) {
      case LOCK -> new NumberCommand.Lock(number, true);
      case UNLOCK -> new NumberCommand.Lock(number, false);
      case REQUEST_PORT -> request(number, Mapping.set(message.getPortRequest(), "portRequest"));
      case CONFIRM_PORT -> new NumberCommand.ConfirmPort(number, port(message));
      case REJECT_PORT ->
          new NumberCommand.RejectPort(number, port(message), rejection(message.getRejection()));
      case CANCEL_PORT -> new NumberCommand.CancelPort(number, port(message));
      case REVERSE_PORT -> new NumberCommand.ReversePort(number, port(message));
      case UNKNOWN, ASSIGN, WITHDRAW -> throw Mapping.notUnderstood("not about a port");
    };
  }

  private static long port(io.numroute.schemas.avro.NumberCommand message)
      throws BadRecordException {
    return Mapping.set(message.getPort(), "port");
  }

  static PortRejection rejection(@Nullable String word) throws BadRecordException {
    return Mapping.set(
        PortRejection.ofWord(Mapping.set(word, "rejection")), "a known reason of a rejection");
  }

  private static NumberCommand request(PhoneNumber number, PortRequestEntry entry)
      throws BadRecordException {
    NumberAssignment wanted =
        new NumberAssignment(
            new IspId(entry.getTo()),
            NumberCommands.service(entry.getService()),
            entry.getProfile(),
            Mapping.numberOrNull(entry.getRoutingNumber()),
            Validity.ALWAYS);
    return new NumberCommand.RequestPort(
        number, wanted, atMs(entry.getAtMs()), entry.getTimeoutMs(), entry.getReversibleMs());
  }

  static long atMs(@Nullable Long written) {
    return written == null ? Port.AT_ONCE : written;
  }

  static @Nullable Long writtenAtMs(long atMs) {
    return atMs == Port.AT_ONCE ? null : (Long) atMs;
  }

  /** Adds what {@code command} says; it is neither an assignment nor a withdrawal. */
  static void write(NumberCommand command, io.numroute.schemas.avro.NumberCommand message) {
    if (command instanceof NumberCommand.Lock lock) {
      message.setOperation(lock.locked() ? NumberOperation.LOCK : NumberOperation.UNLOCK);
    } else if (command instanceof NumberCommand.RequestPort request) {
      message.setOperation(NumberOperation.REQUEST_PORT);
      message.setPortRequest(entry(request));
    } else if (command instanceof NumberCommand.OfPort of) {
      message.setOperation(operation(of));
      message.setPort(of.port());
      message.setRejection(
          of instanceof NumberCommand.RejectPort reject ? reject.reason().word() : null);
    }
  }

  private static PortRequestEntry entry(NumberCommand.RequestPort request) {
    NumberAssignment wanted = request.wanted();
    return new PortRequestEntry(
        wanted.servingIsp().value(),
        NumberCommands.word(wanted.service()),
        wanted.profile(),
        Mapping.textOrNull(wanted.routingNumber()),
        writtenAtMs(request.atMs()),
        request.timeoutMs(),
        request.reversibleMs());
  }

  private static NumberOperation operation(NumberCommand.OfPort of) {
    if (of instanceof NumberCommand.ConfirmPort) {
      return NumberOperation.CONFIRM_PORT;
    } else if (of instanceof NumberCommand.RejectPort) {
      return NumberOperation.REJECT_PORT;
    }
    return of instanceof NumberCommand.CancelPort
        ? NumberOperation.CANCEL_PORT
        : NumberOperation.REVERSE_PORT;
  }
}
