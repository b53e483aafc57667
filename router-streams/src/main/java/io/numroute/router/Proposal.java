package io.numroute.router;

import io.numroute.hop.Routers.Evidence;
import io.numroute.hop.Routers.Explored;
import io.numroute.hop.Routers.OverlayRefused;
import io.numroute.hop.Routers.WhatIf;
import io.numroute.notation.BadDocumentException;
import io.numroute.notation.Change;
import io.numroute.notation.Overlay;
import io.numroute.routing.Actor;
import io.numroute.routing.Decider;
import io.numroute.routing.Directory;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.GatewayId;
import io.numroute.routing.GatewayStates;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.NumberFact;
import io.numroute.routing.NumberRules;
import io.numroute.routing.Origin;
import io.numroute.routing.RouteQuery;
import io.numroute.routing.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One state of the world, to which the lines of an overlay are applied as if the authority had
 * asked for them one after the other. Nothing outside of it changes.
 *
 * <p>What a line makes has an origin of the authority at the instant asked about; its version comes
 * after every version there is, and names no command.
 */
final class Proposal {
  private final RouteQuery query;
  private Directory directory;
  private @Nullable NumberFact fact;
  private GatewayStates states;
  private long version;

  private Proposal(RouteQuery query, State state) {
    this.query = query;
    directory = state.directory;
    fact = state.fact;
    states = state.states;
    version = Math.max(directory.version(), fact == null ? -1 : fact.version());
  }

  /**
   * What a decision rests on.
   *
   * @param fact of the number asked about
   */
  record State(
      Directory directory, @Nullable NumberFact fact, GatewayStates states, Evidence evidence) {}

  /** The decision on that state, and what it would be with the overlay; or why that cannot be. */
  static WhatIf explore(RouteQuery query, State state, byte[] overlay) {
    Proposal proposal = new Proposal(query, state);
    List<Overlay.Line> lines;
    try {
      lines = Overlay.parse(overlay).lines();
    } catch (BadDocumentException e) {
      return new OverlayRefused(e.pointer(), e.detail());
    }
    for (int i = 0; i < lines.size(); i++) {
      String refusal = proposal.apply(lines.get(i));
      if (refusal != null) {
        return new OverlayRefused(Overlay.pointer(i), refusal);
      }
    }
    return new Explored(
        Decider.explain(query, state.directory, state.fact, state.states),
        Decider.explain(query, proposal.directory, proposal.fact, proposal.states),
        state.evidence);
  }

  /** Why the line is refused; null when it is not. */
  private @Nullable String apply(Overlay.Line line) {
    version++;
    if (line instanceof Overlay.Observed observed) {
      return observe(observed.gateway(), observed.up());
    }
    Change change = ((Overlay.Proposed) line).change();
    return reasonOf(
        change instanceof Change.OfDirectory of
            ? apply(of.command())
            : apply(((Change.OfNumber) change).command()));
  }

  private @Nullable String observe(GatewayId gateway, boolean up) {
    if (directory.gateway(gateway) == null) {
      return "no gateway " + gateway;
    }
    long untilMs = query.atMs() + GatewayStates.MAX_HOLD_MS;
    states =
        states.with(
            new GatewayStates.Report(gateway, up, untilMs, Actor.AUTHORITY, version, query.atMs()));
    return null;
  }

  private Verdict apply(DirectoryCommand command) {
    Directory.Applied applied = directory.apply(origin(), command);
    directory = applied.directory();
    return applied.verdict();
  }

  /** Commands about other numbers can be refused, but matter no further. */
  private Verdict apply(NumberCommand command) {
    boolean asked = command.number().digits() == query.digits();
    if (!asked && command instanceof NumberCommand.Withdraw) {
      return Verdict.ACCEPTED;
    }
    NumberRules.Applied applied =
        NumberRules.apply(directory, asked ? fact : null, origin(), command);
    if (asked) {
      fact = applied.fact();
    }
    return applied.verdict();
  }

  private Origin origin() {
    return new Origin(version, Actor.AUTHORITY, query.atMs());
  }

  private static @Nullable String reasonOf(Verdict verdict) {
    return verdict instanceof Verdict.Refused refused ? refused.detail() : null;
  }
}
