package io.numroute.routing;

/**
 * How an entity must stand for a permitted command about it to be done, so that nobody undoes
 * unseen what somebody else did meanwhile (RFC 9110, section 13.1). It is looked at last, as
 * section 13.2.1 wants it: whoever may not change the entity learns nothing by it.
 *
 * @param version for {@link Kind#STANDS_AT}: of the command that must have made it what it is; else
 *     {@link #NOT_THERE}
 */
public record Precondition(Kind kind, long version) {
  /** The version of an entity that is not there. */
  public static final long NOT_THERE = Directory.NO_VERSION;

  /** It may stand as it likes. */
  public static final Precondition NONE = new Precondition(Kind.NONE, NOT_THERE);

  /** It must be there. */
  public static final Precondition EXISTS = new Precondition(Kind.EXISTS, NOT_THERE);

  /** It must not be there. */
  public static final Precondition ABSENT = new Precondition(Kind.ABSENT, NOT_THERE);

  /** What is asked of it. */
  public enum Kind {
    NONE,
    STANDS_AT,
    EXISTS,
    ABSENT
  }

  public Precondition {
    if (kind == Kind.STANDS_AT ? version < 0 : version != NOT_THERE) {
      throw new IllegalArgumentException("a version for " + kind + ": " + version);
    }
  }

  /** It must be as the command at that offset of its log made it. */
  public static Precondition standsAt(long version) {
    return new Precondition(Kind.STANDS_AT, version);
  }

  /**
   * What becomes of a command that would be accepted.
   *
   * @param stands version of the entity now, or {@link #NOT_THERE}
   */
  Verdict judge(long stands) {
    boolean there = stands != NOT_THERE;
    boolean holds =
        switch (kind) {
          case NONE -> true;
          case STANDS_AT -> stands == version;
          case EXISTS -> there;
          case ABSENT -> !there;
        };
    return holds
        ? Verdict.ACCEPTED
        : Verdict.refused(
            Refusal.PRECONDITION_FAILED,
            there ? "it stands at version " + stands : "it is not there");
  }
}
