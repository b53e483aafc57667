package io.numroute.routing;

import io.numroute.routing.Decision.Kind;
import io.numroute.routing.Directory.Holding;
import io.numroute.routing.Directory.Member;
import io.numroute.routing.Directory.VersionedAgreement;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.Directory.VersionedProfile;
import io.numroute.routing.Outcome.DropReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The routing decision: asking ISP, then whose number it is at the instant, then the serving ISP
 * and the agreements of both, then its profile, then gateways for the call. Pure: the same question
 * on the same facts has the same answer, in a router, in an audit, in a test.
 *
 * <p>Called once per lookup; allocates the decision, its outcome and one array of gateways, and for
 * a rule's targets their places in the order.
 *
 * <p>Long, because it is one walk with one thing to remember on the way: until when all that was
 * looked at stays as it is. What it tells people is written by {@link Steps}.
 */
public final class Decider {
  /**
   * Version of the meaning of decisions. A logged answer is computed again under the version it was
   * made with.
   */
  public static final int SEMANTICS = 2;

  /** Longest that an answer may be kept, in milliseconds. */
  public static final long MAX_TTL_MS = 60_000;

  private Decider() {}

  /** The decision without its explanation. */
  public static Decision decide(
      RouteQuery query, Directory directory, @Nullable NumberFact fact, GatewayStates states) {
    return new Run(query, directory, fact, states, null, null).decide();
  }

  /** The same decision with its steps. */
  public static Decision explain(
      RouteQuery query, Directory directory, @Nullable NumberFact fact, GatewayStates states) {
    return decide(query, directory, fact, states, true, null);
  }

  /**
   * The same decision.
   *
   * @param explain whether with its steps
   * @param downs told of each gateway left out because it was reported down, perhaps more than
   *     once; or null
   */
  public static Decision decide(
      RouteQuery query,
      Directory directory,
      @Nullable NumberFact fact,
      GatewayStates states,
      boolean explain,
      @Nullable Downs downs) {
    Steps steps = explain ? new Steps(query, directory, states) : null;
    return new Run(query, directory, fact, states, steps, downs).decide();
  }

  /** Takes the gateways that a decision left out because they were reported down. */
  public interface Downs {
    void down(GatewayId gateway, GatewayStates.Observed observed);
  }

  /** One decision on its way. */
  private static final class Run {
    private final RouteQuery query;
    private final Directory directory;
    private final @Nullable NumberFact fact;
    private final GatewayStates states;
    private final @Nullable Steps steps;
    private final @Nullable Downs downs;
    private long validUntilMs;

    Run(
        RouteQuery query,
        Directory directory,
        @Nullable NumberFact fact,
        GatewayStates states,
        @Nullable Steps steps,
        @Nullable Downs downs) {
      this.query = query;
      this.directory = directory;
      this.fact = fact;
      this.states = states;
      this.steps = steps;
      this.downs = downs;
      this.validUntilMs = query.atMs() + MAX_TTL_MS;
    }

    Decision decide() {
      Outcome outcome = outcome();
      if (steps != null) {
        steps.note(Kind.VALID_UNTIL, "%s", Instant.ofEpochMilli(validUntilMs));
      }
      return new Decision(
          outcome,
          validUntilMs,
          directory.version(),
          fact == null ? Decision.NO_FACT : fact.version(),
          steps == null ? List.of() : steps.all());
    }

    private void consider(long changeMs) {
      validUntilMs = Math.min(validUntilMs, changeMs);
    }

    private Outcome outcome() {
      Member asking = directory.member(query.askingIsp());
      if (asking == null) {
        note(Kind.ASKING_ISP, "%s is not in the directory", query.askingIsp());
        return new Outcome.AskingIspUnknown();
      }
      if (steps != null) {
        steps.isp(Kind.ASKING_ISP, asking);
      }
      if (asking.has(Member.IS_SUSPENDED)) {
        return new Outcome.AskingIspSuspended();
      }
      if (SpecialNumbers.contains(query.digits())) {
        note(Kind.NUMBER, "a special number: it is routed by local rules");
        return new Outcome.Special();
      }

      NumberAssignment assignment = assignment();
      if (assignment != null) {
        return served(asking, assignment.servingIsp(), assignment, assignment.profile());
      }
      Block block = block();
      if (block == null) {
        return notServed();
      }
      if (block.totalLength() > Digits.length(query.digits())) {
        note(Kind.NUMBER, "too short: numbers of this block have %s digits", block.totalLength());
        return new Outcome.Incomplete();
      }
      return served(asking, block.holder(), null, block.profile());
    }

    /** The number's own assignment in force; null when its block decides. */
    private @Nullable NumberAssignment assignment() {
      if (!(fact instanceof NumberFact.Assigned assigned)) {
        if (steps != null) {
          steps.notAssigned(fact);
        }
        return null;
      }
      NumberAssignment assignment = assigned.assignment().at(query.atMs());
      boolean inForce = assignment.validity().contains(query.atMs());
      consider(assigned.assignment().nextChangeMs(query.atMs()));
      if (steps != null) {
        steps.assigned(assigned, assignment, inForce);
      }
      return inForce ? assignment : null;
    }

    /** The longest block in force that may have numbers of this length, as it speaks; or null. */
    private @Nullable Block block() {
      Holding holding = directory.longestBlock(query.digits());
      while (holding != null) {
        Block block = holding.block().at(query.atMs());
        consider(holding.block().nextChangeMs(query.atMs()));
        String reason = null;
        if (!block.validity().contains(query.atMs())) {
          reason = "is not in force";
        } else if (block.totalLength() != Block.ANY_LENGTH
            && block.totalLength() < Digits.length(query.digits())) {
          reason = "has shorter numbers";
        } else if (directory.notUnderstoodCount() > 0
            && directory.notUnderstood("block/" + block.prefix()) != null) {
          reason = "was changed by a later version in a way this one does not understand";
        }
        if (steps != null) {
          steps.block(holding, block, reason);
        }
        if (reason == null) {
          return block;
        }
        holding = directory.longestBlockAbove(block.prefix().digits());
      }
      return null;
    }

    private Outcome notServed() {
      if (directory.longestBlock(query.digits()) != null || fact != null) {
        note(Kind.NUMBER, "nobody serves it at this instant");
        return new Outcome.Unassigned();
      } else if (directory.anyBlockBeginsWith(query.digits())) {
        note(Kind.NUMBER, "no block yet, but more digits could lead to one");
        return new Outcome.Incomplete();
      }
      note(Kind.BLOCK, "nobody holds a block it lies in");
      return new Outcome.Unallocated();
    }

    private Outcome served(
        Member asking,
        IspId servingIsp,
        @Nullable NumberAssignment assignment,
        @Nullable String profileName) {
      Member serving = directory.member(servingIsp);
      if (serving == null) {
        note(Kind.SERVING_ISP, "%s has left the directory", servingIsp);
        return new Outcome.Unassigned();
      }
      if (steps != null) {
        steps.isp(Kind.SERVING_ISP, serving);
      }
      if (serving.has(Member.IS_SUSPENDED)) {
        return new Outcome.ServingIspSuspended(servingIsp);
      }
      if (asking.agreement() != null || serving.agreement() != null) {
        Outcome refused = refusedByAgreement(asking, serving);
        if (refused != null) {
          return refused;
        }
      }

      ServiceOperation service = assignment == null ? null : assignment.service();
      VersionedProfile profile = profile(serving, profileName);
      Rule rule = profile == null ? null : rule(profile.index(), service);
      if (rule != null && rule.action() instanceof Rule.Refuse refuse) {
        return new Outcome.RefusedByRule(
            servingIsp, rule.name(), refuse.sipCode(), refuse.reason());
      }
      Rule.Offer offer = rule == null ? null : (Rule.Offer) rule.action();
      VersionedGateway[] gateways = offer == null ? all(serving) : offered(serving, offer);
      if (steps != null) {
        steps.gateways(dropped(serving, offer), offer, gateways);
      }
      return gateways.length == 0
          ? noGateway(serving, offer)
          : new Outcome.Routed(servingIsp, gateways, assignment);
    }

    private @Nullable Outcome refusedByAgreement(Member asking, Member serving) {
      IspId servingIsp = serving.isp().id();
      VersionedAgreement ours = asking.agreement();
      VersionedAgreement theirs = serving.agreement();
      if (ours != null
          && !Agreement.permits(ours.agreement().reaches(), servingIsp, query.digits())) {
        if (steps != null) {
          steps.agreement(ours, "%s may not reach %s by its own agreement", servingIsp);
        }
        return new Outcome.RefusedByAgreement(servingIsp, query.askingIsp());
      } else if (theirs != null
          && !Agreement.permits(theirs.agreement().accepts(), query.askingIsp(), query.digits())) {
        if (steps != null) {
          steps.agreement(theirs, "%2$s does not accept calls of %1$s", servingIsp);
        }
        return new Outcome.RefusedByAgreement(servingIsp, servingIsp);
      }
      note(Kind.AGREEMENT, "%s and %s permit the call", query.askingIsp(), servingIsp);
      return null;
    }

    /** The profile named, else the ISP's default; null when neither can be used. */
    private @Nullable VersionedProfile profile(Member serving, @Nullable String name) {
      VersionedProfile named = name == null ? null : usable(serving, name, serving.profile(name));
      String otherwise =
          serving.has(Member.HAS_DEFAULT_PROFILE) ? serving.isp().defaultProfile() : null;
      if (named == null && otherwise != null && !otherwise.equals(name)) {
        named = usable(serving, otherwise, serving.defaultProfile());
      }
      if (named == null && steps != null) {
        steps.note(Kind.PROFILE, "none: all gateways of %s serve", serving.isp().id());
      }
      return named;
    }

    private @Nullable VersionedProfile usable(
        Member serving, String name, @Nullable VersionedProfile found) {
      if (found == null) {
        note(Kind.PROFILE, "%s has no profile %s", serving.isp().id(), name);
        return null;
      }
      RoutingProfile profile = found.profile();
      consider(profile.validity().nextChangeMs(query.atMs()));
      String reason = null;
      if (!profile.validity().contains(query.atMs())) {
        reason = "is not in force";
      } else if (directory.notUnderstoodCount() > 0
          && directory.notUnderstood("profile/" + profile.id()) != null) {
        reason = "was changed by a later version in a way this one does not understand";
      }
      if (steps != null) {
        steps.profile(found, reason);
      }
      return reason == null ? found : null;
    }

    /** The first rule that holds, or null. */
    private @Nullable Rule rule(RuleIndex rules, @Nullable ServiceOperation service) {
      int passed = 0;
      for (int i = rules.next(0, query, service);
          i < rules.size();
          i = rules.next(i + 1, query, service)) {
        boolean holds = rules.include(i, query, service) && inForce(rules, i);
        if (steps != null) {
          steps.rules(rules, passed, i, service, holds);
          passed = i + 1;
        }
        if (holds) {
          return rules.rule(i);
        }
      }
      if (steps != null) {
        steps.others(rules, passed, rules.size());
      }
      note(Kind.RULE, "no rule holds: all gateways serve");
      return null;
    }

    /** Only of rules that are for the call: what others say later makes no difference to it. */
    private boolean inForce(RuleIndex rules, int index) {
      long said = rules.at(index, query.atMs());
      consider(Stretches.untilMs(said));
      return Stretches.inForce(said);
    }

    /** All gateways of the ISP that can take the call, each as good as the other. */
    private VersionedGateway[] all(Member serving) {
      int gateways = serving.gatewayCount();
      long[] best = new long[Math.min(gateways, query.max())];
      int count = 0;
      boolean plain = states.size() == 0 && directory.notUnderstoodCount() == 0;
      for (int i = 0; i < gateways; i++) {
        int traits = serving.gatewayTraits(i);
        boolean carries;
        if (plain && (traits & (VersionedGateway.IS_BOUNDED | VersionedGateway.IS_OFF)) == 0) {
          carries = (traits & query.media().bit()) != 0;
        } else {
          VersionedGateway candidate = serving.gateways()[i];
          considerGateway(candidate);
          carries = dropReason(candidate) == null;
        }
        if (carries) {
          boolean drains = (traits & VersionedGateway.DRAINS) != 0;
          long orderKey = serving.gatewayOrderKey(i);
          long place = CallOrder.place(query.orderSeed(), orderKey, drains, i);
          count = CallOrder.insert(best, count, place);
        }
      }
      VersionedGateway[] chosen = new VersionedGateway[count];
      for (int i = 0; i < count; i++) {
        chosen[i] = serving.gateways()[CallOrder.indexOf(best[i])];
      }
      return chosen;
    }

    /** The targets that can take the call. */
    private VersionedGateway[] offered(Member serving, Rule.Offer offer) {
      List<Rule.Target> targets = offer.targets();
      IspId servingIsp = serving.isp().id();
      CallOrder.Ranking ranking =
          new CallOrder.Ranking(Math.min(targets.size(), query.max()), query.orderSeed());
      for (int i = 0; i < targets.size(); i++) {
        Rule.Target target = targets.get(i);
        GatewayId id = target.gateway();
        VersionedGateway gateway =
            id.isp().equals(servingIsp) ? serving.gateway(id) : directory.gateway(id);
        if (gateway != null) {
          considerGateway(gateway);
          if (dropReason(serving, target, gateway) == null) {
            ranking.insert(gateway, target);
          }
        }
      }
      return ranking.gateways();
    }

    private void considerGateway(VersionedGateway candidate) {
      if (candidate.has(VersionedGateway.IS_BOUNDED)) {
        consider(candidate.gateway().validity().nextChangeMs(query.atMs()));
      }
      if (states.size() > 0) {
        GatewayStates.Observed observed = states.of(candidate.gateway().id());
        if (observed != null) {
          consider(observed.nextChangeMs(query.atMs()));
        }
      }
    }

    private @Nullable DropReason dropReason(
        Member serving, Rule.Target target, @Nullable VersionedGateway gateway) {
      if (gateway == null) {
        return DropReason.GONE;
      }
      IspId owner = target.gateway().isp();
      if (!owner.equals(serving.isp().id())) {
        Member other = directory.member(owner);
        if (other == null || other.isp().state() == IspState.SUSPENDED) {
          return DropReason.OWNER_SUSPENDED;
        } else if (!granted(other, serving.isp().id(), target.gateway().name())) {
          return DropReason.NOT_GRANTED;
        }
      }
      return dropReason(gateway);
    }

    /** Whether an ISP may name another's gateway at the instant. */
    private boolean granted(Member owner, IspId to, String gateway) {
      VersionedAgreement agreement = owner.agreement();
      List<Agreement.Grant> grants = agreement == null ? List.of() : agreement.agreement().grants();
      for (int i = 0; i < grants.size(); i++) {
        Agreement.Grant grant = grants.get(i);
        if (grant.speaksOf(to, gateway)) {
          consider(grant.validity().nextChangeMs(query.atMs()));
          if (grant.validity().contains(query.atMs())) {
            return true;
          }
        }
      }
      return false;
    }

    private @Nullable DropReason dropReason(VersionedGateway candidate) {
      if (candidate.has(VersionedGateway.IS_BOUNDED)
          && !candidate.gateway().validity().contains(query.atMs())) {
        return DropReason.NOT_VALID;
      } else if (candidate.has(VersionedGateway.IS_OFF)) {
        return DropReason.DISABLED;
      } else if (directory.notUnderstoodCount() > 0
          && directory.notUnderstood("gateway/" + candidate.gateway().id()) != null) {
        return DropReason.NOT_UNDERSTOOD;
      } else if (states.size() > 0 && isDown(candidate.gateway().id())) {
        return DropReason.DOWN;
      } else if (!candidate.has(query.media().bit())) {
        return DropReason.MEDIA;
      }
      return null;
    }

    private boolean isDown(GatewayId gateway) {
      GatewayStates.Observed observed = states.of(gateway);
      if (observed == null || !observed.down(query.atMs())) {
        return false;
      }
      if (downs != null) {
        downs.down(gateway, observed);
      }
      return true;
    }

    private Outcome noGateway(Member serving, Rule.@Nullable Offer offer) {
      List<Outcome.Dropped> dropped = dropped(serving, offer);
      Set<Media> possible = EnumSet.noneOf(Media.class);
      for (Outcome.Dropped each : dropped) {
        VersionedGateway gateway =
            each.reason() == DropReason.MEDIA ? directory.gateway(each.gateway()) : null;
        if (gateway != null) {
          possible.addAll(gateway.gateway().media());
        }
      }
      IspId servingIsp = serving.isp().id();
      return possible.isEmpty()
          ? new Outcome.NoGateway(servingIsp, dropped)
          : new Outcome.MediaNotCarried(servingIsp, possible, dropped);
    }

    private List<Outcome.Dropped> dropped(Member serving, Rule.@Nullable Offer offer) {
      List<Outcome.Dropped> dropped = new ArrayList<>();
      if (offer == null) {
        for (VersionedGateway candidate : serving.gateways()) {
          add(dropped, candidate.gateway().id(), dropReason(candidate));
        }
      } else {
        for (Rule.Target target : offer.targets()) {
          VersionedGateway gateway = directory.gateway(target.gateway());
          add(dropped, target.gateway(), dropReason(serving, target, gateway));
        }
      }
      return dropped;
    }

    private static void add(
        List<Outcome.Dropped> dropped, GatewayId gateway, @Nullable DropReason reason) {
      if (reason != null) {
        dropped.add(new Outcome.Dropped(gateway, reason));
      }
    }

    // Overloads rather than varargs: without an explanation a note costs one comparison and
    // allocates nothing.

    private void note(Kind kind, String finding) {
      if (steps != null) {
        steps.note(kind, finding);
      }
    }

    private void note(Kind kind, String format, Object a) {
      if (steps != null) {
        steps.note(kind, format, a);
      }
    }

    private void note(Kind kind, String format, Object a, Object b) {
      if (steps != null) {
        steps.note(kind, format, a, b);
      }
    }
  }
}
