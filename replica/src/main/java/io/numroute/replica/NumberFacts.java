package io.numroute.replica;

import io.numroute.routing.Actor;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberFact;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Porting;
import io.numroute.routing.Verdict;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.LogId;
import io.numroute.schemas.avro.FactKind;
import io.numroute.schemas.avro.SuccessorFact;
import org.jspecify.annotations.Nullable;

/** Number facts between the changelog and the domain. */
public final class NumberFacts {
  /** Newest meaning of facts that this version knows: their field {@code needs}. */
  private static final int MEANING = 2;

  /** Meaning of a fact that says nothing of ports, locks, and the word of others. */
  private static final int WITHOUT_PORTING = 1;

  private NumberFacts() {}

  /**
   * What the record says of its number; null when it says nothing of it: a refusal or a watermark.
   * {@link NumberFact.NotUnderstood} when a later version says something of it that this one does
   * not know: a kind, a word, a value, an actor.
   */
  public static @Nullable NumberFact toDomain(io.numroute.schemas.avro.NumberFact message) {
    if (message.getKind() == FactKind.REFUSED || message.getKind() == FactKind.WATERMARK) {
      return null;
    }
    Actor actor = Actor.UNKNOWN;
    try {
      actor = Mapping.actor(message.getActor());
      return known(message, actor);
    } catch (BadRecordException | IllegalArgumentException e) {
      return new NumberFact.NotUnderstood(
          actor,
          message.getCommandOffset(),
          message.getDirectoryVersion(),
          message.getCommandTimeMs());
    }
  }

  private static NumberFact known(io.numroute.schemas.avro.NumberFact message, Actor actor)
      throws BadRecordException {
    Mapping.requireMeaning(message.getNeeds(), MEANING);
    return switch (message.getKind()) {
      case ASSIGNED ->
          new NumberFact.Assigned(
              assignment(message),
              message.getAssignedBy() == null ? actor : Mapping.actor(message.getAssignedBy()),
              PortFacts.read(message),
              actor,
              message.getCommandOffset(),
              message.getDirectoryVersion(),
              message.getCommandTimeMs());
      case WITHDRAWN ->
          new NumberFact.Withdrawn(
              PortFacts.read(message),
              actor,
              message.getCommandOffset(),
              message.getDirectoryVersion(),
              message.getCommandTimeMs());
      case REFUSED, WATERMARK, UNKNOWN -> throw Mapping.notUnderstood("unknown kind of fact");
    };
  }

  /**
   * A decision that holds.
   *
   * @param command the command decided; its offset is the fact's version
   */
  public static io.numroute.schemas.avro.NumberFact toAvro(
      PhoneNumber number, NumberFact fact, CommandId command) {
    if (fact.version() != command.offset()) {
      throw new IllegalArgumentException("fact " + fact.version() + " of command " + command);
    }
    io.numroute.schemas.avro.NumberFact message =
        message(
            FactKind.WITHDRAWN,
            number.toString(),
            fact.actor().toString(),
            new LogId(command.log()),
            command.partition(),
            command.offset(),
            fact.directoryVersion(),
            fact.timeMs());
    if (fact instanceof NumberFact.Assigned assigned) {
      NumberAssignment assignment = assigned.assignment();
      NumberAssignment.Successor successor = assignment.successor();
      message.setKind(FactKind.ASSIGNED);
      message.setServingIsp(assignment.servingIsp().value());
      message.setService(NumberCommands.word(assignment.service()));
      message.setProfile(assignment.profile());
      message.setRoutingNumber(Mapping.textOrNull(assignment.routingNumber()));
      message.setValidFromMs(Mapping.fromMs(assignment.validity()));
      message.setValidUntilMs(Mapping.untilMs(assignment.validity()));
      message.setSuccessor(
          successor == null ? null : successor(successor.fromMs(), successor.assignment()));
      if (!assigned.assignedBy().equals(assigned.actor())) {
        message.setAssignedBy(assigned.assignedBy().toString());
        message.setNeeds(MEANING);
      }
    } else if (!(fact instanceof NumberFact.Withdrawn)) {
      throw new IllegalArgumentException("nobody decides what it does not understand");
    }
    if (!fact.porting().equals(Porting.NONE)) {
      PortFacts.write(fact.porting(), message);
      message.setNeeds(MEANING);
    }
    return message;
  }

  /** A decision that changed nothing. */
  public static io.numroute.schemas.avro.NumberFact refused(
      PhoneNumber number,
      Actor actor,
      Verdict.Refused verdict,
      CommandId command,
      long directoryVersion,
      long commandTimeMs) {
    io.numroute.schemas.avro.NumberFact message =
        message(
            FactKind.REFUSED,
            number.toString(),
            actor.toString(),
            new LogId(command.log()),
            command.partition(),
            command.offset(),
            directoryVersion,
            commandTimeMs);
    message.setRefusalCode(verdict.code().code());
    message.setRefusalDetail(verdict.detail());
    return message;
  }

  /**
   * That every command up to {@code newestOffset} is decided.
   *
   * @param newestOffset -1 when there was none yet
   * @param clockMs of the router that says so
   */
  public static io.numroute.schemas.avro.NumberFact watermark(
      LogId log, int partition, long newestOffset, long directoryVersion, long clockMs) {
    return message(
        FactKind.WATERMARK, "", "", log, partition, newestOffset, directoryVersion, clockMs);
  }

  private static io.numroute.schemas.avro.NumberFact message(
      FactKind kind,
      String number,
      String actor,
      LogId log,
      int partition,
      long offset,
      long directoryVersion,
      long timeMs) {
    io.numroute.schemas.avro.NumberFact message = new io.numroute.schemas.avro.NumberFact();
    message.setKind(kind);
    message.setNumber(number);
    message.setActor(actor);
    message.setCommandLog(log.toString());
    message.setCommandPartition(partition);
    message.setCommandOffset(offset);
    message.setDirectoryVersion(directoryVersion);
    message.setCommandTimeMs(timeMs);
    message.setNeeds(WITHOUT_PORTING);
    return message;
  }

  private static NumberAssignment assignment(io.numroute.schemas.avro.NumberFact message)
      throws BadRecordException {
    SuccessorFact successor = message.getSuccessor();
    return new NumberAssignment(
        Mapping.isp(message.getServingIsp(), "servingIsp"),
        NumberCommands.service(message.getService()),
        message.getProfile(),
        Mapping.numberOrNull(message.getRoutingNumber()),
        Mapping.validity(message.getValidFromMs(), message.getValidUntilMs()),
        successor == null ? null : successor(successor));
  }

  private static NumberAssignment.Successor successor(SuccessorFact fact)
      throws BadRecordException {
    return new NumberAssignment.Successor(
        fact.getFromMs(),
        new NumberAssignment(
            new IspId(fact.getServingIsp()),
            NumberCommands.service(fact.getService()),
            fact.getProfile(),
            Mapping.numberOrNull(fact.getRoutingNumber()),
            Mapping.validity(fact.getValidFromMs(), fact.getValidUntilMs())));
  }

  private static SuccessorFact successor(long fromMs, NumberAssignment assignment) {
    return new SuccessorFact(
        fromMs,
        assignment.servingIsp().value(),
        NumberCommands.word(assignment.service()),
        assignment.profile(),
        Mapping.textOrNull(assignment.routingNumber()),
        Mapping.fromMs(assignment.validity()),
        Mapping.untilMs(assignment.validity()));
  }
}
