package io.numroute.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.numroute.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against an ingest that only counts, refuses what says so, and breaks when told. */
class ImportCommandTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> done = new ArrayList<>();
  private HttpServer ingest;
  private Path keyFile;
  private int answersUntilBreak = Integer.MAX_VALUE;
  private int breaks;
  private boolean cut;
  private String query = "";

  @BeforeEach
  void start() throws IOException {
    keyFile =
        Files.writeString(folder.resolve("key"), "nr_" + "a".repeat(12) + "_" + "A".repeat(43));
    ingest = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ingest.createContext("/v1/imports", this::serve);
    ingest.start();
  }

  @AfterEach
  void stop() {
    ingest.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] lines = new String(exchange.getRequestBody().readAllBytes(), UTF_8).split("\n");
      boolean csv = exchange.getRequestHeaders().getFirst("Content-Type").equals("text/csv");
      query = String.valueOf(exchange.getRequestURI().getQuery());
      if (answersUntilBreak == 0 && breaks > 0) {
        breaks--;
        if (cut) {
          return; // the connection ends without an answer
        }
        answer(exchange, 503, "{\"title\":\"The log cannot be written now\"}");
        return;
      }
      answersUntilBreak--;
      StringBuilder errors = new StringBuilder();
      int refused = 0;
      for (int i = csv ? 1 : 0; i < lines.length; i++) {
        if (lines[i].contains("bad")) {
          errors.append(refused++ == 0 ? "" : ",");
          errors.append("{\"line\":" + (i + 1) + ",\"column\":7,\"code\":\"bad-value\",");
          errors.append("\"detail\":\"isp: \\\"no\\\"\"}");
        } else {
          done.add(lines[i]);
        }
      }
      int accepted = lines.length - refused - (csv ? 1 : 0);
      answer(
          exchange,
          200,
          "{\"accepted\":"
              + accepted
              + ",\"refused\":"
              + refused
              + ",\"errors\":["
              + errors
              + "]}");
    }
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private int run(Path file, String... more) {
    out.reset();
    err.reset();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "import",
                file.toString(),
                "--ingest",
                "http://127.0.0.1:" + ingest.getAddress().getPort(),
                "--key-file",
                keyFile.toString()));
    arguments.addAll(List.of(more));
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            false,
            false,
            false,
            80);
    return Numroute.run(terminal, arguments.toArray(String[]::new));
  }

  private Path table(int rows) throws IOException {
    StringBuilder text = new StringBuilder("number,isp\n");
    for (int i = 0; i < rows; i++) {
      text.append("+44").append(100_000 + i).append(i % 10_000 == 5_000 ? ",bad\n" : ",acme\n");
    }
    return Files.writeString(folder.resolve("numbers.csv"), text);
  }

  @Test
  void everyLineOfATableIsSentOnceAndThePlaceIsForgotten() throws IOException {
    Path table = table(4_000);
    assertThat(run(table)).as(err.toString(UTF_8)).isZero();
    assertThat(out.toString(UTF_8)).isEqualTo("4,000 lines: 4,000 published, 0 refused\n");
    assertThat(done).hasSize(4_000).doesNotHaveDuplicates();
    assertThat(folder.resolve("numbers.csv.resume")).doesNotExist();

    Path zipped = folder.resolve("numbers.csv.gz");
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      Files.copy(table, gzip);
    }
    done.clear();
    assertThat(run(zipped, "--dry-run")).isZero();
    assertThat(out.toString(UTF_8)).isEqualTo("4,000 lines: 4,000 good, 0 refused\n");
    assertThat(query).isEqualTo("dryRun=true");
  }

  @Test
  void rejectedLinesCanBeCorrectedAndSentAgain() throws IOException {
    Path errors = folder.resolve("errors.csv");
    assertThat(run(table(16_000), "--errors", errors.toString())).isEqualTo(1);
    assertThat(query).isEqualTo("wait=applied");
    assertThat(out.toString(UTF_8)).startsWith("16,000 lines: 15,998 accepted, 2 refused\n");
    assertThat(err.toString(UTF_8)).contains("line 5002, column 7: bad-value: isp: \"no\"\n");
    assertThat(errors).hasContent("number,isp\n+44105000,bad\n+44115000,bad\n");
    assertThat(folder.resolve("errors.csv.reasons"))
        .hasContent(
            "line,of_import,column,code,detail\n"
                + "2,5002,7,bad-value,\"isp: \"\"no\"\"\"\n"
                + "3,15002,7,bad-value,\"isp: \"\"no\"\"\"\n");
    assertThat(run(table(10), "--errors", errors.toString()))
        .as("what somebody may be correcting is not overwritten")
        .isEqualTo(2);

    Files.writeString(errors, Files.readString(errors).replace("bad", "acme"));
    assertThat(run(errors)).isZero();
    assertThat(done).contains("+44105000,acme", "+44115000,acme");
    assertThat(run(errors, "--errors", errors.toString())).isEqualTo(2);
  }

  @Test
  void afterABreakTheSameCommandGoesOn() throws IOException {
    Path table = table(35_000);
    Path errors = folder.resolve("errors.csv");
    answersUntilBreak = 2;
    breaks = Integer.MAX_VALUE;
    assertThat(run(table, "--errors", errors.toString(), "--retry-for", "0")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("stopped at line 20002; those before it are done");
    assertThat(done).hasSize(19_998);
    // What came after the last note of the place is done again, and must not be there twice.
    Files.writeString(errors, Files.readString(errors) + "half a li");

    answersUntilBreak = Integer.MAX_VALUE;
    assertThat(run(table, "--errors", errors.toString())).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("Going on after line 20,001");
    assertThat(out.toString(UTF_8)).startsWith("35,000 lines: 34,997 accepted, 3 refused\n");
    assertThat(done).hasSize(34_997).doesNotHaveDuplicates();
    assertThat(errors).hasContent("number,isp\n+44105000,bad\n+44115000,bad\n+44125000,bad\n");
    assertThat(Files.readString(folder.resolve("errors.csv.reasons")))
        .contains("4,25002,7,bad-value");
    assertThat(folder.resolve("numbers.csv.resume")).doesNotExist();
  }

  @Test
  void aFileThatWasChangedAboveThePlaceBeginsAnew() throws IOException {
    Path table = table(15_000);
    answersUntilBreak = 1;
    breaks = Integer.MAX_VALUE;
    assertThat(run(table, "--retry-for", "0")).isEqualTo(1);
    Files.writeString(table, Files.readString(table).replace("+44100007", "+44900007"));
    answersUntilBreak = Integer.MAX_VALUE;
    done.clear();
    assertThat(run(table)).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("is about another file");
    assertThat(done).hasSize(14_999).contains("+44900007,acme");
  }

  @Test
  void aBreakThatEndsIsSatOutAndCountsNothingTwice() throws IOException {
    for (boolean byCut : List.of(false, true)) {
      cut = byCut;
      answersUntilBreak = 1;
      breaks = 2;
      done.clear();
      Path table = table(15_000);
      assertThat(run(table, "--wait")).as(err.toString(UTF_8)).isEqualTo(1);
      assertThat(err.toString(UTF_8)).contains("Trying again: ");
      assertThat(out.toString(UTF_8)).isEqualTo("15,000 lines: 14,999 accepted, 1 refused\n");
      assertThat(done).hasSize(14_999);
    }
  }

  @Test
  void whatCannotBeMeantIsSaid() throws IOException {
    Path table = table(1);
    assertThat(run(folder.resolve("none.csv"))).isEqualTo(2);
    assertThat(run(table, "--format", "xml")).isEqualTo(2);
    assertThat(run(table, "--retry-for", "-1")).isEqualTo(2);
    assertThat(run(table, "--errors", table.toString())).isEqualTo(2);
    assertThat(run(table, "--format", "ndjson")).isZero();
    assertThat(done).as("the header was sent as a line").contains("number,isp");
  }
}
