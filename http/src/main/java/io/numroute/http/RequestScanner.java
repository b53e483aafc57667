package io.numroute.http;

import org.jspecify.annotations.Nullable;

/**
 * Follows the bytes of one connection and says where requests begin and end, by the strictest
 * reading of RFC 9112: whatever two servers could read differently is a violation. So the parser
 * behind it, which is lenient, only ever sees requests with one meaning.
 *
 * <p>Heads are scanned whole, bodies as they come. Not thread-safe; allocates nothing. The only
 * change it makes to the bytes: a field {@code Upgrade} is renamed, so that the parser does not
 * leave HTTP behind (we never upgrade).
 *
 * <p>Long, because it is one state machine, and a reviewer must see all of what it lets through.
 */
final class RequestScanner {
  /** The head has not ended yet. */
  static final int INCOMPLETE = -1;

  /** See {@link #violation}. */
  static final int BROKEN = -2;

  private static final int MAX_CHUNK_SIZE_DIGITS = 8;
  private static final int MAX_CONTENT_LENGTH_DIGITS = 18;

  private static final byte TOKEN = 1;
  private static final byte TARGET = 2;
  private static final byte VALUE = 4;
  private static final byte HOST = 8;
  private static final byte HEX = 16;
  private static final byte[] CLASSES = classes();

  /** Where in a message the next byte stands. */
  private enum At {
    HEAD,
    FIXED_BODY,
    CHUNK_SIZE,
    CHUNK_SIZE_LF,
    CHUNK_DATA,
    CHUNK_DATA_CR,
    CHUNK_DATA_LF,
    END_CR,
    END_LF
  }

  private final int maxHeadBytes;
  private final int maxHeaders;

  private At at = At.HEAD;
  private @Nullable Violation violation;

  // Of the head being scanned.
  private boolean http11;
  private boolean chunked;
  private boolean bodyAllowed;
  private long contentLength;
  private int hostFrom;
  private int hostTo;
  private int authorityFrom;
  private int authorityTo;

  // Of the body being scanned.
  private long remaining;
  private int sizeDigits;

  RequestScanner(int maxHeadBytes, int maxHeaders) {
    this.maxHeadBytes = maxHeadBytes;
    this.maxHeaders = maxHeaders;
  }

  /** Whether the next byte belongs to a body. */
  boolean inBody() {
    return at != At.HEAD;
  }

  /** What {@link #BROKEN} was about. */
  Violation violation() {
    return violation == null ? Violation.REQUEST_LINE : violation;
  }

  /**
   * Scans the head that begins at {@code from}; not to be called in a body.
   *
   * @return where the head ends (exclusive), {@link #INCOMPLETE} or {@link #BROKEN}
   */
  int scanHead(byte[] a, int from, int to) {
    int limit = Math.min(to, from + maxHeadBytes);
    chunked = false;
    contentLength = -1;
    hostTo = -1;
    authorityTo = -1;
    int p = requestLine(a, from, limit);
    int headers = 0;
    while (p >= 0) {
      if (p >= limit) {
        p = INCOMPLETE;
      } else if (a[p] == '\r') {
        p = endOfHead(a, p, limit);
        if (p >= 0) {
          return p;
        }
      } else if (++headers > maxHeaders) {
        return broken(Violation.TOO_LARGE);
      } else {
        p = header(a, p, limit);
      }
    }
    return p == INCOMPLETE && limit - from >= maxHeadBytes ? broken(Violation.TOO_LARGE) : p;
  }

  private int requestLine(byte[] a, int from, int limit) {
    int p = from;
    while (p < limit && is(a[p], TOKEN)) {
      p++;
    }
    if (p == limit) {
      return INCOMPLETE;
    }
    int methodLength = p - from;
    if (methodLength == 0 || methodLength > 20 || a[p] != ' ') {
      return broken(Violation.REQUEST_LINE);
    }
    bodyAllowed = takesBody(a, from, methodLength);
    int target = ++p;
    while (p < limit && is(a[p], TARGET)) {
      p++;
    }
    if (p == limit) {
      return INCOMPLETE;
    }
    if (a[p] != ' ' || !target(a, target, p, methodLength == 7 && a[from] == 'O')) {
      return broken(a[p] == ' ' ? Violation.TARGET : Violation.REQUEST_LINE);
    }
    p++;
    if (limit - p < 10) {
      return INCOMPLETE;
    }
    http11 = a[p + 7] == '1';
    boolean known =
        a[p] == 'H'
            && a[p + 1] == 'T'
            && a[p + 2] == 'T'
            && a[p + 3] == 'P'
            && a[p + 4] == '/'
            && a[p + 5] == '1'
            && a[p + 6] == '.'
            && (http11 || a[p + 7] == '0')
            && a[p + 8] == '\r'
            && a[p + 9] == '\n';
    return known ? p + 10 : broken(Violation.REQUEST_LINE);
  }

  /** POST, PUT and PATCH; no other method of ours has a body. */
  private static boolean takesBody(byte[] a, int from, int length) {
    return switch (length) {
      case 3 -> equalsIgnoreCase(a, from, "put");
      case 4 -> equalsIgnoreCase(a, from, "post");
      case 5 -> equalsIgnoreCase(a, from, "patch");
      default -> false;
    };
  }

  private boolean target(byte[] a, int from, int to, boolean options) {
    if (to - from == 1 && a[from] == '*') {
      return options;
    }
    int path = from;
    if (to > from && a[from] != '/') {
      int authority =
          startsWith(a, from, to, "http://")
              ? from + 7
              : startsWith(a, from, to, "https://") ? from + 8 : -1;
      if (authority < 0) {
        return false;
      }
      path = authority;
      while (path < to && a[path] != '/' && a[path] != '?') {
        path++;
      }
      if (path < to && a[path] == '?') {
        return false;
      }
      authorityFrom = authority;
      authorityTo = path;
    }
    return to > from && wellEscaped(a, path, to);
  }

  /** Each % begins two hex digits that are not 00. */
  private static boolean wellEscaped(byte[] a, int from, int to) {
    for (int p = from; p < to; p++) {
      if (a[p] == '%') {
        if (to - p < 3
            || !is(a[p + 1], HEX)
            || !is(a[p + 2], HEX)
            || (a[p + 1] == '0' && a[p + 2] == '0')) {
          return false;
        }
      }
    }
    return true;
  }

  /** Scans one field line at {@code from}; gives where the next line begins. */
  private int header(byte[] a, int from, int limit) {
    int p = from;
    while (p < limit && is(a[p], TOKEN)) {
      p++;
    }
    if (p == limit) {
      return INCOMPLETE;
    }
    int nameLength = p - from;
    if (nameLength == 0 || a[p] != ':') {
      return broken(Violation.HEADER_SYNTAX);
    }
    p++;
    int value = p;
    while (p < limit && is(a[p], VALUE)) {
      p++;
    }
    if (p == limit) {
      return INCOMPLETE;
    }
    int end = p;
    if (a[p] != '\r') {
      return broken(a[p] == '\n' ? Violation.LINE_END : Violation.HEADER_SYNTAX);
    }
    if (p + 1 == limit) {
      return INCOMPLETE;
    }
    if (a[p + 1] != '\n') {
      return broken(Violation.LINE_END);
    }
    Violation wrong =
        switch (nameLength) {
          case 4 -> equalsIgnoreCase(a, from, "host") ? host(a, value, end) : null;
          case 7 -> hideUpgrade(a, from);
          case 14 ->
              equalsIgnoreCase(a, from, "content-length") ? contentLength(a, value, end) : null;
          case 17 ->
              equalsIgnoreCase(a, from, "transfer-encoding")
                  ? transferEncoding(a, value, end)
                  : null;
          default -> null;
        };
    return wrong == null ? p + 2 : broken(wrong);
  }

  private static @Nullable Violation hideUpgrade(byte[] a, int from) {
    if (equalsIgnoreCase(a, from, "upgrade")) {
      a[from] = 'x';
    }
    return null;
  }

  private @Nullable Violation host(byte[] a, int from, int to) {
    if (hostTo >= 0) {
      return Violation.HOST;
    }
    int first = skipSpace(a, from, to);
    int last = trimSpace(a, first, to);
    for (int p = first; p < last; p++) {
      if (!is(a[p], HOST)) {
        return Violation.HOST;
      }
    }
    hostFrom = first;
    hostTo = last;
    return first == last ? Violation.HOST : null;
  }

  private @Nullable Violation contentLength(byte[] a, int from, int to) {
    int first = skipSpace(a, from, to);
    if (contentLength >= 0 || to == first || to - first > MAX_CONTENT_LENGTH_DIGITS) {
      return Violation.CONTENT_LENGTH;
    }
    long length = 0;
    for (int p = first; p < to; p++) {
      int digit = a[p] - '0';
      if (digit < 0 || digit > 9) {
        return Violation.CONTENT_LENGTH;
      }
      length = length * 10 + digit;
    }
    contentLength = length;
    return null;
  }

  private @Nullable Violation transferEncoding(byte[] a, int from, int to) {
    int first = skipSpace(a, from, to);
    int last = trimSpace(a, first, to);
    if (chunked || last - first != 7 || !equalsIgnoreCase(a, first, "chunked")) {
      return Violation.TRANSFER_ENCODING;
    }
    chunked = true;
    return null;
  }

  private int endOfHead(byte[] a, int p, int limit) {
    if (p + 1 == limit) {
      return INCOMPLETE;
    }
    if (a[p + 1] != '\n') {
      return broken(Violation.LINE_END);
    }
    if (chunked && contentLength >= 0) {
      return broken(Violation.TWO_FRAMINGS);
    }
    if (chunked && !http11) {
      return broken(Violation.TRANSFER_ENCODING);
    }
    if ((chunked || contentLength > 0) && !bodyAllowed) {
      return broken(Violation.BODY_NOT_ALLOWED);
    }
    if ((http11 && hostTo < 0) || (authorityTo >= 0 && !hostIsAuthority(a))) {
      return broken(Violation.HOST);
    }
    if (chunked) {
      remaining = 0;
      sizeDigits = 0;
      at = At.CHUNK_SIZE;
    } else if (contentLength > 0) {
      remaining = contentLength;
      at = At.FIXED_BODY;
    }
    return p + 2;
  }

  private boolean hostIsAuthority(byte[] a) {
    int length = hostTo - hostFrom;
    if (hostTo < 0 || length != authorityTo - authorityFrom) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (lower(a[hostFrom + i]) != lower(a[authorityFrom + i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Scans body bytes; only to be called in a body.
   *
   * @return where the body ends, {@code to} when it goes on, or {@link #BROKEN}
   */
  int scanBody(byte[] a, int from, int to) {
    int p = from;
    while (p < to && at != At.HEAD) {
      if (at == At.FIXED_BODY || at == At.CHUNK_DATA) {
        int skipped = (int) Math.min(remaining, to - p);
        p += skipped;
        remaining -= skipped;
        if (remaining == 0) {
          at = at == At.FIXED_BODY ? At.HEAD : At.CHUNK_DATA_CR;
        }
      } else if (!chunkFrame(a[p++])) {
        return broken(Violation.CHUNK);
      }
    }
    return p;
  }

  private boolean chunkFrame(byte b) {
    switch (at) {
      case CHUNK_SIZE:
        if (is(b, HEX)) {
          remaining = remaining << 4 | Character.digit(b, 16);
          return ++sizeDigits <= MAX_CHUNK_SIZE_DIGITS;
        }
        // Extensions are refused: the parser knows none, and quotes in them could hide a line end.
        at = At.CHUNK_SIZE_LF;
        return sizeDigits > 0 && b == '\r';
      case CHUNK_SIZE_LF:
        at = remaining == 0 ? At.END_CR : At.CHUNK_DATA;
        return b == '\n';
      case CHUNK_DATA_CR:
        at = At.CHUNK_DATA_LF;
        return b == '\r';
      case CHUNK_DATA_LF:
        sizeDigits = 0;
        at = At.CHUNK_SIZE;
        return b == '\n';
      case END_CR:
        at = At.END_LF;
        return b == '\r';
      case END_LF:
        at = At.HEAD;
        return b == '\n';
      default:
        throw new IllegalStateException("not in a chunk's frame: " + at);
    }
  }

  private int broken(Violation violation) {
    this.violation = violation;
    return BROKEN;
  }

  private static int skipSpace(byte[] a, int from, int to) {
    int p = from;
    while (p < to && (a[p] == ' ' || a[p] == '\t')) {
      p++;
    }
    return p;
  }

  private static int trimSpace(byte[] a, int from, int to) {
    int p = to;
    while (p > from && (a[p - 1] == ' ' || a[p - 1] == '\t')) {
      p--;
    }
    return p;
  }

  private static boolean startsWith(byte[] a, int from, int to, String lowerCase) {
    return to - from >= lowerCase.length() && equalsIgnoreCase(a, from, lowerCase);
  }

  private static boolean equalsIgnoreCase(byte[] a, int from, String lowerCase) {
    for (int i = 0; i < lowerCase.length(); i++) {
      if (lower(a[from + i]) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }

  private static boolean is(byte b, byte characterClass) {
    return (CLASSES[b & 0xFF] & characterClass) != 0;
  }

  private static byte[] classes() {
    byte[] classes = new byte[256];
    for (int c = 0; c < 256; c++) {
      boolean alphanumeric =
          (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (alphanumeric || "!#$%&'*+-.^_`|~".indexOf(c) >= 0) {
        classes[c] |= TOKEN;
      }
      if (c > ' ' && c < 0x7F && "#\"<>\\^`{|}".indexOf(c) < 0) {
        classes[c] |= TARGET;
      }
      if (c == '\t' || (c >= ' ' && c != 0x7F)) {
        classes[c] |= VALUE;
      }
      if (alphanumeric || ".-:[]".indexOf(c) >= 0) {
        classes[c] |= HOST;
      }
      if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f')) {
        classes[c] |= HEX;
      }
    }
    return classes;
  }
}
