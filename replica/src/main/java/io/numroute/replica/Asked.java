package io.numroute.replica;

import io.numroute.routing.Actor;

/** A command and who it comes from. */
public record Asked<C>(Actor actor, C command) {}
