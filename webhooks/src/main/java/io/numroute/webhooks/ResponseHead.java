package io.numroute.webhooks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of a response of HTTP/1.x (RFC 9112): what of it counts for a webhook. Interim responses
 * (1xx) are passed over.
 */
final class ResponseHead {
  /** Of all heads together. */
  static final int MAX_BYTES = 16 << 10;

  private final InputStream in;
  private int left = MAX_BYTES;

  private ResponseHead(InputStream in) {
    this.in = in;
  }

  /**
   * Status and Retry-After; null when it is not HTTP.
   *
   * @throws IOException when the connection breaks before the head's end
   */
  static @Nullable Attempted read(InputStream in) throws IOException {
    return new ResponseHead(new BufferedInputStream(in, 2048)).read();
  }

  private @Nullable Attempted read() throws IOException {
    while (true) {
      int status = status(line());
      if (status < 100) {
        return null;
      }
      String retryAfter = null;
      String header = line();
      while (header != null && !header.isEmpty()) {
        int colon = header.indexOf(':');
        if (colon > 0
            && header.substring(0, colon).toLowerCase(Locale.ROOT).equals("retry-after")) {
          retryAfter = header.substring(colon + 1).strip();
        }
        header = line();
      }
      if (header == null) {
        return null;
      } else if (status >= 200) {
        return Attempted.answered(status, retryAfter);
      }
    }
  }

  /** The status of {@code HTTP/1.1 200 OK}; -1 of anything else. */
  private static int status(@Nullable String line) {
    if (line == null
        || line.length() < 12
        || !line.startsWith("HTTP/1.")
        || line.charAt(8) != ' ') {
      return -1;
    }
    int status = 0;
    for (int i = 9; i < 12; i++) {
      int digit = line.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      status = status * 10 + digit;
    }
    return line.length() == 12 || line.charAt(12) == ' ' ? status : -1;
  }

  /** Without its end; null when there is no room for it. */
  private @Nullable String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (left-- > 0) {
      int read = in.read();
      if (read < 0) {
        throw new EOFException();
      } else if (read == '\n') {
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r'
            ? line.substring(0, end - 1)
            : line.toString();
      }
      line.append((char) read);
    }
    return null;
  }
}
