package io.numroute.cli.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.cli.bench.Figures.Spread;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * The figures of an import for people, and for programs.
 *
 * @param recordBytes of a number command, key and value
 * @param heapMib the most heap that the ingest used, of 256
 * @param imported numbers, those of the warm-up (300,000, from 100,000 a round on) too
 * @param decided results of number commands on the topic
 * @param updateNs how long single updates of another ISP took meanwhile, from the first byte sent
 *     until a router answered with them
 */
record ImportReport(
    int recordBytes,
    long heapMib,
    long imported,
    long decided,
    Histogram updateNs,
    List<Round> rounds) {
  /**
   * What one of the two did in a round.
   *
   * @param perSecond records, or numbers
   * @param cpu what it took of the processors; the client of the one is the perf tool
   */
  record Side(double perSecond, ImportFleet.Cpu cpu) {}

  /** One round: as many records as numbers. */
  record Round(int numbers, Side perf, Side imported) {
    double ratio() {
      return imported.perSecond / perf.perSecond;
    }

    /** The ratio, were processors all that either waits for, and the machine empty. */
    double cpuRatio() {
      return (double) perf.cpu.sum() / imported.cpu.sum();
    }

    double us(long ns) {
      return ns / 1e3 / numbers;
    }
  }

  boolean good() {
    return decided == imported;
  }

  String asTable() {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "numroute bench import: %d rounds of %,d numbers, %d processors, Java %s",
        rounds.size(),
        rounds.get(0).numbers(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().feature());
    line(text, "Medians; each ratio is taken within its round.");
    line(text, "");
    rate(text, "a  kafka-producer-perf-test, " + recordBytes + " bytes", r -> r.perf.perSecond);
    rate(text, "b  CSV to acknowledged and queryable", r -> r.imported.perSecond);
    ratio(text, "b / a", Round::ratio);
    ratio(text, "CPU of a record of a / of a number of b", Round::cpuRatio);
    line(text, "");
    line(
        text,
        "CPU us a record of a: Kafka %.1f, tool %.1f",
        median(r -> r.us(r.perf.cpu.broker())),
        median(r -> r.us(r.perf.cpu.client())));
    line(
        text,
        "CPU us a number of b: Kafka %.1f, router %.1f, ingest %.1f, client %.1f",
        median(r -> r.us(r.imported.cpu.broker())),
        median(r -> r.us(r.imported.cpu.router())),
        median(r -> r.us(r.imported.cpu.ingest())),
        median(r -> r.us(r.imported.cpu.client())));
    line(
        text,
        "%,d single updates of another ISP meanwhile, sent to seen: p50 %.0f ms, p99 %.0f ms, at most"
            + " %.0f ms.",
        updateNs.getTotalCount(),
        updateMs(50),
        updateMs(99),
        updateMs(100));
    line(text, "Heap of the ingest: at most %d MiB of 256.", heapMib);
    line(
        text,
        "%,d numbers imported, %,d results on the topic%s",
        imported,
        decided,
        good() ? "." : ": NOT THE SAME.");
    return text.toString();
  }

  private double updateMs(double percentile) {
    return updateNs.getValueAtPercentile(percentile) / 1e6;
  }

  private void rate(StringBuilder text, String name, ToDoubleFunction<Round> figure) {
    Spread spread = spread(figure);
    line(
        text,
        "%-42s %,9.0f  (%,.0f - %,.0f) a second",
        name,
        spread.median(),
        spread.least(),
        spread.most());
  }

  private void ratio(StringBuilder text, String name, ToDoubleFunction<Round> figure) {
    Spread ratio = spread(figure);
    line(text, "%-42s %9.3f  (%.3f - %.3f)", name, ratio.median(), ratio.least(), ratio.most());
  }

  private double median(ToDoubleFunction<Round> figure) {
    return spread(figure).median();
  }

  private Spread spread(ToDoubleFunction<Round> figure) {
    return Spread.of(rounds.stream().mapToDouble(figure).toArray());
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
  }

  /** The same, and each round; one object. */
  ObjectNode asJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("java", Runtime.version().toString());
    json.put("processors", Runtime.getRuntime().availableProcessors());
    json.put("recordBytes", recordBytes);
    json.put("ingestHeapMib", heapMib);
    json.put("imported", imported);
    json.put("decided", decided);
    json.put("ratio", median(Round::ratio));
    json.put("cpuRatio", median(Round::cpuRatio));
    json.put("updates", updateNs.getTotalCount());
    json.put("updateP50Ms", updateMs(50));
    json.put("updateP99Ms", updateMs(99));
    json.put("updateMaxMs", updateMs(100));
    ArrayNode each = json.putArray("rounds");
    for (Round round : rounds) {
      each.addObject()
          .put("numbers", round.numbers())
          .put("perfPerSecond", round.perf.perSecond)
          .put("perfKafkaCpuUs", round.us(round.perf.cpu.broker()))
          .put("perfToolCpuUs", round.us(round.perf.cpu.client()))
          .put("importPerSecond", round.imported.perSecond)
          .put("kafkaCpuUs", round.us(round.imported.cpu.broker()))
          .put("routerCpuUs", round.us(round.imported.cpu.router()))
          .put("ingestCpuUs", round.us(round.imported.cpu.ingest()))
          .put("clientCpuUs", round.us(round.imported.cpu.client()));
    }
    return json;
  }
}
