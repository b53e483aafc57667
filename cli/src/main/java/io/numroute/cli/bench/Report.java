package io.numroute.cli.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.cli.bench.Figures.Spread;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The figures for people, 80 columns wide, and for programs. */
record Report(BenchPlan plan, Instant startedAt, Figures figures, AnswerCount.Verdict answers) {
  private static final double[] PERCENTILES = {50, 99, 99.9};

  String asTable() {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "numroute bench lookup: %d rounds of %s s, %d connections, %d processors, Java %s",
        plan.rounds(),
        BigDecimal.valueOf(plan.phase().toMillis(), 3).stripTrailingZeros().toPlainString(),
        plan.connections(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().feature());
    line(text, "Medians; each ratio is taken within its round.");
    line(text, "");
    line(
        text,
        "%-24s %9s  %-17s %7s %7s %7s",
        "At saturation",
        "requests",
        "   (least - most)",
        "CPU us",
        "Kafka",
        "client");
    line(text, "%-24s %9s  %-17s %7s %7s %7s", "", "per s", "", "/request", "us", "us");
    for (Side side : Side.values()) {
      List<Sample> samples = figures.saturated(side);
      Spread rate = Figures.spread(samples, s -> s.load().perSecond());
      line(
          text,
          "%-24s %,9.0f  %-17s %7.1f %7s %7.1f",
          side.letter() + "  " + side.words(),
          rate.median(),
          String.format(Locale.ROOT, "(%,.0f - %,.0f)", rate.least(), rate.most()),
          median(samples, Sample::serverCpuUs),
          side.isNode() ? number(median(samples, Sample::brokerCpuUs)) : "-",
          median(samples, s -> s.load().clientCpuUsPerRequest()));
    }
    line(text, "");
    line(
        text,
        "%-36s %10s %10s %10s",
        String.format(Locale.ROOT, "Open loop at %,.0f requests/s", figures.pace()),
        "p50 us",
        "p99 us",
        "p99.9 us");
    for (Side side : List.of(Side.RAW, Side.HOT)) {
      line(
          text,
          "%-36s %,10.0f %,10.0f %,10.0f",
          side.letter() + "  " + side.words(),
          latency(side, 50),
          latency(side, 99),
          latency(side, 99.9));
    }
    line(text, "");
    ratio(text, "throughput b / a", figures.throughputRatio(Side.HOT));
    ratio(text, "throughput c / a", figures.throughputRatio(Side.JERSEY));
    ratio(text, "p50 b / a", figures.latencyRatio(Side.HOT, 50));
    ratio(text, "p99 b / a", figures.latencyRatio(Side.HOT, 99));
    line(text, "");
    line(text, "%s", answers.sentence());
    return text.toString();
  }

  private static void ratio(StringBuilder text, String name, Spread ratio) {
    line(text, "%-20s %5.2f  (%.2f - %.2f)", name, ratio.median(), ratio.least(), ratio.most());
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
    return Figures.spread(samples, figure).median();
  }

  private double latency(Side side, double percentile) {
    return median(figures.paced(side), s -> s.load().latencyUs(percentile));
  }

  /** The same, and each round; one object. */
  ObjectNode asJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("startedAt", startedAt.truncatedTo(ChronoUnit.SECONDS).toString());
    json.put("java", Runtime.version().toString());
    json.put("processors", Runtime.getRuntime().availableProcessors());
    json.put("rounds", plan.rounds());
    json.put("secondsPerPhase", plan.phase().toMillis() / 1e3);
    json.put("warmUpSeconds", plan.warmUp().toMillis() / 1e3);
    json.put("connections", plan.connections());
    json.put("numbers", plan.numbers());
    json.put("openLoopPerSecond", rounded(figures.pace()));
    for (Side side : Side.values()) {
      side(json.putObject(side.letter()), side);
    }
    ObjectNode ratios = json.putObject("ratios");
    spread(ratios.putObject("throughput_b_a"), figures.throughputRatio(Side.HOT));
    spread(ratios.putObject("throughput_c_a"), figures.throughputRatio(Side.JERSEY));
    for (double percentile : PERCENTILES) {
      spread(
          ratios.putObject(name(percentile) + "_b_a"), figures.latencyRatio(Side.HOT, percentile));
    }
    json.putObject("answers")
        .put("answered", answers.answered())
        .put("onTopic", answers.onTopic())
        .put("notOk", answers.notOk());
    return json;
  }

  private void side(ObjectNode json, Side side) {
    json.put("name", side.words());
    List<Sample> saturated = figures.saturated(side);
    ObjectNode atSaturation = json.putObject("saturation");
    rounds(atSaturation, "perSecond", saturated, s -> s.load().perSecond());
    rounds(atSaturation, "serverCpuUs", saturated, Sample::serverCpuUs);
    rounds(atSaturation, "kafkaCpuUs", saturated, Sample::brokerCpuUs);
    rounds(atSaturation, "clientCpuUs", saturated, s -> s.load().clientCpuUsPerRequest());
    rounds(atSaturation, "forwardedAfterMs", saturated, s -> s.forwardedAfterNs() / 1e6);
    List<Sample> paced = figures.paced(side);
    if (!paced.isEmpty()) {
      ObjectNode openLoop = json.putObject("openLoop");
      for (double percentile : PERCENTILES) {
        rounds(openLoop, name(percentile) + "Us", paced, s -> s.load().latencyUs(percentile));
      }
      rounds(openLoop, "serverCpuUs", paced, Sample::serverCpuUs);
    }
  }

  private static String name(double percentile) {
    return "p" + (percentile % 1 == 0 ? Long.toString((long) percentile) : "999");
  }

  private static void rounds(
      ObjectNode json, String name, List<Sample> samples, ToDoubleFunction<Sample> figure) {
    ObjectNode figures = json.putObject(name);
    figures.put("median", rounded(median(samples, figure)));
    ArrayNode each = figures.putArray("rounds");
    samples.forEach(sample -> each.add(rounded(figure.applyAsDouble(sample))));
  }

  private static void spread(ObjectNode json, Spread spread) {
    json.put("median", rounded(spread.median()));
    json.put("least", rounded(spread.least()));
    json.put("most", rounded(spread.most()));
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
