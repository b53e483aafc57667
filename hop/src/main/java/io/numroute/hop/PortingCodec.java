package io.numroute.hop;

import io.numroute.routing.Actor;
import io.numroute.routing.Given;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberFact;
import io.numroute.routing.Port;
import io.numroute.routing.PortRejection;
import io.numroute.routing.PortState;
import io.numroute.routing.Porting;

/**
 * A number's lock and newest port in bytes, and on whose word its assignment stands.
 *
 * <pre>
 *   assignedBy: text   locked: int8   port: int8 (0 or 1), then
 *     id, since: varint   from: text   wanted: as AssignmentCodec
 *     requestedMs, atMs, reversibleMs: int64
 *     state: int8 (requested 0, scheduled, done, rejected, cancelled, timed out, reversed)
 *     its instant: int64
 *     if rejected, reason: int8   if done, former: int8 (0 or 1), then as AssignmentCodec, by: text
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // CodecTest holds the order
final class PortingCodec {
  private static final PortRejection[] REASONS = PortRejection.values();

  private PortingCodec() {}

  /** What is read. */
  record Read(Actor assignedBy, Porting porting) {}

  static boolean isNeeded(NumberFact fact) {
    return !fact.porting().equals(Porting.NONE) || !assignedBy(fact).equals(fact.actor());
  }

  private static Actor assignedBy(NumberFact fact) {
    return fact instanceof NumberFact.Assigned assigned ? assigned.assignedBy() : fact.actor();
  }

  static void write(FrameWriter out, NumberFact fact) {
    Port port = fact.porting().port();
    out.text(assignedBy(fact).toString());
    out.int8(fact.porting().locked() ? 1 : 0);
    out.int8(port == null ? 0 : 1);
    if (port != null) {
      out.version(port.id());
      out.version(port.since());
      out.text(port.from().value());
      AssignmentCodec.write(out, port.wanted());
      out.int64(port.requestedMs());
      out.int64(port.atMs());
      out.int64(port.reversibleMs());
      write(out, port.state());
    }
  }

  private static void write(FrameWriter out, PortState state) {
    if (state instanceof PortState.Requested requested) {
      write(out, 0, requested.deadlineMs());
    } else if (state instanceof PortState.Scheduled scheduled) {
      write(out, 1, scheduled.fromMs());
    } else if (state instanceof PortState.Done done) {
      write(out, 2, done.fromMs());
      Given former = done.former();
      out.int8(former == null ? 0 : 1);
      if (former != null) {
        AssignmentCodec.write(out, former.assignment());
        out.text(former.by().toString());
      }
    } else if (state instanceof PortState.Rejected rejected) {
      write(out, 3, rejected.atMs());
      out.int8(rejected.reason().ordinal());
    } else if (state instanceof PortState.Cancelled cancelled) {
      write(out, 4, cancelled.atMs());
    } else if (state instanceof PortState.TimedOut timedOut) {
      write(out, 5, timedOut.atMs());
    } else if (state instanceof PortState.Reversed reversed) {
      write(out, 6, reversed.atMs());
    }
  }

  private static void write(FrameWriter out, int state, long ms) {
    out.int8(state);
    out.int64(ms);
  }

  /** Throws IllegalArgumentException, too, where the domain refuses a value. */
  static Read read(FrameReader in) throws BadFrameException {
    Actor assignedBy = Actor.parse(in.text());
    boolean locked = in.bool();
    Port port = null;
    if (in.bool()) {
      long id = in.version();
      long since = in.version();
      IspId from = new IspId(in.text());
      port =
          new Port(
              id,
              from,
              AssignmentCodec.read(in),
              in.int64(),
              in.int64(),
              in.int64(),
              state(in),
              since);
    }
    return new Read(assignedBy, Porting.of(locked, port));
  }

  private static PortState state(FrameReader in) throws BadFrameException {
    int state = in.int8();
    long ms = in.int64();
    return switch (state) {
      case 0 -> new PortState.Requested(ms);
      case 1 -> new PortState.Scheduled(ms);
      case 2 -> new PortState.Done(ms, in.bool() ? former(in) : null);
      case 3 -> new PortState.Rejected(ms, in.constant(REASONS));
      case 4 -> new PortState.Cancelled(ms);
      case 5 -> new PortState.TimedOut(ms);
      case 6 -> new PortState.Reversed(ms);
      default -> throw new BadFrameException("unknown state of a port " + state);
    };
  }

  private static Given former(FrameReader in) throws BadFrameException {
    return new Given(AssignmentCodec.read(in), Actor.parse(in.text()));
  }
}
