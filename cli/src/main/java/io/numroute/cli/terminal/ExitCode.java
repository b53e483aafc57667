package io.numroute.cli.terminal;

/** What a command leaves behind for the script that called it. */
public enum ExitCode {
  /** It did what was asked. */
  OK,
  /** It could not. */
  ERROR,
  /** It did not understand what was asked. */
  USAGE,
  /** It looked, and there is nothing. */
  NOT_FOUND;

  public int value() {
    return ordinal();
  }
}
