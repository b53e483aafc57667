package io.numroute.ingest;

import io.numroute.ingest.IngestFleet.Answer;
import java.util.ArrayList;
import java.util.List;

/**
 * Not a test: prints how fast imports go against a broker and a decider in this JVM. The figures of
 * RATIONALE.md come from here.
 */
final class ImportSpeed {
  private ImportSpeed() {}

  public static void main(String[] args) throws Exception {
    try (IngestFleet fleet = new IngestFleet(5000)) {
      List<String> isps = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        isps.add("{'isp':{'id':'isp" + i + "','name':'ISP " + i + "'}}");
      }
      run(fleet, "isps", isps);
      for (int round = 0; round < 3; round++) {
        List<String> blocks = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
          blocks.add(
              "{'block':{'prefix':'" + (4_000_000 + i) + "','holder':'isp" + i % 1000 + "'}}");
        }
        run(fleet, "blocks", blocks);
      }
      for (int round = 0; round < 3; round++) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
          int block = 4_000_000 + i % 30_000;
          numbers.add(
              "{'number':{'number':'+"
                  + block
                  + (1000 + i / 30_000)
                  + "','servingIsp':'isp"
                  + i % 1000
                  + "'}}");
        }
        run(fleet, "numbers", numbers);
      }
    }
    System.exit(0);
  }

  private static void run(IngestFleet fleet, String what, List<String> lines) throws Exception {
    byte[] body = IngestFleet.lines(lines.toArray(String[]::new));
    for (String wait : List.of("", "?wait=applied")) {
      long begun = System.nanoTime();
      Answer answer = fleet.importing(fleet.authority(), wait, body);
      double seconds = (System.nanoTime() - begun) / 1e9;
      System.out.printf(
          "%s%s: %d lines in %.2f s, %.0f lines/s, status %d, accepted %d%n",
          what,
          wait,
          lines.size(),
          seconds,
          lines.size() / seconds,
          answer.status(),
          answer.json().path("accepted").asInt());
    }
  }
}
