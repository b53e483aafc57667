package io.numroute.replica;

import io.numroute.routing.Given;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.Port;
import io.numroute.routing.PortState;
import io.numroute.routing.Porting;
import io.numroute.routing.Validity;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.avro.FormerFact;
import io.numroute.schemas.avro.NumberFact;
import io.numroute.schemas.avro.PortFact;
import io.numroute.schemas.avro.PortStateKind;
import org.jspecify.annotations.Nullable;

/** The lock and the newest port of a number: their part of {@link NumberFacts}. */
final class PortFacts {
  private PortFacts() {}

  static Porting read(NumberFact message) throws BadRecordException {
    PortFact port = message.getPort();
    return Porting.of(message.getLocked(), port == null ? null : port(port));
  }

  private static Port port(PortFact fact) throws BadRecordException {
    NumberAssignment wanted =
        new NumberAssignment(
            new IspId(fact.getToIsp()),
            NumberCommands.service(fact.getService()),
            fact.getProfile(),
            Mapping.numberOrNull(fact.getRoutingNumber()),
            Validity.ALWAYS);
    return new Port(
        fact.getRequest(),
        new IspId(fact.getFromIsp()),
        wanted,
        fact.getRequestedMs(),
        PortCommands.atMs(fact.getAtMs()),
        fact.getReversibleMs(),
        state(fact, fact.getStateMs()),
        fact.getSince());
  }

  private static PortState state(PortFact fact, long ms) throws BadRecordException {
    return switch (fact.getState()) {
      case REQUESTED -> new PortState.Requested(ms);
      case SCHEDULED -> new PortState.Scheduled(ms);
      case DONE -> new PortState.Done(ms, former(fact.getFormer()));
      case REJECTED -> new PortState.Rejected(ms, PortCommands.rejection(fact.getRejection()));
      case CANCELLED -> new PortState.Cancelled(ms);
      case TIMED_OUT -> new PortState.TimedOut(ms);
      case REVERSED -> new PortState.Reversed(ms);
      case UNKNOWN -> throw Mapping.notUnderstood("unknown state of a port");
    };
  }

  private static @Nullable Given former(@Nullable FormerFact fact) throws BadRecordException {
    return fact == null
        ? null
        : new Given(
            new NumberAssignment(
                new IspId(fact.getServingIsp()),
                NumberCommands.service(fact.getService()),
                fact.getProfile(),
                Mapping.numberOrNull(fact.getRoutingNumber()),
                Mapping.validity(fact.getValidFromMs(), fact.getValidUntilMs())),
            Mapping.actor(fact.getAssignedBy()));
  }

  static void write(Porting porting, NumberFact message) {
    Port port = porting.port();
    message.setLocked(porting.locked());
    message.setPort(port == null ? null : fact(port));
  }

  private static PortFact fact(Port port) {
    PortFact fact = new PortFact();
    fact.setRequest(port.id());
    fact.setFromIsp(port.from().value());
    fact.setToIsp(port.to().value());
    fact.setService(NumberCommands.word(port.wanted().service()));
    fact.setProfile(port.wanted().profile());
    fact.setRoutingNumber(Mapping.textOrNull(port.wanted().routingNumber()));
    fact.setRequestedMs(port.requestedMs());
    fact.setAtMs(PortCommands.writtenAtMs(port.atMs()));
    fact.setReversibleMs(port.reversibleMs());
    fact.setSince(port.since());
    state(port.state(), fact);
    return fact;
  }

  private static void state(PortState state, PortFact fact) {
    if (state instanceof PortState.Requested requested) {
      state(fact, PortStateKind.REQUESTED, requested.deadlineMs());
    } else if (state instanceof PortState.Scheduled scheduled) {
      state(fact, PortStateKind.SCHEDULED, scheduled.fromMs());
    } else if (state instanceof PortState.Done done) {
      state(fact, PortStateKind.DONE, done.fromMs());
      fact.setFormer(done.former() == null ? null : former(done.former()));
    } else if (state instanceof PortState.Rejected rejected) {
      state(fact, PortStateKind.REJECTED, rejected.atMs());
      fact.setRejection(rejected.reason().word());
    } else if (state instanceof PortState.Cancelled cancelled) {
      state(fact, PortStateKind.CANCELLED, cancelled.atMs());
    } else if (state instanceof PortState.TimedOut timedOut) {
      state(fact, PortStateKind.TIMED_OUT, timedOut.atMs());
    } else if (state instanceof PortState.Reversed reversed) {
      state(fact, PortStateKind.REVERSED, reversed.atMs());
    }
  }

  private static void state(PortFact fact, PortStateKind kind, long ms) {
    fact.setState(kind);
    fact.setStateMs(ms);
  }

  private static FormerFact former(Given former) {
    NumberAssignment assignment = former.assignment();
    return new FormerFact(
        assignment.servingIsp().value(),
        NumberCommands.word(assignment.service()),
        assignment.profile(),
        Mapping.textOrNull(assignment.routingNumber()),
        Mapping.fromMs(assignment.validity()),
        Mapping.untilMs(assignment.validity()),
        former.by().toString());
  }
}
