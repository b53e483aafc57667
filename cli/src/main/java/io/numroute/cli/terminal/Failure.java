package io.numroute.cli.terminal;

/**
 * Something that may well go wrong, said in one sentence for the person at the keyboard. Never
 * shown with a stack trace unless asked for.
 */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ExitCode exitCode;

  private Failure(ExitCode exitCode, String sentence, Throwable cause) {
    super(sentence, cause);
    this.exitCode = exitCode;
  }

  private Failure(ExitCode exitCode, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
  }

  /** The world did not play along. */
  public static Failure error(String sentence) {
    return new Failure(ExitCode.ERROR, sentence);
  }

  /** The world did not play along, and {@code cause} knows more. */
  public static Failure error(String sentence, Throwable cause) {
    return new Failure(ExitCode.ERROR, sentence, cause);
  }

  /** What was typed cannot be meant. */
  public static Failure usage(String sentence) {
    return new Failure(ExitCode.USAGE, sentence);
  }

  /** What was asked for is not there. */
  public static Failure notFound(String sentence) {
    return new Failure(ExitCode.NOT_FOUND, sentence);
  }

  /** The same, for a command whose codes mean something else. */
  public Failure as(ExitCode other) {
    return new Failure(other, String.valueOf(getMessage()), this);
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
