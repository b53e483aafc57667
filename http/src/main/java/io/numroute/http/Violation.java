package io.numroute.http;

import org.jspecify.annotations.Nullable;

/** Why the guard refuses what a client sent, and closes the connection. */
enum Violation {
  REQUEST_LINE(Problems.BAD_REQUEST, "The request line must be: method, target, HTTP/1.1."),
  TARGET(Problems.BAD_REQUEST, "The request target is malformed or is of a form not served here."),
  LINE_END(Problems.BAD_REQUEST, "Every line of the head must end with CR LF."),
  HEADER_SYNTAX(Problems.BAD_REQUEST, "A header field is malformed, folded, or holds a control."),
  TOO_LARGE(Problems.HEADERS_TOO_LARGE, null),
  TRANSFER_ENCODING(
      Problems.BAD_REQUEST, "The only Transfer-Encoding is one chunked, in HTTP/1.1."),
  TWO_FRAMINGS(Problems.BAD_REQUEST, "Content-Length and Transfer-Encoding exclude each other."),
  CONTENT_LENGTH(Problems.BAD_REQUEST, "Content-Length must be given once, as digits."),
  HOST(
      Problems.BAD_REQUEST,
      "There must be one Host, which agrees with an absolute request target."),
  BODY_NOT_ALLOWED(Problems.BAD_REQUEST, "This method takes no body."),
  CHUNK(Problems.BAD_REQUEST, "The chunked body is malformed, or has extensions or trailers."),
  SLOW(Problems.REQUEST_TIMEOUT, null);

  private final Problems problem;
  private final byte[] document;

  Violation(Problems problem, @Nullable String detail) {
    this.problem = problem;
    this.document = problem.problem().json(detail);
  }

  Problems problem() {
    return problem;
  }

  /** The problem document; shared. */
  byte[] document() {
    return document;
  }
}
