package io.numroute.routing;

import io.numroute.routing.time.TimeCondition;
import java.util.List;

/**
 * How an ISP wants calls for its numbers to be routed: the first rule that holds decides; when none
 * does, all of the ISP's gateways serve. A profile names gateways, never another profile or an ISP,
 * so there is no cycle to follow.
 *
 * @param rules in order, at most {@value #MAX_RULES}
 * @param validity outside of it the profile is as if it were not there
 */
public record RoutingProfile(ProfileId id, List<Rule> rules, Validity validity) {
  /** A lookup may have to look at all of them. */
  public static final int MAX_RULES = 256;

  /**
   * Most openings a day of all windows together. They are computed for two years ahead, some 0.2 KB
   * and 10 us each, by every router.
   */
  public static final int MAX_STARTS_A_DAY = 512;

  public RoutingProfile {
    if (rules.size() > MAX_RULES) {
      throw new IllegalArgumentException("a profile has at most " + MAX_RULES + " rules");
    }
    int starts = 0;
    for (Rule rule : rules) {
      starts += rule.startsADay();
    }
    if (starts > MAX_STARTS_A_DAY) {
      throw new IllegalArgumentException(
          "the windows of a profile open at most " + MAX_STARTS_A_DAY + " times a day");
    }
    rules = List.copyOf(rules);
  }

  /** Computes ahead what its windows need about that instant. */
  public void prepare(long atMs) {
    for (Rule rule : rules) {
      TimeCondition when = rule.when();
      if (when != null) {
        when.prepare(atMs);
      }
    }
  }
}
