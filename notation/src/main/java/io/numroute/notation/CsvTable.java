package io.numroute.notation;

import static io.numroute.notation.BadDocumentException.BAD_CSV;
import static io.numroute.notation.BadDocumentException.BAD_VALUE;
import static io.numroute.notation.BadDocumentException.MISSING_FIELD;
import static io.numroute.notation.BadDocumentException.UNKNOWN_FIELD;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.Block;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.NumberRange;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Prefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of CSV (RFC 4180): what its header says, and what a line of it asks for. The columns of
 * the header tell the kind, and stand in any order:
 *
 * <pre>
 *   number,isp,profile,service,valid_from     numbers
 *   prefix,isp,length,valid_from              blocks
 *   from,to,isp,valid_from                    blocks, by their first and last number
 * </pre>
 *
 * <p>A row becomes the document that NDJSON has for the same thing, and goes on as that: the same
 * rules, the same words. An empty value, quoted or not, is an absent field. One thread.
 */
public final class CsvTable {
  /** More than any kind has. */
  static final int MAX_COLUMNS = 32;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final String kind;
  private final List<CsvColumn> known;
  private final List<CsvColumn> columns;
  private final CsvRow row = new CsvRow();

  private CsvTable(String kind, List<CsvColumn> known, List<CsvColumn> columns) {
    this.kind = kind;
    this.known = known;
    this.columns = columns;
  }

  /** The table with that header; a byte order mark before it is passed over. */
  public static CsvTable of(byte[] bytes, int offset, int length) throws BadDocumentException {
    int mark = beginsWithMark(bytes, offset, length) ? BYTE_ORDER_MARK.length : 0;
    CsvRow header = new CsvRow();
    header.split(bytes, offset + mark, length - mark);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < header.fields(); i++) {
      String name = header.text(i);
      if (names.contains(name)) {
        throw new BadDocumentException(
            BAD_VALUE, name(name), "the column comes twice", header.column(i));
      }
      names.add(name);
    }
    String kind = names.contains("number") ? "number" : "block";
    List<CsvColumn> known =
        names.contains("number")
            ? CsvColumn.NUMBERS
            : names.contains("from") || names.contains("to") ? CsvColumn.RANGES : CsvColumn.BLOCKS;
    List<CsvColumn> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      CsvColumn column = column(known, names.get(i));
      if (column == null) {
        throw new BadDocumentException(
            UNKNOWN_FIELD,
            "",
            "no column of a table that begins with " + known.get(0).name(),
            header.column(i));
      }
      columns.add(column);
    }
    require(names, known == CsvColumn.NUMBERS ? "number" : known.get(0).name());
    if (known == CsvColumn.RANGES) {
      require(names, "to");
    }
    if (!names.contains("delete")) {
      require(names, "isp");
    }
    return new CsvTable(kind, known, columns);
  }

  private static boolean beginsWithMark(byte[] bytes, int offset, int length) {
    boolean mark = length >= BYTE_ORDER_MARK.length;
    for (int i = 0; mark && i < BYTE_ORDER_MARK.length; i++) {
      mark = bytes[offset + i] == BYTE_ORDER_MARK[i];
    }
    return mark;
  }

  private static void require(List<String> names, String name) throws BadDocumentException {
    if (!names.contains(name)) {
      throw new BadDocumentException(MISSING_FIELD, name, "the header has no such column");
    }
  }

  /** A name of ours; what anybody else wrote is not repeated. */
  private static String name(String written) {
    return written.matches("[a-z_]{1,30}") ? written : "";
  }

  private static @Nullable CsvColumn column(List<CsvColumn> among, String name) {
    for (CsvColumn column : among) {
      if (column.name().equals(name)) {
        return column;
      }
    }
    return null;
  }

  /** What a line asks for: one change, or one for each prefix of a range, in order. */
  public List<Change> changes(byte[] bytes, int offset, int length) throws BadDocumentException {
    row.split(bytes, offset, length);
    if (row.fields() != columns.size()) {
      throw new BadDocumentException(
          BAD_CSV,
          "",
          row.fields() + " fields, and the header has " + columns.size(),
          row.fields() > columns.size() ? row.column(columns.size()) : row.endColumn());
    }
    try {
      ObjectNode document = document();
      return known == CsvColumn.RANGES
          ? blocks(document)
          : List.of(ImportLine.change(kind, new Fields(document, "")));
    } catch (BadDocumentException e) {
      throw placed(e);
    }
  }

  private ObjectNode document() {
    ObjectNode document = StrictJson.object();
    for (int i = 0; i < columns.size(); i++) {
      if (!row.isEmpty(i)) {
        CsvColumn column = columns.get(i);
        ObjectNode in =
            column.parent() == null ? document : document.withObjectProperty(column.parent());
        in.set(column.field(), column.json(row.text(i)));
      }
    }
    return document;
  }

  private static List<Change> blocks(ObjectNode document) throws BadDocumentException {
    Fields fields = new Fields(document, "");
    PhoneNumber from = fields.parsed("from", PhoneNumber::parse);
    List<Prefix> prefixes =
        fields.parsed("to", to -> new NumberRange(from, PhoneNumber.parse(to))).prefixes();
    int length = from.toString().length() - 1;
    document.put("prefix", prefixes.get(0).toString());
    if (!document.path("delete").asBoolean()) {
      document.put("totalLength", length);
    }
    Change first = ImportLine.change("block", fields);
    List<Change> changes = new ArrayList<>(prefixes.size());
    for (Prefix prefix : prefixes) {
      changes.add(Change.of(ofPrefix(((Change.OfDirectory) first).command(), prefix)));
    }
    return changes;
  }

  private static DirectoryCommand ofPrefix(DirectoryCommand command, Prefix prefix) {
    if (command instanceof DirectoryCommand.PutBlock put) {
      Block block = put.block();
      return new DirectoryCommand.PutBlock(
          new Block(
              prefix, block.totalLength(), block.holder(), block.profile(), block.validity()));
    }
    return new DirectoryCommand.DeleteBlock(prefix);
  }

  /** The same fault with its column in place of the document's field. */
  private BadDocumentException placed(BadDocumentException e) {
    for (int i = 0; i < columns.size(); i++) {
      CsvColumn column = columns.get(i);
      boolean within = !row.isEmpty(i) && e.pointer().equals("/" + column.parent());
      if (within || e.pointer().equals(column.pointer())) {
        return e.code().equals(UNKNOWN_FIELD)
            ? new BadDocumentException(
                BAD_VALUE, column.name(), "must be empty where delete is true", row.column(i))
            : new BadDocumentException(e.code(), column.name(), e.detail(), row.column(i));
      }
    }
    return new BadDocumentException(e.code(), named(e.pointer()), e.detail());
  }

  /** The name of the column for a field of the document; the pointer itself when it has none. */
  private String named(String pointer) {
    for (CsvColumn column : known) {
      if (column.pointer().equals(pointer)) {
        return column.name();
      }
    }
    return pointer;
  }

  /** What was said of the document ({@code /servingIsp: no ISP}), in words of the table. */
  public String inColumns(String detail) {
    int end = detail.indexOf(": ");
    return end < 0 ? detail : named(detail.substring(0, end)) + detail.substring(end);
  }
}
