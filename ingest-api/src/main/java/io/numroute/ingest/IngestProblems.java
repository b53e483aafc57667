package io.numroute.ingest;

import io.numroute.http.Problem;

/** Kinds of problem that only this door has. */
final class IngestProblems {
  /**
   * A document that is JSON, but not what is expected; members {@code code} and {@code pointer}.
   */
  static final Problem BAD_DOCUMENT =
      new Problem("bad-document", "The document is not what is expected here", 400);

  /** The brokers may or may not have the command; member {@code mayBeApplied}. */
  static final Problem FATE_UNKNOWN =
      new Problem("fate-unknown", "Whether the command was accepted is not known", 503);

  /** The import went as far as it says, and no further. */
  static final Problem IMPORT_STOPPED =
      new Problem("import-stopped", "The import was not finished", 503);

  /** The compressed body is broken, cut, or expands beyond reason. */
  static final Problem BAD_ENCODING =
      new Problem("bad-encoding", "The body's content encoding is broken", 400);

  /** The first request with that Idempotency-Key is not answered yet. */
  static final Problem KEY_IN_USE =
      new Problem("idempotency-key-in-use", "The same request is under way", 409);

  /** The Idempotency-Key was used for another request. */
  static final Problem KEY_REUSED =
      new Problem("idempotency-key-reused", "The key belongs to another request", 422);

  private IngestProblems() {}
}
