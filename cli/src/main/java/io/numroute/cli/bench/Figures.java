package io.numroute.cli.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * What was measured, round by round. Ratios are taken within a round and then their median, because
 * a shared machine changes between rounds more than within one.
 */
final class Figures {
  private final Map<Side, List<Sample>> saturated = new EnumMap<>(Side.class);
  private final Map<Side, List<Sample>> paced = new EnumMap<>(Side.class);
  private double pace;

  Figures() {
    for (Side side : Side.values()) {
      saturated.put(side, new ArrayList<>());
      paced.put(side, new ArrayList<>());
    }
  }

  void addSaturated(Side side, Sample sample) {
    saturated(side).add(sample);
  }

  void addPaced(Side side, Sample sample) {
    paced(side).add(sample);
  }

  void setPace(double perSecond) {
    pace = perSecond;
  }

  /** Requests per second of the open loop. */
  double pace() {
    return pace;
  }

  List<Sample> saturated(Side side) {
    return saturated.getOrDefault(side, List.of());
  }

  List<Sample> paced(Side side) {
    return paced.getOrDefault(side, List.of());
  }

  /** Requests per second at saturation relative to the raw handler. */
  Spread throughputRatio(Side side) {
    return ratio(saturated(side), saturated(Side.RAW), s -> s.load().perSecond());
  }

  /** Latency at that percentile relative to the raw handler. */
  Spread latencyRatio(Side side, double percentile) {
    return ratio(paced(side), paced(Side.RAW), s -> s.load().latencyUs(percentile));
  }

  private static Spread ratio(List<Sample> of, List<Sample> to, ToDoubleFunction<Sample> figure) {
    ToDoubleBiFunction<Sample, Sample> quotient =
        (a, b) -> figure.applyAsDouble(a) / figure.applyAsDouble(b);
    double[] ratios = new double[Math.min(of.size(), to.size())];
    Arrays.setAll(ratios, i -> quotient.applyAsDouble(of.get(i), to.get(i)));
    return Spread.of(ratios);
  }

  static Spread spread(List<Sample> samples, ToDoubleFunction<Sample> figure) {
    return Spread.of(samples.stream().mapToDouble(figure).toArray());
  }

  /** Median, least and most of some rounds; all NaN when there was none. */
  record Spread(double median, double least, double most) {
    static Spread of(double... values) {
      if (values.length == 0) {
        return new Spread(Double.NaN, Double.NaN, Double.NaN);
      }
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int middle = sorted.length / 2;
      double median =
          sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
      return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
  }
}
