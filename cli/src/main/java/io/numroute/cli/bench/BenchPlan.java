package io.numroute.cli.bench;

import java.time.Duration;

/**
 * How long and how hard.
 *
 * @param rounds of which medians are taken
 * @param phase of one load on one server
 * @param warmUp of each server before the first round
 * @param connections with one request under way on each
 * @param numbers with an assignment of their own
 * @param requests different numbers that are asked for
 */
record BenchPlan(
    int rounds, Duration phase, Duration warmUp, int connections, int numbers, int requests) {
  BenchPlan {
    require(rounds >= 1 && rounds <= 1_000, "--rounds must be 1 to 1000");
    require(phase.toMillis() >= 100, "--seconds must be at least 0.1");
    require(connections >= 1 && connections <= 10_000, "--connections must be 1 to 10000");
    require(numbers >= 1 && numbers <= BenchData.MAX_NUMBERS, "--numbers must be 1 to 10000000");
    require(requests >= 1 && requests <= numbers, "requests must be 1 to numbers");
  }

  private static void require(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException(message);
    }
  }
}
