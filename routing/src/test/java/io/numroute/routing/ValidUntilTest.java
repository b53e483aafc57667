package io.numroute.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The promise of validUntil on random worlds: at every instant before it the same question has the
 * same outcome. 10,000 decisions; {@code -Dnumroute.decisions=1000000} for a million.
 */
class ValidUntilTest {
  @Test
  void untilValidUntil_theOutcomeIsTheSame() {
    long seed = Long.getLong("numroute.seed", 20261123);
    int decisions = Integer.getInteger("numroute.decisions", 10_000);
    Map<String, Integer> outcomes = new HashMap<>();
    int early = 0;
    int changed = 0;
    Random random = new Random(seed);
    for (int world = 0, done = 0; done < decisions; world++) {
      // Around a change of daylight saving time in every third world.
      RandomWorld drawn =
          world % 3 == 0
              ? new RandomWorld(seed + world, Instant.parse("2026-11-01T06:00:00Z").toEpochMilli())
              : new RandomWorld(seed + world);
      Directory directory = drawn.directory();
      GatewayStates states = drawn.states();
      for (int i = 0; i < 40 && done < decisions; i++, done++) {
        RouteQuery query = drawn.query();
        NumberFact fact = drawn.fact();
        Decision decision = Decider.decide(query, directory, fact, states);
        String canonical = canonical(decision.outcome());
        outcomes.merge(decision.outcome().slug(), 1, Integer::sum);
        long untilMs = decision.validUntilMs();
        assertThat(untilMs).isGreaterThan(query.atMs());
        assertThat(untilMs).isLessThanOrEqualTo(query.atMs() + Decider.MAX_TTL_MS);
        for (int probe = 0; probe < 12; probe++) {
          long atMs =
              switch (probe) {
                case 0 -> untilMs - 1;
                case 1 -> query.atMs() + 1;
                default -> query.atMs() + (long) (random.nextDouble() * (untilMs - query.atMs()));
              };
          if (atMs < untilMs) {
            assertThat(canonical(outcomeAt(query, atMs, directory, fact, states)))
                .as("seed %s, world %s, question %s, probe at %s", seed, world, query, atMs)
                .isEqualTo(canonical);
          }
        }
        if (untilMs < query.atMs() + Decider.MAX_TTL_MS) {
          early++;
          if (!canonical(outcomeAt(query, untilMs, directory, fact, states)).equals(canonical)) {
            changed++;
          }
        }
      }
    }
    assertThat(outcomes.keySet())
        .contains(
            "routed",
            "unallocated",
            "unassigned",
            "incomplete",
            "asking-isp-unknown",
            "asking-isp-suspended",
            "serving-isp-suspended",
            "refused-by-agreement",
            "refused-by-rule",
            "media-not-carried",
            "no-gateway");
    assertThat(early).as("the promise must be put to the test").isGreaterThan(decisions / 5);
    assertThat(changed).as("and not be kept by promising little").isGreaterThan(early / 20);
  }

  private static Outcome outcomeAt(
      RouteQuery query,
      long atMs,
      Directory directory,
      @Nullable NumberFact fact,
      GatewayStates states) {
    RouteQuery later =
        new RouteQuery(
            query.askingIsp(), query.digits(), query.media(), atMs, query.orderSeed(), query.max());
    return Decider.decide(later, directory, fact, states).outcome();
  }

  /** All that an answer tells. */
  static String canonical(Outcome outcome) {
    if (!(outcome instanceof Outcome.Routed routed)) {
      return outcome.toString();
    }
    StringBuilder text = new StringBuilder("routed ").append(routed.servingIsp());
    for (Directory.VersionedGateway gateway : routed.gateways()) {
      text.append(' ').append(gateway.gateway().id()).append('@').append(gateway.version());
    }
    return text.append(' ').append(routed.assignment()).toString();
  }
}
