package io.numroute.routing;

/** What is true of one number, and since which command. */
public sealed interface NumberFact {
  /** Who asked for it. */
  Actor actor();

  /** Offset of the command in its partition. */
  long version();

  /** Version of the directory it was decided on. */
  long directoryVersion();

  /** Broker append time of the command, epoch milliseconds. */
  long timeMs();

  /** The number has an assignment of its own. */
  record Assigned(
      NumberAssignment assignment, Actor actor, long version, long directoryVersion, long timeMs)
      implements NumberFact {}

  /** The number had one and has it no more: its block speaks again. */
  record Withdrawn(Actor actor, long version, long directoryVersion, long timeMs)
      implements NumberFact {}

  /**
   * Something was decided of the number that this version does not understand, by a later one. A
   * decision goes on without it and says so.
   */
  record NotUnderstood(Actor actor, long version, long directoryVersion, long timeMs)
      implements NumberFact {}
}
