package io.numroute.ingest;

/**
 * A document that cannot be understood, and where: the code is stable, the pointer (RFC 6901) names
 * the place, the detail is for people and repeats no value of the document.
 */
final class BadDocumentException extends Exception {
  /** No JSON, or beyond the limits of size, depth and length. */
  static final String BAD_JSON = "bad-json";

  /** A field that the kind of document does not have. */
  static final String UNKNOWN_FIELD = "unknown-field";

  /** A field that must be there and is not. */
  static final String MISSING_FIELD = "missing-field";

  /** A value of another JSON type, or outside of what is allowed. */
  static final String BAD_VALUE = "bad-value";

  /** A line of an import that is longer than a line may be. */
  static final String LINE_TOO_LONG = "line-too-long";

  private final String code;
  private final String pointer;

  BadDocumentException(String code, String pointer, String detail) {
    super(detail, null, false, false);
    this.code = code;
    this.pointer = pointer;
  }

  String code() {
    return code;
  }

  /** Empty for the document as a whole. */
  String pointer() {
    return pointer;
  }

  /** What is wrong, without the place. */
  String detail() {
    return String.valueOf(getMessage());
  }

  /** What is wrong, and where. */
  String detailWithPlace() {
    return pointer.isEmpty() ? detail() : pointer + ": " + detail();
  }
}
