package io.numroute.routing;

import static io.numroute.routing.TestObjects.gateway;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The order of a tier against a direct reading of RFC 2782: sum the weights of what is left, draw a
 * number up to the sum, take the first whose running sum reaches it, and again. Both are run often;
 * Pearson's test compares how often each order came out.
 */
class OrderDistributionTest {
  private static final int CALLS = 60_000;

  @Test
  void orders_comeAsOftenAsRfc2782Says() {
    long seed = Long.getLong("numroute.seed", 20261123);
    Random random = new Random(seed);
    int[][] cases = {{1, 1}, {10, 20, 70}, {1, 2, 3, 4}, {5, 5, 90}, {65535, 1}, {1, 1, 1, 1}};
    for (int[] weights : cases) {
      Map<String, int[]> counts = new HashMap<>();
      for (int call = 0; call < CALLS; call++) {
        counts.computeIfAbsent(ours(weights, random.nextLong()), k -> new int[2])[0]++;
        counts.computeIfAbsent(rfc2782(weights, random), k -> new int[2])[1]++;
      }
      double chi = 0;
      for (int[] both : counts.values()) {
        double difference = both[0] - both[1];
        chi += difference * difference / (both[0] + both[1]);
      }
      // Mean of the distribution is its degrees of freedom, its variance twice that; six sigma.
      int freedom = Math.max(1, counts.size() - 1);
      assertThat(chi)
          .as("weights %s, seed %s", java.util.Arrays.toString(weights), seed)
          .isLessThan(freedom + 6 * Math.sqrt(2 * freedom));
    }
  }

  @Test
  void theTestItself_seesAWrongDistribution() {
    Random random = new Random(1);
    double chi = 0;
    Map<String, int[]> counts = new HashMap<>();
    for (int call = 0; call < CALLS; call++) {
      counts.computeIfAbsent(ours(new int[] {10, 20, 70}, random.nextLong()), k -> new int[2])[0]++;
      counts.computeIfAbsent(rfc2782(new int[] {11, 20, 69}, random), k -> new int[2])[1]++;
    }
    for (int[] both : counts.values()) {
      double difference = both[0] - both[1];
      chi += difference * difference / (both[0] + both[1]);
    }
    assertThat(chi).isGreaterThan(5 + 6 * Math.sqrt(10));
  }

  private static String ours(int[] weights, long seed) {
    CallOrder.Ranking ranking = new CallOrder.Ranking(weights.length, seed);
    for (int i = 0; i < weights.length; i++) {
      Gateway gateway = gateway("acme", "gw" + i);
      ranking.insert(
          new Directory.VersionedGateway(gateway, new Origin(0, Actor.AUTHORITY, 0)),
          new Rule.Target(gateway.id(), 0, weights[i]));
    }
    StringBuilder order = new StringBuilder();
    for (Directory.VersionedGateway gateway : ranking.gateways()) {
      order.append(gateway.gateway().id().name().charAt(2));
    }
    return order.toString();
  }

  private static String rfc2782(int[] weights, Random random) {
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      left.add(i);
    }
    StringBuilder order = new StringBuilder();
    while (!left.isEmpty()) {
      int sum = left.stream().mapToInt(i -> weights[i]).sum();
      int draw = random.nextInt(sum);
      int running = 0;
      for (int i = 0; i < left.size(); i++) {
        running += weights[left.get(i)];
        if (draw < running) {
          order.append(left.remove(i));
          break;
        }
      }
    }
    return order.toString();
  }
}
