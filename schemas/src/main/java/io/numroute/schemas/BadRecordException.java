package io.numroute.schemas;

import java.util.Locale;

/**
 * A record that this version cannot understand. It will not get better by reading it again: park it
 * with {@link DeadLetters}, count it, and go on.
 *
 * <p>Checked, so that no reader forgets that a topic may hold anything.
 */
public final class BadRecordException extends Exception {
  private static final long serialVersionUID = 1;

  private final Code code;

  public BadRecordException(Code code, String detail) {
    super(code.word() + ": " + detail);
    this.code = code;
  }

  public BadRecordException(Code code, String detail, Throwable cause) {
    super(code.word() + ": " + detail, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }

  /** What is wrong with it. The word is stable: dead letters, logs and metrics carry it. */
  public enum Code {
    /** There is no value: a tombstone on a topic that has none. */
    NULL_VALUE,
    /** No frame in front, or the datum does not fit its schema. */
    NOT_AVRO,
    /** Well framed, but written with a schema that this version does not have. */
    UNKNOWN_SCHEMA,
    /** Longer than {@link AvroFraming#MAX_BYTES}. */
    TOO_LARGE,
    /** Written for another topic than the one it was found in. */
    WRONG_TOPIC,
    /** The record's key is not the entity that its value speaks of. */
    WRONG_KEY,
    /** Sound Avro that means nothing here: a kind, a word or a value this version does not know. */
    NOT_UNDERSTOOD,
    /** Sound and understood, but whoever was to be told of it did not take it in time. */
    UNDELIVERED;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    public String word() {
      return word;
    }

    /** Whether a later version may well have meant something by it, where the others are broken. */
    public boolean mayBeOfALaterVersion() {
      return this == UNKNOWN_SCHEMA || this == NOT_UNDERSTOOD;
    }
  }
}
