package io.numroute.routing;

import io.numroute.routing.Directory.Holding;
import io.numroute.routing.Directory.Member;
import io.numroute.routing.Directory.VersionedGateway;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routing decision: asking ISP, then whose number it is at the instant, then the serving ISP,
 * then its gateways for the call. Pure: the same question on the same facts has the same answer, in
 * a router, in an audit, in a test.
 *
 * <p>Called once per lookup; allocates the decision, its outcome and one array of gateways.
 */
public final class Decider {
  /**
   * Version of the meaning of decisions. A logged answer is computed again under the version it was
   * made with.
   */
  public static final int SEMANTICS = 1;

  /** Longest that an answer may be kept, in milliseconds. */
  public static final long MAX_TTL_MS = 60_000;

  private static final long NONE = Decision.NO_VERSION;

  private Decider() {}

  /** The decision without its explanation. */
  public static Decision decide(RouteQuery query, Directory directory, @Nullable NumberFact fact) {
    return new Run(query, directory, fact, null).decide();
  }

  /** The same decision with its steps. */
  public static Decision explain(RouteQuery query, Directory directory, @Nullable NumberFact fact) {
    return new Run(query, directory, fact, new ArrayList<>()).decide();
  }

  /** One decision on its way. */
  private static final class Run {
    private final RouteQuery query;
    private final Directory directory;
    private final @Nullable NumberFact fact;
    private final @Nullable List<Decision.Step> steps;
    private long validUntilMs;

    Run(
        RouteQuery query,
        Directory directory,
        @Nullable NumberFact fact,
        @Nullable List<Decision.Step> steps) {
      this.query = query;
      this.directory = directory;
      this.fact = fact;
      this.steps = steps;
      this.validUntilMs = query.atMs() + MAX_TTL_MS;
    }

    Decision decide() {
      Outcome outcome = outcome();
      return new Decision(
          outcome,
          validUntilMs,
          directory.version(),
          fact == null ? Decision.NO_FACT : fact.version(),
          steps == null ? List.of() : List.copyOf(steps));
    }

    private Outcome outcome() {
      Member asking = directory.member(query.askingIsp());
      if (asking == null) {
        note("asking-isp", NONE, "%s is not in the directory", query.askingIsp());
        return new Outcome.AskingIspUnknown();
      }
      note(
          "asking-isp",
          asking.version(),
          "%s (%s) is %s",
          query.askingIsp(),
          asking.isp().name(),
          asking.isp().state().word());
      if (asking.isp().state() == IspState.SUSPENDED) {
        return new Outcome.AskingIspSuspended();
      }
      if (SpecialNumbers.contains(query.digits())) {
        note("number", NONE, "a special number: it is routed by local rules");
        return new Outcome.Special();
      }

      IspId servingIsp = assignee();
      if (servingIsp == null) {
        Holding holding = holding();
        if (holding == null) {
          return notServed();
        }
        int totalLength = holding.block().totalLength();
        if (totalLength > Digits.length(query.digits())) {
          note(
              "number",
              NONE,
              "too short: numbers of this block have %s digits",
              holding.block().totalLength());
          return new Outcome.Incomplete();
        }
        servingIsp = holding.block().holder();
      }
      return served(servingIsp);
    }

    /** Who serves the number by an assignment of its own in force; null when its block decides. */
    private @Nullable IspId assignee() {
      if (fact instanceof NumberFact.Assigned assigned) {
        NumberAssignment assignment = assigned.assignment();
        consider(assignment.validity());
        if (assignment.validity().contains(query.atMs())) {
          note(
              "number",
              fact.version(),
              "assigned to %s on the word of %s",
              assignment.servingIsp(),
              fact.actor());
          return assignment.servingIsp();
        }
        note(
            "number",
            fact.version(),
            "assigned to %s, but not at this instant",
            assignment.servingIsp());
      } else if (fact instanceof NumberFact.Withdrawn) {
        note("number", fact.version(), "its assignment was withdrawn by %s", fact.actor());
      } else {
        note("number", NONE, "has no assignment of its own");
      }
      return null;
    }

    /** The longest block in force that may have numbers of this length, or null. */
    private @Nullable Holding holding() {
      Holding holding = directory.longestBlock(query.digits());
      while (holding != null) {
        Block block = holding.block();
        consider(block.validity());
        boolean inForce = block.validity().contains(query.atMs());
        boolean tooLong =
            block.totalLength() != Block.ANY_LENGTH
                && block.totalLength() < Digits.length(query.digits());
        if (inForce && !tooLong) {
          note(
              "block",
              holding.version(),
              "longest is %s, held by %s",
              block.prefix(),
              block.holder());
          return holding;
        }
        note(
            "block",
            holding.version(),
            "%s %s",
            block.prefix(),
            inForce ? "has shorter numbers" : "is not in force");
        holding = directory.longestBlockAbove(block.prefix().digits());
      }
      return null;
    }

    private Outcome notServed() {
      if (directory.longestBlock(query.digits()) != null || fact != null) {
        note("number", NONE, "nobody serves it at this instant");
        return new Outcome.Unassigned();
      } else if (directory.anyBlockBeginsWith(query.digits())) {
        note("number", NONE, "no block yet, but more digits could lead to one");
        return new Outcome.Incomplete();
      }
      note("block", NONE, "nobody holds a block it lies in");
      return new Outcome.Unallocated();
    }

    private Outcome served(IspId servingIsp) {
      Member serving = directory.member(servingIsp);
      if (serving == null) {
        note("serving-isp", NONE, "%s has left the directory", servingIsp);
        return new Outcome.Unassigned();
      }
      note(
          "serving-isp",
          serving.version(),
          "%s (%s) is %s",
          servingIsp,
          serving.isp().name(),
          serving.isp().state().word());
      if (serving.isp().state() == IspState.SUSPENDED) {
        return new Outcome.ServingIspSuspended(servingIsp);
      }

      VersionedGateway[] gateways = usable(serving);
      if (gateways.length == 0) {
        return new Outcome.NoGateway(servingIsp, dropped(serving));
      }
      CallOrder.sort(gateways, gateways.length, query.orderSeed());
      if (gateways.length > query.max()) {
        gateways = Arrays.copyOf(gateways, query.max());
      }
      if (steps != null) {
        for (Outcome.Dropped dropped : dropped(serving)) {
          note("gateway", NONE, "%s is left out: %s", dropped.gateway(), dropped.reason().word());
        }
        for (VersionedGateway gateway : gateways) {
          note(
              "order",
              gateway.version(),
              "%s (%s)",
              gateway.gateway().id(),
              gateway.gateway().state().word());
        }
      }
      return new Outcome.Routed(servingIsp, gateways);
    }

    /** The enabled gateways for this call; when there is none, the draining ones. */
    private VersionedGateway[] usable(Member serving) {
      VersionedGateway[] all = serving.gateways();
      VersionedGateway[] kept = new VersionedGateway[all.length];
      int enabled = 0;
      int draining = all.length;
      for (VersionedGateway candidate : all) {
        consider(candidate.gateway().validity());
        if (dropReason(candidate.gateway()) == null) {
          if (candidate.gateway().state() == AdminState.ENABLED) {
            kept[enabled++] = candidate;
          } else {
            kept[--draining] = candidate;
          }
        }
      }
      if (enabled == all.length) {
        return kept;
      }
      return enabled > 0
          ? Arrays.copyOf(kept, enabled)
          : Arrays.copyOfRange(kept, draining, all.length);
    }

    private Outcome.@Nullable DropReason dropReason(Gateway gateway) {
      if (!gateway.validity().contains(query.atMs())) {
        return Outcome.DropReason.NOT_VALID;
      } else if (gateway.state() == AdminState.DISABLED) {
        return Outcome.DropReason.DISABLED;
      } else if (!gateway.media().contains(query.media())) {
        return Outcome.DropReason.MEDIA;
      }
      return null;
    }

    private List<Outcome.Dropped> dropped(Member serving) {
      List<Outcome.Dropped> dropped = new ArrayList<>();
      for (VersionedGateway candidate : serving.gateways()) {
        Outcome.DropReason reason = dropReason(candidate.gateway());
        if (reason != null) {
          dropped.add(new Outcome.Dropped(candidate.gateway().id(), reason));
        }
      }
      return dropped;
    }

    private void consider(Validity validity) {
      validUntilMs = Math.min(validUntilMs, validity.nextChangeMs(query.atMs()));
    }

    // Overloads rather than varargs: without an explanation a note costs one comparison and
    // allocates nothing.

    private void note(String name, long version, String finding) {
      if (steps != null) {
        steps.add(new Decision.Step(name, finding, version));
      }
    }

    private void note(String name, long version, String format, Object a) {
      if (steps != null) {
        steps.add(new Decision.Step(name, format.formatted(a), version));
      }
    }

    private void note(String name, long version, String format, Object a, Object b) {
      if (steps != null) {
        steps.add(new Decision.Step(name, format.formatted(a, b), version));
      }
    }

    private void note(String name, long version, String format, Object a, Object b, Object c) {
      if (steps != null) {
        steps.add(new Decision.Step(name, format.formatted(a, b, c), version));
      }
    }
  }
}
