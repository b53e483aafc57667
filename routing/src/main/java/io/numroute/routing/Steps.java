package io.numroute.routing;

import io.numroute.routing.Decision.Kind;
import io.numroute.routing.Decision.Source;
import io.numroute.routing.Decision.Step;
import io.numroute.routing.Directory.Holding;
import io.numroute.routing.Directory.Member;
import io.numroute.routing.Directory.VersionedAgreement;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.Directory.VersionedProfile;
import io.numroute.routing.Outcome.DropReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The explanation of one decision: what was looked at, what was found, and the command behind each
 * fact, in words for people. It decides nothing. Not on the hot path.
 */
final class Steps {
  private static final String LEFT_OUT = "it is left out";

  private final RouteQuery query;
  private final Directory directory;
  private final GatewayStates states;
  private final List<Step> steps = new ArrayList<>();

  Steps(RouteQuery query, Directory directory, GatewayStates states) {
    this.query = query;
    this.directory = directory;
    this.states = states;
  }

  List<Step> all() {
    return List.copyOf(steps);
  }

  /** A finding that speaks of no fact. */
  void note(Kind kind, String format, Object... words) {
    steps.add(new Step(kind, format.formatted(words), null, null));
  }

  private void note(Kind kind, Source source, Origin origin, String format, Object... words) {
    steps.add(new Step(kind, format.formatted(words), source, origin));
  }

  void isp(Kind kind, Member member) {
    Isp isp = member.isp();
    String state = isp.state().word();
    note(kind, Source.DIRECTORY, member.origin(), "%s (%s) is %s", isp.id(), isp.name(), state);
    later(kind, "isp/" + isp.id(), "what was known before goes on");
    later(Kind.AGREEMENT, "agreement/" + isp.id(), "what was known before goes on");
  }

  /**
   * Names the newest command about an entity if this version does not understand it.
   *
   * @param effect what follows for the decision
   */
  private void later(Kind kind, String entity, String effect) {
    Origin later = directory.notUnderstood(entity);
    if (later != null) {
      note(
          kind,
          Source.DIRECTORY,
          later,
          "%s was changed by a later version in a way this one does not understand: %s",
          entity,
          effect);
    }
  }

  /** The number has no assignment of its own that could be used. */
  void notAssigned(@Nullable NumberFact fact) {
    if (fact == null) {
      note(Kind.NUMBER, "has no assignment of its own");
    } else if (fact instanceof NumberFact.NotUnderstood) {
      fact(fact, "was changed by a later version in a way this one does not understand");
    } else if (fact.porting().equals(Porting.NONE)) {
      fact(fact, "its assignment was withdrawn");
    } else {
      fact(fact, "has no assignment of its own");
      porting(fact);
    }
  }

  /** What its lock and its newest port are at the instant asked about. */
  private void porting(NumberFact fact) {
    Standing standing = Standing.of(fact, query.atMs());
    Port port = standing.port();
    if (port != null) {
      fact(fact, "port %s from %s to %s: %s", port.id(), port.from(), port.to(), said(port));
    }
    if (standing.locked()) {
      fact(fact, "is locked against ports");
    }
  }

  private static String said(Port port) {
    PortState state = port.state();
    if (state instanceof PortState.Requested requested) {
      return "requested, to be answered before " + Instant.ofEpochMilli(requested.deadlineMs());
    } else if (state instanceof PortState.Scheduled scheduled) {
      return "scheduled for " + Instant.ofEpochMilli(scheduled.fromMs());
    } else if (state instanceof PortState.Done done) {
      return "done since " + Instant.ofEpochMilli(done.fromMs());
    }
    return state.word();
  }

  /**
   * The number has an assignment.
   *
   * @param now what of it speaks at the instant: itself or its successor
   */
  void assigned(NumberFact.Assigned fact, NumberAssignment now, boolean inForce) {
    ServiceOperation service = now.service();
    fact(
        fact,
        "%s to %s%s",
        inForce ? "assigned" : "assigned, but not at this instant,",
        now.servingIsp(),
        service == null ? "" : " for " + service.word());
    NumberAssignment.Successor successor = fact.assignment().successor();
    if (successor != null) {
      fact(fact, "%s", followed(successor.fromMs(), successor.assignment().servingIsp()));
    }
    if (!fact.porting().equals(Porting.NONE)) {
      porting(fact);
    }
  }

  private void fact(NumberFact fact, String format, Object... words) {
    Origin origin = new Origin(fact.version(), fact.actor(), fact.timeMs());
    note(Kind.NUMBER, Source.NUMBERS, origin, format, words);
  }

  /**
   * A block that covers the number.
   *
   * @param now what of it speaks at the instant: itself or its successor
   * @param reason why it is passed over; null when it is the one
   */
  void block(Holding holding, Block now, @Nullable String reason) {
    Origin origin = holding.origin();
    note(
        Kind.BLOCK,
        Source.DIRECTORY,
        origin,
        "%s, held by %s, %s",
        now.prefix(),
        now.holder(),
        reason == null ? "is the longest in force" : reason);
    Block.Successor successor = holding.block().successor();
    if (successor != null) {
      String followed = followed(successor.fromMs(), successor.block().holder());
      note(Kind.BLOCK, Source.DIRECTORY, origin, "%s, %s", now.prefix(), followed);
    }
    later(Kind.BLOCK, "block/" + holding.block().prefix(), LEFT_OUT);
  }

  private String followed(long fromMs, IspId by) {
    return "%s %s from %s on"
        .formatted(
            fromMs <= query.atMs() ? "followed by" : "to be followed by",
            by,
            Instant.ofEpochMilli(fromMs));
  }

  /**
   * An agreement that refuses.
   *
   * @param format of the asking and the serving ISP
   */
  void agreement(VersionedAgreement agreement, String format, IspId servingIsp) {
    note(
        Kind.AGREEMENT,
        Source.DIRECTORY,
        agreement.origin(),
        format,
        query.askingIsp(),
        servingIsp);
  }

  /**
   * A profile that was named.
   *
   * @param reason why it is passed over; null when it applies
   */
  void profile(VersionedProfile profile, @Nullable String reason) {
    note(
        Kind.PROFILE,
        Source.DIRECTORY,
        profile.origin(),
        "%s %s",
        profile.profile().id(),
        reason == null ? "applies" : reason);
    later(Kind.PROFILE, "profile/" + profile.profile().id(), LEFT_OUT);
  }

  /** A rule that was looked at, after those since {@code passed} that are for other calls. */
  void rules(
      RuleIndex rules, int passed, int index, @Nullable ServiceOperation service, boolean holds) {
    others(rules, passed, index);
    Rule rule = rules.rule(index);
    String finding;
    if (holds) {
      finding =
          rule.action() instanceof Rule.Refuse refuse
              ? "holds and refuses: " + refuse.sipCode() + " " + refuse.reason()
              : "holds";
    } else if (!rule.calls().include(query, service)) {
      finding = "is for other calls";
    } else if (!rule.validity().contains(query.atMs())) {
      finding = "is not in force";
    } else {
      finding = "is for other times";
    }
    note(Kind.RULE, "%s (%s) %s", index + 1, rule.name(), finding);
  }

  /** Rules that are for other calls. */
  void others(RuleIndex rules, int from, int until) {
    for (int i = from; i < until; i++) {
      note(Kind.RULE, "%s (%s) is for other calls", i + 1, rules.rule(i).name());
    }
  }

  /**
   * What became of each gateway.
   *
   * @param offer the rule's; null when all of the ISP's gateways serve
   * @param order those that are told
   */
  void gateways(
      List<Outcome.Dropped> dropped, Rule.@Nullable Offer offer, VersionedGateway[] order) {
    dropped.forEach(this::leftOut);
    for (int i = 0; i < order.length; i++) {
      Gateway gateway = order[i].gateway();
      note(
          Kind.ORDER,
          Source.DIRECTORY,
          order[i].origin(),
          "%s. %s%s (%s)",
          i + 1,
          gateway.id(),
          offer == null ? "" : placeIn(offer, gateway.id()),
          gateway.state().word());
    }
  }

  private void leftOut(Outcome.Dropped dropped) {
    GatewayId id = dropped.gateway();
    VersionedGateway gateway = directory.gateway(id);
    GatewayStates.Observed observed = states.of(id);
    if (dropped.reason() == DropReason.DOWN && observed != null) {
      note(
          Kind.GATEWAY,
          Source.GATEWAY_STATE,
          observed.origin(),
          "%s is left out: reported down until %s",
          id,
          Instant.ofEpochMilli(observed.downUntilMs()));
    } else if (gateway == null) {
      note(Kind.GATEWAY, "%s is left out: %s", id, dropped.reason().word());
    } else {
      Origin later =
          dropped.reason() == DropReason.NOT_UNDERSTOOD
              ? directory.notUnderstood("gateway/" + id)
              : null;
      Origin origin = later == null ? gateway.origin() : later;
      String reason = dropped.reason().word();
      note(Kind.GATEWAY, Source.DIRECTORY, origin, "%s is left out: %s", id, reason);
    }
  }

  private static String placeIn(Rule.Offer offer, GatewayId gateway) {
    for (Rule.Target target : offer.targets()) {
      if (target.gateway().equals(gateway)) {
        return ", tier " + target.tier() + " weight " + target.weight();
      }
    }
    return "";
  }
}
