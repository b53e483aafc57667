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

  /** Its lock and its newest port. */
  Porting porting();

  /**
   * The number has an assignment of its own.
   *
   * @param assignment with what a scheduled port puts after it
   * @param assignedBy on whose word it stands; commands that leave it as it is, such as those about
   *     ports, change the actor alone
   */
  record Assigned(
      NumberAssignment assignment,
      Actor assignedBy,
      Porting porting,
      Actor actor,
      long version,
      long directoryVersion,
      long timeMs)
      implements NumberFact {

    /** On the actor's word, neither locked nor ever ported. */
    public Assigned(
        NumberAssignment assignment,
        Actor actor,
        long version,
        long directoryVersion,
        long timeMs) {
      this(assignment, actor, Porting.NONE, actor, version, directoryVersion, timeMs);
    }
  }

  /** The number has no assignment of its own, or has it no more: its block speaks. */
  record Withdrawn(Porting porting, Actor actor, long version, long directoryVersion, long timeMs)
      implements NumberFact {

    /** Neither locked nor ever ported. */
    public Withdrawn(Actor actor, long version, long directoryVersion, long timeMs) {
      this(Porting.NONE, actor, version, directoryVersion, timeMs);
    }
  }

  /**
   * Something was decided of the number that this version does not understand, by a later one. A
   * decision goes on without it and says so.
   */
  record NotUnderstood(Actor actor, long version, long directoryVersion, long timeMs)
      implements NumberFact {
    @Override
    public Porting porting() {
      return Porting.NONE;
    }
  }
}
