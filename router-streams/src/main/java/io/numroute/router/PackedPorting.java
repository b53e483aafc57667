package io.numroute.router;

import io.numroute.routing.Actor;
import io.numroute.routing.Given;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberFact;
import io.numroute.routing.Port;
import io.numroute.routing.PortRejection;
import io.numroute.routing.PortState;
import io.numroute.routing.Porting;

/**
 * The end of a {@link PackedFact} of a number that is locked or was ever ported, or whose
 * assignment stands on the word of somebody else than the actor of its newest command. Other facts
 * have none.
 *
 * <pre>
 *   byte    flags     0x01 locked, 0x02 assignedBy follows, 0x04 a port follows
 *   text    assignedBy, empty for the authority
 *   varint  port's id, then since
 *   text    losing side
 *   byte    flags of what is wanted, and its fields from ISP on, as PackedFact has them
 *   varint  requested;  zigzag varint at;  varint reversible
 *   byte    state     ordinal of State
 *   varint  when
 *   byte    reason    ordinal of PortRejection, only when rejected
 *   byte    former    0 none, 1 an assignment follows, as above, and by, as assignedBy; when done
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // PackedFactTest holds the order
final class PackedPorting {
  private static final int LOCKED = 0x01;
  private static final int ASSIGNED_BY = 0x02;
  private static final int PORT = 0x04;
  private static final State[] STATES = State.values();
  private static final PortRejection[] REASONS = PortRejection.values();

  private PackedPorting() {}

  private enum State {
    REQUESTED,
    SCHEDULED,
    DONE,
    REJECTED,
    CANCELLED,
    TIMED_OUT,
    REVERSED
  }

  /** What such an end says. */
  record Read(Actor assignedBy, Porting porting) {}

  static boolean isNeeded(NumberFact fact) {
    return !fact.porting().equals(Porting.NONE) || isOnAnothersWord(fact);
  }

  private static boolean isOnAnothersWord(NumberFact fact) {
    return fact instanceof NumberFact.Assigned assigned
        && !assigned.assignedBy().equals(assigned.actor());
  }

  static int put(byte[] out, int start, NumberFact fact) {
    Porting porting = fact.porting();
    Port port = porting.port();
    int at = start;
    out[at++] =
        (byte)
            ((porting.locked() ? LOCKED : 0)
                | (isOnAnothersWord(fact) ? ASSIGNED_BY : 0)
                | (port == null ? 0 : PORT));
    if (isOnAnothersWord(fact)) {
      at = putActor(out, at, ((NumberFact.Assigned) fact).assignedBy());
    }
    return port == null ? at : putPort(out, at, port);
  }

  private static int putPort(byte[] out, int start, Port port) {
    int at = PackedFact.putVarint(out, start, port.id());
    at = PackedFact.putVarint(out, at, port.since());
    at = PackedFact.putText(out, at, port.from().value());
    at = putAssignment(out, at, port.wanted());
    at = PackedFact.putVarint(out, at, port.requestedMs());
    at = PackedFact.putZigzag(out, at, port.atMs());
    at = PackedFact.putVarint(out, at, port.reversibleMs());
    PortState state = port.state();
    if (state instanceof PortState.Requested requested) {
      return putState(out, at, State.REQUESTED, requested.deadlineMs());
    } else if (state instanceof PortState.Scheduled scheduled) {
      return putState(out, at, State.SCHEDULED, scheduled.fromMs());
    } else if (state instanceof PortState.Done done) {
      return putFormer(out, putState(out, at, State.DONE, done.fromMs()), done);
    } else if (state instanceof PortState.Rejected rejected) {
      at = putState(out, at, State.REJECTED, rejected.atMs());
      out[at++] = (byte) rejected.reason().ordinal();
      return at;
    } else if (state instanceof PortState.Cancelled cancelled) {
      return putState(out, at, State.CANCELLED, cancelled.atMs());
    } else if (state instanceof PortState.TimedOut timedOut) {
      return putState(out, at, State.TIMED_OUT, timedOut.atMs());
    }
    return putState(out, at, State.REVERSED, ((PortState.Reversed) state).atMs());
  }

  private static int putState(byte[] out, int at, State state, long ms) {
    out[at] = (byte) state.ordinal();
    return PackedFact.putZigzag(out, at + 1, ms);
  }

  private static int putFormer(byte[] out, int at, PortState.Done done) {
    Given former = done.former();
    out[at] = (byte) (former == null ? 0 : 1);
    return former == null
        ? at + 1
        : putActor(out, putAssignment(out, at + 1, former.assignment()), former.by());
  }

  private static int putAssignment(byte[] out, int at, NumberAssignment assignment) {
    out[at] = (byte) PackedFact.flagsOf(assignment);
    return PackedFact.putAssignment(out, at + 1, assignment);
  }

  private static int putActor(byte[] out, int at, Actor actor) {
    return PackedFact.putText(out, at, actor instanceof Actor.IspActor isp ? isp.id().value() : "");
  }

  /**
   * Reads it.
   *
   * @param actor of the fact's newest command
   */
  static Read read(PackedFact.Reader in, Actor actor) {
    int flags = in.int8();
    if ((flags & ~(LOCKED | ASSIGNED_BY | PORT)) != 0) {
      throw new IllegalStateException("packed fact of a later version");
    }
    Actor assignedBy = (flags & ASSIGNED_BY) == 0 ? actor : actor(in);
    Port port = (flags & PORT) == 0 ? null : port(in);
    return new Read(assignedBy, Porting.of((flags & LOCKED) != 0, port));
  }

  private static Port port(PackedFact.Reader in) {
    long id = in.varint();
    long since = in.varint();
    IspId from = in.isp().id();
    return new Port(
        id,
        from,
        in.assignment(),
        in.varint(),
        in.zigzag(),
        in.varint(),
        state(in, STATES[in.int8()], in.zigzag()),
        since);
  }

  private static PortState state(PackedFact.Reader in, State state, long ms) {
    return switch (state) {
      case REQUESTED -> new PortState.Requested(ms);
      case SCHEDULED -> new PortState.Scheduled(ms);
      case DONE ->
          new PortState.Done(ms, in.int8() == 0 ? null : new Given(in.assignment(), actor(in)));
      case REJECTED -> new PortState.Rejected(ms, REASONS[in.int8()]);
      case CANCELLED -> new PortState.Cancelled(ms);
      case TIMED_OUT -> new PortState.TimedOut(ms);
      case REVERSED -> new PortState.Reversed(ms);
    };
  }

  private static Actor actor(PackedFact.Reader in) {
    String isp = in.text();
    return isp.isEmpty() ? Actor.AUTHORITY : Actor.isp(new IspId(isp));
  }
}
