package io.numroute.ingest;

import io.numroute.http.Problem;
import io.numroute.http.ProblemException;

/** Kinds of problem that only this door has. A part of {@code docs/errors.md} is made from it. */
enum IngestProblems {
  BAD_DOCUMENT(
      "bad-document",
      400,
      "The document is not what is expected here",
      "The member code says what is wrong, the member pointer (RFC 6901) where."),
  BAD_ENCODING(
      "bad-encoding",
      400,
      "The body's content encoding is broken",
      "The compressed body is broken, cut, or expands beyond reason."),
  TOO_MANY_KEYS(
      "too-many-keys",
      409,
      "There are as many API keys as there may be",
      "Two of a role and name are good at a time, and 256 of an owner. Revoke one."),
  LAST_KEY(
      "last-authority-key",
      409,
      "It is the authority's last API key",
      "Without it nobody could make another. Make its successor first."),
  PRECONDITION_FAILED(
      "precondition-failed",
      412,
      "The entity does not stand as the request expects",
      "Somebody else has changed it: its entity tag is not the one of If-Match any more, or it is there although If-None-Match is *. Nothing was changed. Read it again, and decide anew."),
  KEY_IN_USE(
      "idempotency-key-in-use",
      409,
      "The same request is under way",
      "The first request with that Idempotency-Key is not done yet, or its ingest has died and what it did is not known yet. Retry-After says when to try again."),
  KEY_REUSED(
      "idempotency-key-reused",
      422,
      "The key belongs to another request",
      "The Idempotency-Key was used for a request with another path or body."),
  FATE_UNKNOWN(
      "fate-unknown",
      503,
      "Whether the command was accepted is not known",
      "The brokers may or may not have it, as the member mayBeApplied says. Read the entity, or repeat the request."),
  IMPORT_STOPPED(
      "import-stopped",
      503,
      "The import was not finished",
      "It went as far as its members say, and no further.");

  private final Problem problem;
  private final String explanation;

  IngestProblems(String slug, int status, String title, String explanation) {
    this.problem = new Problem(slug, title, status);
    this.explanation = explanation;
  }

  /** The kind itself. */
  Problem problem() {
    return problem;
  }

  /** To be thrown where a request is worked on. */
  ProblemException because(String detail) {
    return new ProblemException(problem, detail);
  }

  /** What a client should make of it. */
  String explanation() {
    return explanation;
  }
}
