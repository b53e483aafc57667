package io.numroute.routing;

/** What is true of one number, and since which command. */
public sealed interface NumberFact {
  /** Who asked for it. */
  Actor actor();

  /** Offset of the command in its partition. */
  long version();

  /** Version of the directory it was decided on. */
  long directoryVersion();

  /** The number has an assignment of its own. */
  record Assigned(NumberAssignment assignment, Actor actor, long version, long directoryVersion)
      implements NumberFact {}

  /** The number had one and has it no more: its block speaks again. */
  record Withdrawn(Actor actor, long version, long directoryVersion) implements NumberFact {}
}
