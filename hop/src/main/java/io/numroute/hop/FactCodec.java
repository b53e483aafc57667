package io.numroute.hop;

import io.numroute.routing.Actor;
import io.numroute.routing.NumberFact;
import org.jspecify.annotations.Nullable;

/**
 * The fact of a number in bytes.
 *
 * <pre>
 *   kind: int8   if NONE nothing more
 *   actor: text   version, directoryVersion: varint   timeMs: int64
 *   if ASSIGNED: as AssignmentCodec
 * </pre>
 */
final class FactCodec {
  private static final int NONE = 0;
  private static final int ASSIGNED = 1;
  private static final int WITHDRAWN = 2;
  private static final int NOT_UNDERSTOOD = 3;

  private FactCodec() {}

  static void write(FrameWriter out, @Nullable NumberFact fact) {
    if (fact == null) {
      out.int8(NONE);
      return;
    }
    out.int8(kindOf(fact));
    out.text(fact.actor().toString());
    out.version(fact.version());
    out.version(fact.directoryVersion());
    out.int64(fact.timeMs());
    if (fact instanceof NumberFact.Assigned assigned) {
      AssignmentCodec.write(out, assigned.assignment());
    }
  }

  private static int kindOf(NumberFact fact) {
    if (fact instanceof NumberFact.Assigned) {
      return ASSIGNED;
    }
    return fact instanceof NumberFact.Withdrawn ? WITHDRAWN : NOT_UNDERSTOOD;
  }

  static @Nullable NumberFact read(FrameReader in) throws BadFrameException {
    int kind = in.int8();
    if (kind == NONE) {
      return null;
    }
    try {
      Actor actor = Actor.parse(in.text());
      long version = in.version();
      long directoryVersion = in.version();
      long timeMs = in.int64();
      return switch (kind) {
        case ASSIGNED ->
            new NumberFact.Assigned(
                AssignmentCodec.read(in), actor, version, directoryVersion, timeMs);
        case WITHDRAWN -> new NumberFact.Withdrawn(actor, version, directoryVersion, timeMs);
        case NOT_UNDERSTOOD ->
            new NumberFact.NotUnderstood(actor, version, directoryVersion, timeMs);
        default -> throw new BadFrameException("unknown fact " + kind);
      };
    } catch (IllegalArgumentException e) {
      throw new BadFrameException("a fact that the domain refuses");
    }
  }
}
