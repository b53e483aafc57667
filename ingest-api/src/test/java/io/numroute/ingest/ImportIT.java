package io.numroute.ingest;

import static io.numroute.ingest.IngestFleet.lines;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.numroute.ingest.IngestFleet.Answer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Imports in both notations, compressed or not, in earnest or dry. */
class ImportIT {
  private static IngestFleet fleet;

  @BeforeAll
  static void start() throws Exception {
    fleet = new IngestFleet();
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  @Test
  void aTableOfNumbersNamesEachFaultByLineAndColumn() throws Exception {
    String acme = holder("csv-acme", "4410");
    Answer answer =
        csv(
            acme,
            "?wait=applied",
            "\ufeffnumber,isp,service,valid_from\r\n"
                + "+44101,csv-acme,,\r\n"
                + "+44102,csv-acme,reservation,2026-01-01T00:00:00Z\r\n"
                + "\r\n"
                + "+44103,csv-acme,sales,\r\n"
                + "44104,csv-acme,,\n"
                + "+44105,\"csv-acme,,\n"
                + "+44106,nobody,,\n"
                + "+45107,csv-acme,,\n"
                + "\"+44108\",\"csv-acme\",\"\",\"\"");
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
    assertThat(answer.json().path("lines").asInt()).isEqualTo(10);
    assertThat(answer.json().path("accepted").asInt()).isEqualTo(3);
    assertThat(errors(answer))
        .containsExactly(
            "5:17 bad-value service: not one of the known words",
            "6:1 bad-value number: an E.164 number begins with +",
            "7:8 bad-csv no closing quote in this line",
            "8:0 unknown-isp isp: no ISP nobody",
            "9:0 not-in-own-block the number lies in no block of yours");
    assertThat(fleet.get(acme, "/v1/numbers/+44102").text("service")).isEqualTo("reservation");
    assertThat(fleet.get(acme, "/v1/numbers/+44108").status()).isEqualTo(200);

    Answer gone =
        csv(acme, "?wait=applied&import=gone_1", "number,delete\n+44102,true\n+44109,true\n");
    assertThat(gone.text("import")).isEqualTo("gone_1");
    for (String id : List.of("", "a%20b", "x".repeat(65))) {
      assertThat(csv(acme, "?import=" + id, "number\n").problem()).isEqualTo("bad-parameter");
    }
    assertThat(errors(gone)).containsExactly("3:0 not-found the number has no assignment");
    assertThat(fleet.get(acme, "/v1/numbers/+44102").status()).isEqualTo(404);
  }

  @Test
  void aRangeIsItsFewestBlocksAndCountsAsOneLine() throws Exception {
    String acme = holder("csv-range", "4411");
    Answer answer =
        csv(
            acme,
            "?wait=applied",
            "from,to,isp\n"
                + "+441110000,+441129999,csv-range\n"
                + "+441190000,+441200000,csv-range\n"
                + "+441140000,+441130000,csv-range\n");
    assertThat(errors(answer))
        .containsExactly(
            "3:0 not-allowed block 441200000 is not yours to give",
            "4:12 bad-value to: a range ends before it begins");
    assertThat(answer.json().path("accepted").asInt()).isEqualTo(1);
    for (String prefix : List.of("44111", "44112")) {
      Answer block = fleet.get(acme, "/v1/blocks/" + prefix);
      assertThat(block.text("holder")).isEqualTo("csv-range");
      assertThat(block.text("totalLength")).isEqualTo("9");
    }
    assertThat(fleet.get(acme, "/v1/blocks/44119").status())
        .as("the part of a refused range that was the caller's to give")
        .isEqualTo(200);
    assertThat(
            csv(acme, "?wait=applied", "from,to,delete\n+441110000,+441129999,true\n")
                .json()
                .path("accepted")
                .asInt())
        .isEqualTo(1);
    assertThat(fleet.get(acme, "/v1/blocks/44111").status()).isEqualTo(404);
  }

  @Test
  void aTableWithoutAHeaderThatIsKnownIsRefusedAsAWhole() throws Exception {
    for (String body : List.of("", "\n", "number,isp,colour\n+4471,x,red\n", "number,\"isp\n")) {
      Answer answer = csv(fleet.authority(), "", body);
      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(answer.problem()).isEqualTo("bad-document");
      assertThat(answer.json().path("line").asInt()).isEqualTo(1);
    }
    assertThat(csv(fleet.authority(), "", "number,isp,colour\n").json().path("column").asInt())
        .isEqualTo(12);
    byte[] body = "number,isp\n".getBytes(UTF_8);
    for (String type :
        List.of("text/csv; charset=utf-16", "text/csv; header=absent", "text/plain")) {
      assertThat(fleet.importing(fleet.authority(), "", body, "Content-Type", type).status())
          .as(type)
          .isEqualTo(415);
    }
    assertThat(
            fleet
                .importing(
                    fleet.authority(),
                    "",
                    body,
                    "Content-Type",
                    "text/csv; charset=UTF-8; header=present")
                .status())
        .isEqualTo(200);
  }

  @Test
  void bodiesComeCompressedAndBombsDoNotGoOff() throws Exception {
    byte[] plain = lines("{'isp':{'id':'zipped','name':'Zipped'}}");
    for (String encoding : List.of("gzip", "zstd")) {
      byte[] small = compressed(encoding, plain);
      Answer answer = encoded(encoding, small, "?wait=applied");
      assertThat(answer.json().path("accepted").asInt()).as("%s", answer.json()).isEqualTo(1);

      Answer bomb = encoded(encoding, compressed(encoding, new byte[50_000_000]), "");
      assertThat(bomb.status()).as(encoding).isEqualTo(400);
      assertThat(bomb.problem()).isEqualTo("bad-encoding");
      assertThat(encoded(encoding, plain, "").problem()).isEqualTo("bad-encoding");
      Answer cut = encoded(encoding, Arrays.copyOf(small, small.length - 4), "");
      assertThat(cut.problem()).as(encoding).isEqualTo("bad-encoding");
    }
    byte[] wide = compressed("zstd", plain, 27);
    assertThat(encoded("zstd", wide, "").problem())
        .as("a window of 128 MiB")
        .isEqualTo("bad-encoding");
    assertThat(encoded("br", plain, "").status()).isEqualTo(415);
  }

  @Test
  void aDryRunTellsWhatWouldBecomeOfEachLine() throws Exception {
    String acme = holder("dry-acme", "4412");
    String beta = holder("dry-beta", "4413");
    assertThat(errors(csv(acme, "?wait=applied", "number,isp\n+44121,dry-acme\n"))).isEmpty();
    Answer answer =
        csv(
            acme,
            "?dryRun=true",
            "number,isp,delete\n"
                + "+44121,,true\n" // is assigned
                + "+44121,,true\n" // is not, after the line before
                + "+44122,dry-acme,\n"
                + "+44122,,true\n" // the file itself assigned it
                + "+44123,nobody,\n"
                + "+44131,dry-acme,\n"
                + "44,dry-acme,\n");
    assertThat(errors(answer))
        .containsExactly(
            "3:0 not-found the number has no assignment",
            "6:0 unknown-isp isp: no ISP nobody",
            "7:0 not-in-own-block the number lies in no block of yours",
            "8:1 bad-value number: an E.164 number begins with +");
    assertThat(answer.json().path("accepted").asInt()).isEqualTo(3);
    assertThat(answer.json().path("refused").asInt()).isEqualTo(4);
    assertThat(answer.json().path("unchecked").asInt()).isZero();
    assertThat(answer.json().path("dryRun").asBoolean()).isTrue();
    assertThat(fleet.get(acme, "/v1/numbers/+44121").status()).isEqualTo(200);
    assertThat(fleet.get(acme, "/v1/numbers/+44122").status()).isEqualTo(404);

    Answer others = csv(beta, "?dryRun=true", "number,delete\n+44121,true\n+44129,true\n");
    assertThat(errors(others))
        .as("whether another's number is assigned is not told")
        .containsExactly(
            "2:0 not-in-own-block the number lies in no block of yours",
            "3:0 not-in-own-block the number lies in no block of yours");
  }

  @Test
  void aDryRunTakesEachLineOfTheDirectoryIntoAccountForThoseBelow() throws Exception {
    Answer answer =
        fleet.importing(
            fleet.authority(),
            "?dryRun=true",
            lines(
                "{'gateway':{'isp':'ghost','name':'gw','host':'192.0.2.1'}}",
                "{'isp':{'id':'ghost','name':'Ghost'}}",
                "{'gateway':{'isp':'ghost','name':'gw','host':'192.0.2.1'}}",
                "{'block':{'prefix':'4414','holder':'ghost','totalLength':6}}",
                "{'number':{'number':'+441412','servingIsp':'ghost'}}",
                "{'number':{'number':'+4414123','servingIsp':'ghost'}}",
                "{'isp':{'id':'ghost','delete':true}}",
                "{'isp':{"));
    assertThat(errors(answer))
        .containsExactly(
            "1:0 unknown-isp no ISP ghost",
            "6:0 wrong-length numbers of block 4414 have 6 digits",
            "7:0 in-use ghost has 1 blocks and 1 gateways",
            "8:9 bad-json not JSON at line 1, column 9");
    assertThat(answer.json().path("accepted").asInt()).isEqualTo(4);
    assertThat(fleet.get(fleet.authority(), "/v1/isps/ghost").status()).isEqualTo(404);
  }

  private static String holder(String isp, String prefix) throws Exception {
    String key = fleet.newIsp(isp);
    fleet.put(
        fleet.authority(), "/v1/blocks/" + prefix + "?wait=applied", "{'holder':'" + isp + "'}");
    return key;
  }

  private static Answer csv(String key, String query, String body) throws Exception {
    return fleet.importing(key, query, body.getBytes(UTF_8), "Content-Type", "text/csv");
  }

  private static Answer encoded(String encoding, byte[] body, String query) throws Exception {
    return fleet.importing(fleet.authority(), query, body, "Content-Encoding", encoding);
  }

  private static List<String> errors(Answer answer) {
    List<String> errors = new ArrayList<>();
    answer
        .json()
        .path("errors")
        .forEach(
            e ->
                errors.add(
                    e.path("line").asInt()
                        + ":"
                        + e.path("column").asInt()
                        + " "
                        + e.path("code").asText()
                        + " "
                        + e.path("detail").asText()));
    return errors;
  }

  private static byte[] compressed(String encoding, byte[] plain) throws Exception {
    return compressed(encoding, plain, 20);
  }

  private static byte[] compressed(String encoding, byte[] plain, int windowLog) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (encoding.equals("zstd")) {
      try (ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(out, 3)) {
        zstd.setLong(windowLog);
        zstd.write(plain);
      }
    } else {
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(plain);
      }
    }
    return out.toByteArray();
  }
}
