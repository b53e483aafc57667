package io.numroute.cli.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the end of one HTTP/1.1 response in what has arrived so far: status line, Content-Length,
 * body skipped. No other framing is understood, and a response that uses one is an error, since a
 * benchmark must not guess. Allocates nothing.
 */
final class ResponseReader {
  /** Room for the head and as much of the body as arrives at once. */
  static final int BUFFER_BYTES = 16 * 1024;

  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD_UNFINISHED = -1;

  private int lineStart;
  private int scanned;
  private int bodyLeft;
  private int status;
  private int contentLength;

  ResponseReader() {
    reset();
  }

  private void reset() {
    lineStart = 0;
    scanned = 0;
    bodyLeft = HEAD_UNFINISHED;
    status = 0;
    contentLength = -1;
  }

  /** Status code of the response that is being read, or was read last. */
  int status() {
    return status;
  }

  /**
   * Looks at the bytes from 0 to the buffer's position.
   *
   * @return whether the response is complete; the buffer is then empty and ready for the next one
   */
  boolean accept(ByteBuffer in) {
    if (bodyLeft == HEAD_UNFINISHED && !head(in)) {
      if (in.position() == in.capacity()) {
        throw new BadResponseException("response head is longer than " + in.capacity() + " bytes");
      }
      return false;
    }
    bodyLeft -= in.position() - scanned;
    scanned = 0;
    in.clear();
    if (bodyLeft > 0) {
      return false;
    } else if (bodyLeft < 0) {
      throw new BadResponseException("more bytes than Content-Length says");
    }
    int read = status;
    reset();
    status = read;
    return true;
  }

  /** Goes on through the head; true once the empty line has been seen. */
  private boolean head(ByteBuffer in) {
    int end = in.position();
    for (int i = scanned; i < end; i++) {
      if (in.get(i) == '\n') {
        int length = i - lineStart - 1;
        if (length == 0) {
          scanned = i + 1;
          bodyLeft = bodyLength();
          return true;
        }
        line(in, lineStart, length);
        lineStart = i + 1;
      }
    }
    scanned = end;
    return false;
  }

  private void line(ByteBuffer in, int start, int length) {
    if (start == 0) {
      if (length < 12) {
        throw new BadResponseException("no status line");
      }
      status = number(in, 9, 12);
    } else if (length > LENGTH.length && isLength(in, start)) {
      int from = start + LENGTH.length;
      while (in.get(from) == ' ') {
        from++;
      }
      contentLength = number(in, from, start + length);
    }
  }

  private static boolean isLength(ByteBuffer in, int start) {
    for (int i = 0; i < LENGTH.length; i++) {
      byte b = in.get(start + i);
      if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  private static int number(ByteBuffer in, int start, int end) {
    int number = 0;
    for (int i = start; i < end; i++) {
      int digit = in.get(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new BadResponseException("no number where one must be");
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private int bodyLength() {
    if (contentLength < 0) {
      if (status == 204 || status == 304) {
        return 0;
      }
      throw new BadResponseException("status " + status + " without Content-Length");
    }
    return contentLength;
  }

  /** The server said something this reader does not understand. */
  static final class BadResponseException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    BadResponseException(String message) {
      super(message);
    }
  }
}
