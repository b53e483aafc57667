package io.numroute.notation;

/**
 * A document that cannot be understood, and where: the code is stable, the pointer (RFC 6901, or
 * the name of a column of CSV) names the place, the detail is for people and repeats no value of
 * the document.
 */
public final class BadDocumentException extends Exception {
  /** No JSON, or beyond the limits of size, depth and length. */
  public static final String BAD_JSON = "bad-json";

  /** No line of CSV, or not one of this table. */
  public static final String BAD_CSV = "bad-csv";

  /** A field that the kind of document does not have. */
  public static final String UNKNOWN_FIELD = "unknown-field";

  /** A field that must be there and is not. */
  public static final String MISSING_FIELD = "missing-field";

  /** A value of another JSON type, or outside of what is allowed. */
  public static final String BAD_VALUE = "bad-value";

  /** A line of an import that is longer than a line may be. */
  public static final String LINE_TOO_LONG = "line-too-long";

  private final String code;
  private final String pointer;
  private final int column;

  public BadDocumentException(String code, String pointer, String detail) {
    this(code, pointer, detail, 0);
  }

  /**
   * With its place in a line.
   *
   * @param column the first being 1; 0 when it is not known
   */
  public BadDocumentException(String code, String pointer, String detail, int column) {
    super(detail, null, false, false);
    this.code = code;
    this.pointer = pointer;
    this.column = column;
  }

  public String code() {
    return code;
  }

  /** Empty for the document as a whole. */
  public String pointer() {
    return pointer;
  }

  /** Where in the line, the first being 1; 0 when it is not known. */
  public int column() {
    return column;
  }

  /** What is wrong, without the place. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** What is wrong, and where. */
  public String detailWithPlace() {
    return pointer.isEmpty() ? detail() : pointer + ": " + detail();
  }
}
