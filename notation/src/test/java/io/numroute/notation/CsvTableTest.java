package io.numroute.notation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.numroute.routing.Block;
import io.numroute.routing.DirectoryCommand;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTableTest {
  @ParameterizedTest(name = "{0} / {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "number,isp|+4471,acme|{'number':{'number':'+4471','servingIsp':'acme'}}",
        "isp,number|acme,+4471|{'number':{'number':'+4471','servingIsp':'acme'}}",
        "number,isp|`\"+4471\",\"acme\"`|{'number':{'number':'+4471','servingIsp':'acme'}}",
        "number,isp,profile,service,valid_from|+4471,acme,,\"\",|{'number':{'number':'+4471','servingIsp':'acme'}}",
        "number,isp,profile,service,valid_from|+4471,acme,day,reservation,2026-01-01T00:00:00Z"
            + "|{'number':{'number':'+4471','servingIsp':'acme','profile':'day','service':'reservation','validFrom':'2026-01-01T00:00:00Z'}}",
        "number,isp,routing_number,valid_until|+4471,acme,+4499,2027-01-01T00:00:00Z"
            + "|{'number':{'number':'+4471','servingIsp':'acme','routingNumber':'+4499','validUntil':'2027-01-01T00:00:00Z'}}",
        "number,isp,successor_from,successor_isp,successor_service|+4471,acme,2027-01-01T00:00:00Z,beta,calling-card"
            + "|{'number':{'number':'+4471','servingIsp':'acme','successor':{'from':'2027-01-01T00:00:00Z','servingIsp':'beta','service':'calling-card'}}}",
        "number,delete|+4471,true|{'number':{'number':'+4471','delete':true}}",
        "number,isp,delete|+4471,acme,false|{'number':{'number':'+4471','servingIsp':'acme'}}",
        "prefix,isp,length,valid_from|4471,acme,12,|{'block':{'prefix':'4471','holder':'acme','totalLength':12}}",
        "prefix,isp,profile|4471,acme,day|{'block':{'prefix':'4471','holder':'acme','profile':'day'}}",
        "prefix,isp,successor_from,successor_isp,successor_length,successor_profile|4471,acme,2027-01-01T00:00:00Z,beta,12,day"
            + "|{'block':{'prefix':'4471','holder':'acme','successor':{'from':'2027-01-01T00:00:00Z','holder':'beta','totalLength':12,'profile':'day'}}}",
        "prefix,isp,successor_from,successor_isp,successor_valid_from,successor_valid_until|4471,acme,2027-01-01T00:00:00Z,beta,2027-01-02T00:00:00Z,2028-01-01T00:00:00Z"
            + "|{'block':{'prefix':'4471','holder':'acme','successor':{'from':'2027-01-01T00:00:00Z','holder':'beta','validFrom':'2027-01-02T00:00:00Z','validUntil':'2028-01-01T00:00:00Z'}}}",
        "prefix,delete|4471,true|{'block':{'prefix':'4471','delete':true}}",
      })
  void aRowIsTheSameChangeAsItsLineOfJson(String header, String row, String json) throws Exception {
    byte[] line = json.replace('\'', '"').getBytes(UTF_8);
    assertThat(changes(header, row)).containsExactly(ImportLine.parse(line, 0, line.length));
  }

  @Test
  void aByteOrderMarkIsPassedOver() throws Exception {
    assertThat(changes("\ufeffnumber,isp", "+4471,acme")).hasSize(1);
  }

  @Test
  void aRangeIsTheFewestBlocks() throws Exception {
    List<Block> blocks =
        changes("from,to,isp", "+4471000000,+4471019999,acme").stream()
            .map(change -> (DirectoryCommand.PutBlock) ((Change.OfDirectory) change).command())
            .map(DirectoryCommand.PutBlock::block)
            .toList();
    assertThat(blocks).extracting(b -> b.prefix().toString()).containsExactly("447100", "447101");
    assertThat(blocks).allMatch(block -> block.totalLength() == 10);
    assertThat(changes("from,to,delete", "+4471000000,+4471019999,true"))
        .extracting(change -> ((Change.OfDirectory) change).command().entity())
        .containsExactly("block/447100", "block/447101");
  }

  @ParameterizedTest(name = "{0} / {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // header | row | code, column in the line, detail with its place
        "number,isp|+4471|bad-csv 6|1 fields, and the header has 2",
        "number,isp|+4471,acme,|bad-csv 12|3 fields, and the header has 2",
        "number,isp|`\"+4471\"x,acme`|bad-csv 8|something between the closing quote and the comma",
        "number,isp|`+4471,\"acme`|bad-csv 7|no closing quote in this line",
        "number,isp|`+4471,\"ac\"\"me`|bad-csv 7|no closing quote in this line",
        "number,isp|`+4471,ac\"me`|bad-csv 9|a quote inside a field that does not begin with one",
        "number,isp|4471,acme|bad-value 1|number: an E.164 number begins with +",
        "number,isp|+4471, acme|bad-value 7|isp: ISP id must be 1 to 63 characters of a-z, 0-9 and -, not beginning with -",
        "number,isp|`+4471,\"a\"\"b\"`|bad-value 8|isp: ISP id must be 1 to 63 characters of a-z, 0-9 and -, not beginning with -",
        "number,isp|+4471,|missing-field 7|isp: must be given",
        "number,isp|,acme|missing-field 1|number: must be given",
        "number,delete|+4471,false|missing-field 0|isp: must be given",
        "number,delete|+4471,yes|bad-value 7|delete: expected true or false",
        "number,isp,delete|+4471,acme,true|bad-value 7|isp: must be empty where delete is true",
        "number,successor_isp,delete|+4471,acme,true|bad-value 7|successor_isp: must be empty where delete is true",
        "number,isp,service|+4471,acme,sales|bad-value 12|service: not one of the known words",
        "isp,service,number|äöü,,+4471|bad-value 1|isp: ISP id must be 1 to 63 characters of a-z, 0-9 and -, not beginning with -",
        "isp,number|äöü|bad-csv 4|1 fields, and the header has 2",
        "number,isp,valid_from|+4471,acme,1.1.2027|bad-value 12|valid_from: expected an instant like 2026-11-22T10:00:00Z",
        "number,isp,successor_isp|+4471,acme,beta|missing-field 0|successor_from: must be given",
        "prefix,isp,length|4471,acme,x|bad-value 11|length: expected a whole number from 0 to 15",
        "prefix,isp,length|4471,acme,3|bad-value 11|length: block total length must be 0 or between its prefix's length and 15",
        "from,to,isp|+4472,+4471,acme|bad-value 7|to: a range ends before it begins",
        "from,to,isp|+4471,+44711,acme|bad-value 7|to: the ends of a range have the same number of digits",
      })
  void aFaultNamesItsPlace(String header, String row, String codeAndColumn, String detail) {
    assertFault(
        catchThrowableOfType(BadDocumentException.class, () -> changes(header, row)),
        codeAndColumn,
        detail);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "number,isp,colour|unknown-field 12|no column of a table that begins with number",
        "number,isp,length|unknown-field 12|no column of a table that begins with number",
        "Number,isp|unknown-field 1|no column of a table that begins with prefix",
        "number,isp,isp|bad-value 12|isp: the column comes twice",
        "number|missing-field 0|isp: the header has no such column",
        "isp|missing-field 0|prefix: the header has no such column",
        "from,isp|missing-field 0|to: the header has no such column",
        "+4471,acme|unknown-field 1|no column of a table that begins with prefix",
        "`number,\"isp`|bad-csv 8|no closing quote in this line",
      })
  void aHeaderIsKnownOrRefused(String header, String codeAndColumn, String detail) {
    assertFault(
        catchThrowableOfType(BadDocumentException.class, () -> table(header)),
        codeAndColumn,
        detail);
  }

  @Test
  void whatWasSaidOfADocumentIsSaidOfItsColumns() throws Exception {
    assertThat(table("number,isp").inColumns("/servingIsp: no ISP x")).isEqualTo("isp: no ISP x");
    assertThat(table("number,isp").inColumns("/successor/profile: none"))
        .isEqualTo("successor_profile: none");
    assertThat(table("prefix,isp").inColumns("/holder: no ISP x")).isEqualTo("isp: no ISP x");
    assertThat(table("number,isp").inColumns("the number lies in no block of yours"))
        .isEqualTo("the number lies in no block of yours");
  }

  private static void assertFault(BadDocumentException fault, String codeAndColumn, String detail) {
    assertThat(fault.code() + " " + fault.column()).isEqualTo(codeAndColumn);
    assertThat(fault.detailWithPlace()).isEqualTo(detail);
  }

  private static CsvTable table(String header) throws BadDocumentException {
    byte[] bytes = header.getBytes(UTF_8);
    return CsvTable.of(bytes, 0, bytes.length);
  }

  private static List<Change> changes(String header, String row) throws BadDocumentException {
    byte[] bytes = ("x" + row + "x").getBytes(UTF_8);
    return table(header).changes(bytes, 1, bytes.length - 2);
  }
}
