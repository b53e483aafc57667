package io.numroute.routing;

import io.numroute.routing.time.TimeCondition;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of a {@link RoutingProfile}: for which calls, and what then.
 *
 * @param name for people and explanations, 1 to 100 printable characters
 * @param when the time at which it holds; null for any
 * @param calls the calls for which it holds
 * @param action what happens to them
 * @param validity outside of it the rule is as if it were not there
 */
public record Rule(
    String name, @Nullable TimeCondition when, Calls calls, Action action, Validity validity) {
  private static final int MAX_NAME = 100;

  public Rule {
    if (name.isBlank()
        || name.length() > MAX_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a rule's name is 1 to 100 printable characters");
    }
  }

  /**
   * Which calls; an empty set is any. All must hold.
   *
   * @param askingIsps at most 1,000
   * @param prefixes of the called number, at most 1,000
   */
  public record Calls(
      Set<IspId> askingIsps, Set<Media> media, PrefixSet prefixes, Set<ServiceOperation> services) {
    /** Any call. */
    public static final Calls ANY = new Calls(Set.of(), Set.of(), PrefixSet.EMPTY, Set.of());

    /** Most ISPs, and most prefixes. */
    public static final int MAX = 1_000;

    public Calls {
      if (askingIsps.size() > MAX || prefixes.size() > MAX) {
        throw new IllegalArgumentException("a rule names at most 1000 ISPs and 1000 prefixes");
      }
      askingIsps = Set.copyOf(askingIsps);
      media = Collections.unmodifiableSet(copy(media, Media.class));
      services = Collections.unmodifiableSet(copy(services, ServiceOperation.class));
    }

    private static <E extends Enum<E>> EnumSet<E> copy(Set<E> set, Class<E> type) {
      EnumSet<E> copy = EnumSet.noneOf(type);
      copy.addAll(set);
      return copy;
    }

    boolean include(RouteQuery query, @Nullable ServiceOperation service) {
      return (askingIsps.isEmpty() || askingIsps.contains(query.askingIsp()))
          && (media.isEmpty() || media.contains(query.media()))
          && (services.isEmpty() || (service != null && services.contains(service)))
          && (prefixes.isEmpty() || prefixes.covers(query.digits()));
    }
  }

  /** What happens to a call. */
  public sealed interface Action {}

  /**
   * The call is offered to these gateways.
   *
   * @param targets 1 to {@value #MAX_TARGETS}
   */
  public record Offer(List<Target> targets) implements Action {
    public static final int MAX_TARGETS = 64;

    public Offer {
      if (targets.isEmpty() || targets.size() > MAX_TARGETS) {
        throw new IllegalArgumentException("a rule has 1 to " + MAX_TARGETS + " targets");
      }
      if (targets.stream().map(Target::gateway).distinct().count() < targets.size()) {
        throw new IllegalArgumentException("a rule names each gateway once");
      }
      targets = List.copyOf(targets);
    }
  }

  /**
   * The call is turned away.
   *
   * @param sipCode a final response that is no success, 400 to 699 (RFC 3261, section 21)
   * @param reason for the caller's side, 1 to 100 printable ASCII characters
   */
  public record Refuse(int sipCode, String reason) implements Action {
    public Refuse {
      if (sipCode < 400 || sipCode > 699) {
        throw new IllegalArgumentException("a refusal's sipCode is 400 to 699");
      }
      if (reason.isBlank()
          || reason.length() > MAX_NAME
          || reason.chars().anyMatch(c -> c < ' ' || c > '~')) {
        throw new IllegalArgumentException("a refusal's reason is 1 to 100 printable characters");
      }
    }
  }

  /**
   * A gateway to be tried.
   *
   * @param gateway one's own, or another's that granted it
   * @param tier 0 to 255, lower ones first (the priority of RFC 2782)
   * @param weight 0 to 65535, the share of calls within the tier; 0 comes after all others
   */
  public record Target(GatewayId gateway, int tier, int weight) {
    public static final int MAX_TIER = 255;
    public static final int MAX_WEIGHT = 65_535;

    public Target {
      if (tier < 0 || tier > MAX_TIER) {
        throw new IllegalArgumentException("a target's tier is 0 to " + MAX_TIER);
      }
      if (weight < 0 || weight > MAX_WEIGHT) {
        throw new IllegalArgumentException("a target's weight is 0 to " + MAX_WEIGHT);
      }
    }
  }

  /** How often its windows may open on one day. */
  public int startsADay() {
    int[] starts = new int[1];
    if (when != null) {
      when.forEachWindow(window -> starts[0] += window.startsADay());
    }
    return starts[0];
  }
}
