package io.numroute.replica;

import io.numroute.routing.Actor;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberFact;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Verdict;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.LogId;
import io.numroute.schemas.avro.FactKind;
import org.jspecify.annotations.Nullable;

/** Number facts between the changelog and the domain. */
public final class NumberFacts {
  private NumberFacts() {}

  /**
   * What the record says of its number; null when it says nothing of it: a refusal or a watermark.
   *
   * @throws BadRecordException not-understood
   */
  public static @Nullable NumberFact toDomain(io.numroute.schemas.avro.NumberFact message)
      throws BadRecordException {
    try {
      return switch (message.getKind()) {
        case ASSIGNED ->
            new NumberFact.Assigned(
                assignment(message),
                Mapping.actor(message.getActor()),
                message.getCommandOffset(),
                message.getDirectoryVersion(),
                message.getCommandTimeMs());
        case WITHDRAWN ->
            new NumberFact.Withdrawn(
                Mapping.actor(message.getActor()),
                message.getCommandOffset(),
                message.getDirectoryVersion(),
                message.getCommandTimeMs());
        case REFUSED, WATERMARK -> null;
        case UNKNOWN -> throw Mapping.notUnderstood("unknown kind of fact");
      };
    } catch (IllegalArgumentException e) {
      throw Mapping.notUnderstood(String.valueOf(e.getMessage()));
    }
  }

  /**
   * A decision that holds.
   *
   * @param command the command decided; its offset is the fact's version
   * @param commandTimeMs its broker append time
   */
  public static io.numroute.schemas.avro.NumberFact toAvro(
      PhoneNumber number, NumberFact fact, CommandId command, long commandTimeMs) {
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
            commandTimeMs);
    if (fact instanceof NumberFact.Assigned assigned) {
      NumberAssignment assignment = assigned.assignment();
      ServiceOperation service = assignment.service();
      message.setKind(FactKind.ASSIGNED);
      message.setServingIsp(assignment.servingIsp().value());
      message.setService(service == null ? null : service.word());
      message.setProfile(assignment.profile());
      message.setRoutingNumber(Mapping.textOrNull(assignment.routingNumber()));
      message.setValidFromMs(Mapping.fromMs(assignment.validity()));
      message.setValidUntilMs(Mapping.untilMs(assignment.validity()));
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
    return message;
  }

  private static NumberAssignment assignment(io.numroute.schemas.avro.NumberFact message)
      throws BadRecordException {
    return new NumberAssignment(
        Mapping.isp(message.getServingIsp(), "servingIsp"),
        NumberCommands.service(message.getService()),
        message.getProfile(),
        Mapping.numberOrNull(message.getRoutingNumber()),
        Mapping.validity(message.getValidFromMs(), message.getValidUntilMs()));
  }
}
