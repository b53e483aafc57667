package io.numroute.replica;

import io.numroute.routing.Actor;
import io.numroute.routing.Precondition;

/** A command, who it comes from, and how its entity must stand for it. */
public record Asked<C>(Actor actor, C command, Precondition precondition) {
  /** However the entity stands. */
  public Asked(Actor actor, C command) {
    this(actor, command, Precondition.NONE);
  }
}
