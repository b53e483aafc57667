package io.numroute.edge;

import io.numroute.hop.Routers.Evidence;
import io.numroute.routing.Decision;
import io.numroute.routing.Outcome;

/**
 * One way to write a decision. Called once per answer; allocates nothing for a call that can go.
 */
interface AnswerFormat {
  /**
   * Writes a call that can go.
   *
   * @param ttlSeconds how long the answer may be kept
   */
  Reply.MediaType routed(
      ByteWriter out,
      Question question,
      Outcome.Routed routed,
      Decision decision,
      Evidence evidence,
      int ttlSeconds);

  /**
   * Writes a call that cannot go, where the consumer has words of its own for that; false when it
   * is told by a problem document.
   */
  default boolean notRouted(ByteWriter out, Outcome outcome) {
    return false;
  }
}
