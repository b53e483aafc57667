package io.numroute.replica;

import io.numroute.routing.Actor;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Precondition;
import io.numroute.routing.Proof;
import io.numroute.routing.ServiceOperation;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.AssignmentEntry;
import io.numroute.schemas.avro.NumberOperation;
import io.numroute.schemas.avro.SuccessorEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Number commands between the log and the domain. */
public final class NumberCommands {
  /** What the fields mean but for those of {@link #CONDITIONS}; see {@code needs}. */
  private static final int PLAIN = 1;

  /** That a command is done only if its number stands as it expects: the newest that is known. */
  private static final int CONDITIONS = 2;

  private NumberCommands() {}

  /**
   * What a record of the number log asks for.
   *
   * @param topic where the record was found
   * @param key its key, the number with its plus
   * @throws BadRecordException wrong-topic, wrong-key, or not-understood
   */
  public static Asked<NumberCommand> toDomain(
      io.numroute.schemas.avro.NumberCommand message, String topic, byte @Nullable [] key)
      throws BadRecordException {
    Mapping.requireTopic(topic, message.getTopic());
    Mapping.requireKey(key, message.getNumber());
    Mapping.requireMeaning(message.getNeeds(), CONDITIONS);
    try {
      return new Asked<>(
          Mapping.actor(message.getActor()),
          command(message),
          Mapping.precondition(message.getExpects()));
    } catch (IllegalArgumentException e) {
      throw Mapping.notUnderstood(String.valueOf(e.getMessage()));
    }
  }

  /** The value for a command that is done however its number stands. */
  public static io.numroute.schemas.avro.NumberCommand toAvro(
      NumberCommand command, Actor actor, Proof proof, Instant receivedAt, long directoryEnd) {
    return toAvro(command, Precondition.NONE, actor, proof, receivedAt, directoryEnd);
  }

  /**
   * The value for a command; its record's key is the number with its plus.
   *
   * @param proof what proved the actor
   * @param directoryEnd end offset of the directory log at receipt
   */
  public static io.numroute.schemas.avro.NumberCommand toAvro(
      NumberCommand command,
      Precondition precondition,
      Actor actor,
      Proof proof,
      Instant receivedAt,
      long directoryEnd) {
    io.numroute.schemas.avro.NumberCommand message =
        new io.numroute.schemas.avro.NumberCommand(
            TopicCatalogue.NUMBER_COMMANDS,
            actor.toString(),
            proof.credential(),
            receivedAt,
            directoryEnd,
            NumberOperation.WITHDRAW,
            command.number().toString(),
            null,
            precondition.equals(Precondition.NONE) ? PLAIN : CONDITIONS,
            null,
            null,
            null,
            proof.kind().word(),
            Mapping.expects(precondition),
            null);
    if (command instanceof NumberCommand.Assign assign) {
      message.setOperation(NumberOperation.ASSIGN);
      message.setAssignment(entry(assign.assignment()));
    } else if (!(command instanceof NumberCommand.Withdraw)) {
      PortCommands.write(command, message);
    }
    return message;
  }

  private static NumberCommand command(io.numroute.schemas.avro.NumberCommand message)
      throws BadRecordException {
    PhoneNumber number = PhoneNumber.parse(message.getNumber());
    return switch (message.getOperation()) {
      case ASSIGN ->
          new NumberCommand.Assign(
              number, assignment(Mapping.set(message.getAssignment(), "assignment")));
      case WITHDRAW -> new NumberCommand.Withdraw(number);
      case LOCK, UNLOCK, REQUEST_PORT, CONFIRM_PORT, REJECT_PORT, CANCEL_PORT, REVERSE_PORT ->
          PortCommands.read(number, message);
      case UNKNOWN -> throw Mapping.notUnderstood("unknown operation");
    };
  }

  private static NumberAssignment assignment(AssignmentEntry entry) throws BadRecordException {
    SuccessorEntry successor = entry.getSuccessor();
    return new NumberAssignment(
        Mapping.isp(entry.getServingIsp(), "assignment.servingIsp"),
        service(entry.getService()),
        entry.getProfile(),
        Mapping.numberOrNull(entry.getRoutingNumber()),
        Mapping.validity(entry.getValidFromMs(), entry.getValidUntilMs()),
        successor == null ? null : successor(successor));
  }

  private static NumberAssignment.Successor successor(SuccessorEntry entry)
      throws BadRecordException {
    return new NumberAssignment.Successor(
        entry.getFromMs(),
        new NumberAssignment(
            new IspId(entry.getServingIsp()),
            service(entry.getService()),
            entry.getProfile(),
            Mapping.numberOrNull(entry.getRoutingNumber()),
            Mapping.validity(entry.getValidFromMs(), entry.getValidUntilMs())));
  }

  private static AssignmentEntry entry(NumberAssignment assignment) {
    NumberAssignment.Successor successor = assignment.successor();
    return new AssignmentEntry(
        assignment.servingIsp().value(),
        word(assignment.service()),
        assignment.profile(),
        Mapping.textOrNull(assignment.routingNumber()),
        Mapping.fromMs(assignment.validity()),
        Mapping.untilMs(assignment.validity()),
        successor == null ? null : entry(successor.fromMs(), successor.assignment()));
  }

  private static SuccessorEntry entry(long fromMs, NumberAssignment assignment) {
    return new SuccessorEntry(
        fromMs,
        assignment.servingIsp().value(),
        word(assignment.service()),
        assignment.profile(),
        Mapping.textOrNull(assignment.routingNumber()),
        Mapping.fromMs(assignment.validity()),
        Mapping.untilMs(assignment.validity()));
  }

  static @Nullable String word(@Nullable ServiceOperation service) {
    return service == null ? null : service.word();
  }

  static @Nullable ServiceOperation service(@Nullable String word) throws BadRecordException {
    return word == null
        ? null
        : Mapping.set(ServiceOperation.ofWord(word), "a known service operation");
  }
}
