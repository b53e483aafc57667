package io.numroute.hop;

import io.numroute.routing.Actor;
import io.numroute.routing.Origin;

/**
 * The command behind something, in bytes.
 *
 * <pre>
 *   version: varint   actor: text   timeMs: int64
 * </pre>
 */
final class OriginCodec {
  private OriginCodec() {}

  static void write(FrameWriter out, Origin origin) {
    out.version(origin.version());
    out.text(origin.actor().toString());
    out.int64(origin.timeMs());
  }

  /** Throws IllegalArgumentException where the domain refuses the actor. */
  static Origin read(FrameReader in) throws BadFrameException {
    long version = in.version();
    return new Origin(version, Actor.parse(in.text()), in.int64());
  }
}
