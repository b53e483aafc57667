package io.numroute.hop;

import io.numroute.routing.Actor;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberFact;
import io.numroute.routing.Porting;
import org.jspecify.annotations.Nullable;

/**
 * The fact of a number in bytes.
 *
 * <pre>
 *   kind: int8   if NONE nothing more; 0x10 is added when porting follows
 *   actor: text   version, directoryVersion: varint   timeMs: int64
 *   if ASSIGNED: as AssignmentCodec
 *   if porting follows: as PortingCodec
 * </pre>
 */
final class FactCodec {
  private static final int NONE = 0;
  private static final int ASSIGNED = 1;
  private static final int WITHDRAWN = 2;
  private static final int NOT_UNDERSTOOD = 3;
  private static final int PORTING = 0x10;

  private FactCodec() {}

  static void write(FrameWriter out, @Nullable NumberFact fact) {
    if (fact == null) {
      out.int8(NONE);
      return;
    }
    boolean porting = PortingCodec.isNeeded(fact);
    out.int8(kindOf(fact) | (porting ? PORTING : 0));
    out.text(fact.actor().toString());
    out.version(fact.version());
    out.version(fact.directoryVersion());
    out.int64(fact.timeMs());
    if (fact instanceof NumberFact.Assigned assigned) {
      AssignmentCodec.write(out, assigned.assignment());
    }
    if (porting) {
      PortingCodec.write(out, fact);
    }
  }

  private static int kindOf(NumberFact fact) {
    if (fact instanceof NumberFact.Assigned) {
      return ASSIGNED;
    }
    return fact instanceof NumberFact.Withdrawn ? WITHDRAWN : NOT_UNDERSTOOD;
  }

  static @Nullable NumberFact read(FrameReader in) throws BadFrameException {
    int flagged = in.int8();
    if (flagged == NONE) {
      return null;
    }
    boolean ported = (flagged & PORTING) != 0;
    int kind = flagged & ~PORTING;
    try {
      Actor actor = Actor.parse(in.text());
      long version = in.version();
      long directoryVersion = in.version();
      long timeMs = in.int64();
      NumberAssignment assignment = kind == ASSIGNED ? AssignmentCodec.read(in) : null;
      PortingCodec.Read porting =
          ported ? PortingCodec.read(in) : new PortingCodec.Read(actor, Porting.NONE);
      if (assignment != null) {
        return new NumberFact.Assigned(
            assignment,
            porting.assignedBy(),
            porting.porting(),
            actor,
            version,
            directoryVersion,
            timeMs);
      } else if (kind == WITHDRAWN) {
        return new NumberFact.Withdrawn(
            porting.porting(), actor, version, directoryVersion, timeMs);
      } else if (kind == NOT_UNDERSTOOD && !ported) {
        return new NumberFact.NotUnderstood(actor, version, directoryVersion, timeMs);
      }
      throw new BadFrameException("unknown fact " + kind);
    } catch (IllegalArgumentException e) {
      throw new BadFrameException("a fact that the domain refuses");
    }
  }
}
