package io.numroute.routing;

/** What became of a command. */
public sealed interface Verdict {
  /** It holds. */
  Verdict ACCEPTED = new Accepted();

  /** Refused for that reason; {@code detail} is for people. */
  static Verdict refused(Refusal code, String detail) {
    return new Refused(code, detail);
  }

  default boolean accepted() {
    return this instanceof Accepted;
  }

  /** See {@link #ACCEPTED}. */
  record Accepted() implements Verdict {}

  /** The command changed nothing. */
  record Refused(Refusal code, String detail) implements Verdict {}
}
