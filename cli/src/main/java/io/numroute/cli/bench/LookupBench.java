package io.numroute.cli.bench;

import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.TopicCatalogue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One run: start the servers, load the data, warm up, then rounds. The order of the sides rotates
 * from round to round, so that none is always the first after a pause.
 */
final class LookupBench {
  private static final Duration DATA_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration FORWARD_TIMEOUT = Duration.ofMinutes(1);
  private static final List<Side> PACED = List.of(Side.RAW, Side.HOT);

  private static final int WARM_UP_SLICES = 3;

  /** A side that is still getting better after that many times the warm-up is measured as it is. */
  private static final int MOST_WARM_UPS = 3;

  private static final double WARM = 0.9;

  /** As the topics and the node of this run are configured. */
  private static final TopicCatalogue TOPICS =
      new TopicCatalogue(Fleet.NUMBER_PARTITIONS, (short) 1, 1);

  private final BenchPlan plan;
  private final Consumer<String> progress;
  private final Figures figures = new Figures();
  private final Instant startedAt = Instant.now();
  private long answered;
  private long notOk;

  /**
   * A run.
   *
   * @param progress told what is being done, a line each
   */
  LookupBench(BenchPlan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** Runs it; all processes have ended when this returns. */
  Report run(Path folder) throws IOException, InterruptedException {
    progress.accept("starting Kafka");
    try (Fleet fleet = Fleet.start(folder);
        AnswerCount count = new AnswerCount(fleet.kafka(), TOPICS)) {
      AvroFraming framing = AvroFraming.singleObject();
      BenchData data = new BenchData(framing, plan.numbers());
      TOPICS.ensure(fleet.kafka(), framing, Duration.ofSeconds(30));
      progress.accept("writing " + data.commands() + " commands, starting the node");
      data.write(fleet.kafka());
      fleet.startNode();
      awaitDecided(count, data, fleet);

      List<String> targets =
          data.pick(plan.requests()).stream().map(number -> "/v1/routes/" + number).toList();
      String authorization = "Bearer " + data.key().written();
      SampleAnswer model = SampleAnswer.ask(fleet.address(Side.HOT), targets.get(0), authorization);
      answered++;
      if (model.status() != 200) {
        throw new IOException("the node answers " + model.status() + ": " + model.body());
      }
      fleet.startRaw(model);
      Map<Side, LoadGenerator> generators = new EnumMap<>(Side.class);
      try {
        for (Side side : Side.values()) {
          List<String> headers =
              List.of(
                  "Host: 127.0.0.1:" + fleet.address(side).getPort(),
                  "Authorization: " + authorization);
          generators.put(
              side,
              new LoadGenerator(
                  fleet.address(side), RequestPool.of(targets, headers), plan.connections()));
        }
        new Rounds(fleet, count, generators).run();
      } finally {
        generators.values().forEach(LoadGenerator::close);
      }
      long onTopic = count.await(TopicCatalogue.ANSWERS, answered, FORWARD_TIMEOUT);
      return new Report(
          plan, startedAt, figures, new AnswerCount.Verdict(answered, onTopic, notOk));
    }
  }

  /** Every command has a result. */
  private static void awaitDecided(AnswerCount count, BenchData data, Fleet fleet)
      throws InterruptedException, IOException {
    long giveUpNs = System.nanoTime() + DATA_TIMEOUT.toNanos();
    long results = 0;
    while (results < data.commands()) {
      results = count.await(TopicCatalogue.RESULTS, data.commands(), Duration.ofSeconds(1));
      fleet.process(Side.HOT).mustBeAlive();
      if (System.nanoTime() - giveUpNs > 0) {
        throw new IOException(
            results + " of " + data.commands() + " commands decided in " + DATA_TIMEOUT);
      }
    }
  }

  /** The measuring itself. */
  private final class Rounds {
    private final Fleet fleet;
    private final AnswerCount count;
    private final Map<Side, LoadGenerator> generators;

    Rounds(Fleet fleet, AnswerCount count, Map<Side, LoadGenerator> generators) {
      this.fleet = fleet;
      this.count = count;
      this.generators = generators;
    }

    void run() throws InterruptedException, IOException {
      List<Side> all = List.of(Side.values());
      for (Side side : all) {
        progress.accept("warming up " + side.words());
        warmUp(side);
      }
      for (int round = 0; round < plan.rounds(); round++) {
        progress.accept("round " + (round + 1) + " of " + plan.rounds() + ", at saturation");
        for (Side side : rotated(all, round)) {
          figures.addSaturated(side, measure(side, generator -> generator.saturate(plan.phase())));
        }
      }
      double pace = Double.MAX_VALUE;
      for (Side side : PACED) {
        double rate = Figures.spread(figures.saturated(side), s -> s.load().perSecond()).median();
        pace = Math.min(pace, rate / 2);
      }
      figures.setPace(pace);
      double perSecond = pace;
      for (int round = 0; round < plan.rounds(); round++) {
        progress.accept("round " + (round + 1) + " of " + plan.rounds() + ", open loop");
        for (Side side : rotated(PACED, round)) {
          figures.addPaced(
              side, measure(side, generator -> generator.pace(perSecond, plan.phase())));
        }
      }
    }

    /**
     * Loads a side until a request costs it no less CPU than just before: on a busy machine the
     * compilers get behind, and what is measured then is the interpreter.
     */
    private void warmUp(Side side) throws InterruptedException, IOException {
      measure(side, LoadGenerator::once);
      Duration slice = plan.warmUp().dividedBy(WARM_UP_SLICES);
      double before = Double.MAX_VALUE;
      for (int i = 1; i <= WARM_UP_SLICES * MOST_WARM_UPS; i++) {
        double now = measure(side, generator -> generator.saturate(slice)).serverCpuUs();
        if (i >= WARM_UP_SLICES && now > WARM * before) {
          return;
        }
        before = now;
      }
    }

    /**
     * One load. Waits afterwards until the answers are on the topic, so that no side's work runs on
     * into another's turn, and counts that work where it belongs.
     */
    private Sample measure(Side side, Function<LoadGenerator, Load> load)
        throws InterruptedException, IOException {
      LoadGenerator generator = generators.get(side);
      if (generator == null) {
        throw new IllegalStateException("no load generator for " + side);
      }
      ChildProcess server = fleet.process(side);
      long serverNs = server.cpuNs();
      long brokerNs = fleet.broker().cpuNs();
      Load done = load.apply(generator);
      long loadedNs = System.nanoTime();
      notOk += done.notOk();
      if (side.isNode()) {
        answered += done.responses();
        count.await(TopicCatalogue.ANSWERS, answered, FORWARD_TIMEOUT);
      }
      server.mustBeAlive();
      return new Sample(
          done,
          server.cpuNs() - serverNs,
          fleet.broker().cpuNs() - brokerNs,
          System.nanoTime() - loadedNs);
    }
  }

  private static List<Side> rotated(List<Side> sides, int by) {
    List<Side> order = new ArrayList<>(sides);
    Collections.rotate(order, by);
    return order;
  }
}
