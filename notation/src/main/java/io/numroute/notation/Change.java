package io.numroute.notation;

import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.Precondition;

/** What a caller asks for: a command to the directory, or one to a number. */
public sealed interface Change {
  /** How what it is about must stand. */
  Precondition precondition();

  /** The same, if what it is about stands like that. */
  Change provided(Precondition precondition);

  /** To the directory: one log, a total order. */
  record OfDirectory(DirectoryCommand command, Precondition precondition) implements Change {
    @Override
    public Change provided(Precondition other) {
      return new OfDirectory(command, other);
    }
  }

  /** To one number: decided in the number's partition. */
  record OfNumber(NumberCommand command, Precondition precondition) implements Change {
    @Override
    public Change provided(Precondition other) {
      return new OfNumber(command, other);
    }
  }

  static Change of(DirectoryCommand command) {
    return new OfDirectory(command, Precondition.NONE);
  }

  static Change of(NumberCommand command) {
    return new OfNumber(command, Precondition.NONE);
  }
}
