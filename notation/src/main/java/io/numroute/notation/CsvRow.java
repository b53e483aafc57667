package io.numroute.notation;

import static io.numroute.notation.BadDocumentException.BAD_CSV;

import java.nio.charset.StandardCharsets;

/**
 * One line of CSV taken apart as RFC 4180 says: fields between commas, those that begin with a
 * quote end with one and hold two for one. A quote anywhere else, and anything between a closing
 * quote and the comma, is refused. No value of ours has a line break, so a record is a line, and
 * one that ends inside quotes is refused by itself: it does not swallow what follows. One thread.
 */
final class CsvRow {
  private static final byte QUOTE = '"';

  private final int[] begins = new int[CsvTable.MAX_COLUMNS];
  private final int[] ends = new int[CsvTable.MAX_COLUMNS];
  private final boolean[] quoted = new boolean[CsvTable.MAX_COLUMNS];
  private byte[] bytes = new byte[0];
  private int offset;
  private int fields;

  /** Takes a line apart; the bytes must stay until the fields are read. */
  void split(byte[] line, int from, int length) throws BadDocumentException {
    bytes = line;
    offset = from;
    fields = 0;
    int end = from + length;
    int at = from;
    while (true) {
      if (fields == begins.length) {
        throw bad(at, "more than " + begins.length + " fields");
      }
      at = at < end && line[at] == QUOTE ? quoted(at, end) : plain(at, end);
      fields++;
      if (at == end) {
        return;
      }
      at++;
    }
  }

  private int plain(int from, int end) throws BadDocumentException {
    int at = from;
    for (; at < end && bytes[at] != ','; at++) {
      if (bytes[at] == QUOTE) {
        throw bad(at, "a quote inside a field that does not begin with one");
      } else if (bytes[at] == '\r') {
        throw bad(at, "a carriage return inside a line");
      }
    }
    take(from, at, false);
    return at;
  }

  private int quoted(int from, int end) throws BadDocumentException {
    int at = from + 1;
    while (at < end && !(bytes[at] == QUOTE && (at + 1 == end || bytes[at + 1] != QUOTE))) {
      at += bytes[at] == QUOTE ? 2 : 1;
    }
    if (at >= end) {
      throw bad(from, "no closing quote in this line");
    } else if (at + 1 < end && bytes[at + 1] != ',') {
      throw bad(at + 1, "something between the closing quote and the comma");
    }
    take(from + 1, at, true);
    return at + 1;
  }

  private void take(int begin, int end, boolean isQuoted) {
    begins[fields] = begin;
    ends[fields] = end;
    quoted[fields] = isQuoted;
  }

  int fields() {
    return fields;
  }

  boolean isEmpty(int field) {
    return begins[field] == ends[field];
  }

  /** The value of a field. */
  String text(int field) {
    String text =
        new String(bytes, begins[field], ends[field] - begins[field], StandardCharsets.UTF_8);
    return quoted[field] ? text.replace("\"\"", "\"") : text;
  }

  /** Where the value of a field begins, in characters from 1. */
  int column(int field) {
    return columnOf(begins[field]);
  }

  /** Where the line ends. */
  int endColumn() {
    return columnOf(ends[fields - 1] + (quoted[fields - 1] ? 1 : 0));
  }

  private int columnOf(int at) {
    int column = 1;
    for (int i = offset; i < at; i++) {
      if ((bytes[i] & 0xc0) != 0x80) { // not within a character of UTF-8
        column++;
      }
    }
    return column;
  }

  private BadDocumentException bad(int at, String detail) {
    return new BadDocumentException(BAD_CSV, "", detail, columnOf(at));
  }
}
