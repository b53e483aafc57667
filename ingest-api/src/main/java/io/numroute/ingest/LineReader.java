package io.numroute.ingest;

import java.io.IOException;
import java.io.InputStream;

/**
 * The lines of a stream, one after the other, in a buffer of fixed size. A line ends with LF or
 * CRLF; the last one may end with the stream. A line of more than {@value #MAX_LINE} bytes is read
 * past and marked {@link #tooLong}, so memory stays the same whatever is sent. One thread.
 */
final class LineReader {
  static final int MAX_LINE = 64 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[MAX_LINE + 2];
  private int start;
  private int end;
  private boolean ended;

  private int offset;
  private int length;
  private boolean tooLong;
  private long number;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** Goes to the next line; false when there is none. */
  boolean next() throws IOException {
    tooLong = false;
    int searched = start;
    while (true) {
      for (int i = searched; i < end; i++) {
        if (buffer[i] == '\n') {
          take(i);
          start = i + 1;
          return true;
        }
      }
      searched = end;
      if (ended) {
        if (start == end && !tooLong) {
          return false;
        }
        take(end);
        start = end;
        return true;
      }
      if (start > 0) {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        searched -= start;
        end -= start;
        start = 0;
      }
      if (end == buffer.length) {
        tooLong = true;
        searched = 0;
        end = 0;
      }
      int read = in.read(buffer, end, buffer.length - end);
      if (read < 0) {
        ended = true;
      } else {
        end += read;
      }
    }
  }

  private void take(int lineEnd) {
    offset = start;
    length = lineEnd - start;
    if (length > 0 && buffer[lineEnd - 1] == '\r') {
      length--;
    }
    tooLong |= length > MAX_LINE;
    number++;
  }

  /** Number of the current line, the first being 1. */
  long number() {
    return number;
  }

  /** Whether the current line is longer than allowed; its bytes are lost then. */
  boolean tooLong() {
    return tooLong;
  }

  /** The buffer that holds the current line until the next call of {@link #next}. */
  byte[] bytes() {
    return buffer;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  /** Whether the current line holds nothing but blanks. */
  boolean blank() {
    for (int i = offset; i < offset + length; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\t') {
        return false;
      }
    }
    return !tooLong;
  }
}
