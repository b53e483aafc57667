package io.numroute.notation;

import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.NumberCommand;

/** What a caller asks for: a command to the directory, or one to a number. */
public sealed interface Change {
  /** To the directory: one log, a total order. */
  record OfDirectory(DirectoryCommand command) implements Change {}

  /** To one number: decided in the number's partition. */
  record OfNumber(NumberCommand command) implements Change {}

  static Change of(DirectoryCommand command) {
    return new OfDirectory(command);
  }

  static Change of(NumberCommand command) {
    return new OfNumber(command);
  }
}
