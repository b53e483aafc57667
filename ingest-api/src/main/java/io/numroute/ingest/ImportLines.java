package io.numroute.ingest;

import io.numroute.notation.BadDocumentException;
import io.numroute.notation.Change;
import io.numroute.notation.CsvTable;
import io.numroute.notation.ImportLine;
import java.io.IOException;
import java.util.List;

/** The lines of an import and what each asks for, in either notation. One thread. */
abstract class ImportLines {
  private final LineReader reader;

  ImportLines(LineReader reader) {
    this.reader = reader;
  }

  /** A document a line. */
  static ImportLines ndjson(LineReader reader) {
    return new Ndjson(reader);
  }

  /**
   * A table, whose header is read now.
   *
   * @throws BadDocumentException when there is no header, or one that is not understood
   */
  static ImportLines csv(LineReader reader) throws IOException, BadDocumentException {
    if (!reader.next() || reader.blank()) {
      throw new BadDocumentException(
          BadDocumentException.BAD_CSV, "", "the first line must be the header");
    }
    refuseTooLong(reader);
    return new Csv(reader, CsvTable.of(reader.bytes(), reader.offset(), reader.length()));
  }

  /** Goes to the next line that is not blank; false when there is none. */
  final boolean next() throws IOException {
    while (reader.next()) {
      if (!reader.blank()) {
        return true;
      }
    }
    return false;
  }

  /** Number of the current line, the first of the body being 1. */
  final long number() {
    return reader.number();
  }

  /** What the current line asks for: one change, or several that stand and fall for one line. */
  final List<Change> changes() throws BadDocumentException {
    refuseTooLong(reader);
    return parse(reader);
  }

  private static void refuseTooLong(LineReader reader) throws BadDocumentException {
    if (reader.tooLong()) {
      throw new BadDocumentException(
          BadDocumentException.LINE_TOO_LONG, "", "more than " + LineReader.MAX_LINE + " bytes");
    }
  }

  abstract List<Change> parse(LineReader line) throws BadDocumentException;

  /** What was said of a command, in the words of this notation. Thread-safe. */
  abstract String inItsWords(String detail);

  private static final class Ndjson extends ImportLines {
    Ndjson(LineReader reader) {
      super(reader);
    }

    @Override
    List<Change> parse(LineReader line) throws BadDocumentException {
      return List.of(ImportLine.parse(line.bytes(), line.offset(), line.length()));
    }

    @Override
    String inItsWords(String detail) {
      return detail;
    }
  }

  private static final class Csv extends ImportLines {
    private final CsvTable table;

    Csv(LineReader reader, CsvTable table) {
      super(reader);
      this.table = table;
    }

    @Override
    List<Change> parse(LineReader line) throws BadDocumentException {
      return table.changes(line.bytes(), line.offset(), line.length());
    }

    @Override
    String inItsWords(String detail) {
      return table.inColumns(detail);
    }
  }
}
