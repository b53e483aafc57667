package io.numroute.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.numroute.cli.bench.Figures.Spread;
import java.time.Duration;
import java.time.Instant;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void median() {
    assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3));
    assertThat(Spread.of(4, 1, 2, 3)).isEqualTo(new Spread(2.5, 1, 4));
    assertThat(Spread.of().median()).isNaN();
  }

  @Test
  void ratiosAreTakenWithinARound() {
    Figures figures = new Figures();
    // The machine was half as fast in the second round, for both.
    figures.addSaturated(Side.RAW, sample(80_000, 100));
    figures.addSaturated(Side.RAW, sample(40_000, 200));
    figures.addSaturated(Side.HOT, sample(40_000, 200));
    figures.addSaturated(Side.HOT, sample(20_000, 400));
    assertThat(figures.throughputRatio(Side.HOT)).isEqualTo(new Spread(0.5, 0.5, 0.5));
    assertThat(figures.throughputRatio(Side.JERSEY).median()).isNaN();
  }

  @Test
  void cpuIsPerRequest() {
    Sample sample = new Sample(load(1_000, 50), 30_000_000, 5_000_000, 0);
    assertThat(sample.serverCpuUs()).isCloseTo(30, within(1e-9));
    assertThat(sample.brokerCpuUs()).isCloseTo(5, within(1e-9));
  }

  @Test
  void tableFitsATerminal() {
    Figures figures = new Figures();
    for (Side side : Side.values()) {
      figures.addSaturated(side, sample(123_456, 12_345));
      figures.addPaced(side, sample(123_456, 1_234_567));
    }
    figures.setPace(61_728);
    Report report =
        new Report(
            new BenchPlan(5, Duration.ofSeconds(10), Duration.ofSeconds(15), 32, 1_000, 100),
            Instant.EPOCH,
            figures,
            new AnswerCount.Verdict(12_345_678, 12_345_678, 0));
    assertThat(report.asTable().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
    assertThat(report.asTable()).contains("throughput b / a");
    assertThat(report.asJson().at("/ratios/throughput_b_a/median").asDouble()).isEqualTo(1);
  }

  private static Sample sample(long perSecond, long latencyUs) {
    return new Sample(load(perSecond, latencyUs), 1_000_000, 100_000, 0);
  }

  private static Load load(long responses, long latencyUs) {
    Histogram latencies = new Histogram(3);
    latencies.recordValue(latencyUs * 1_000);
    return new Load(responses, 0, 0, 1_000_000_000, 5_000_000, latencies);
  }
}
