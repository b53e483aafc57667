package io.numroute.hop;

import io.numroute.hop.Routers.DownGateway;
import io.numroute.hop.Routers.Evidence;
import io.numroute.hop.Routers.Explored;
import io.numroute.hop.Routers.OverlayRefused;
import io.numroute.hop.Routers.WhatIf;
import io.numroute.routing.Actor;
import io.numroute.routing.AdminState;
import io.numroute.routing.Decision;
import io.numroute.routing.Digits;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.Given;
import io.numroute.routing.IspId;
import io.numroute.routing.Media;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberFact;
import io.numroute.routing.Origin;
import io.numroute.routing.Outcome;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Port;
import io.numroute.routing.PortRejection;
import io.numroute.routing.PortState;
import io.numroute.routing.Porting;
import io.numroute.routing.RouteQuery;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Transport;
import io.numroute.routing.Validity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Everything that can be said over the hop, drawn from a seed. */
final class RandomReplies {
  static final int OUTCOMES = 12;

  private final Random random;

  RandomReplies(long seed) {
    this.random = new Random(seed);
  }

  RouteQuery query() {
    return new RouteQuery(
        isp(),
        digits(),
        one(Media.values()),
        random.nextLong(),
        random.nextLong(),
        1 + random.nextInt(RouteQuery.MAX_GATEWAYS));
  }

  long digits() {
    long digits = Digits.append(Digits.EMPTY, 1 + random.nextInt(9));
    for (int left = random.nextInt(15); left > 0; left--) {
      digits = Digits.append(digits, random.nextInt(10));
    }
    return digits;
  }

  Evidence evidence() {
    return new Evidence(
        "directory-" + random.nextInt(3),
        "numbers-" + random.nextInt(3),
        random.nextInt(64),
        random.nextInt(5) == 0 ? -1 : random.nextLong() >>> 2,
        "router-" + random.nextInt(2),
        random.nextInt(100_000),
        random.nextBoolean(),
        random.nextInt(3) == 0 ? down() : List.of());
  }

  private List<DownGateway> down() {
    List<DownGateway> down = new ArrayList<>();
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      down.add(new DownGateway(new GatewayId(isp(), name()), random.nextLong() >>> 2));
    }
    return down;
  }

  /** A comparison, or every third time a refusal. */
  WhatIf whatIf() {
    return random.nextInt(3) == 0
        ? new OverlayRefused("/changes/" + random.nextInt(9) + "/block", text(400))
        : new Explored(decision(), decision(), evidence());
  }

  byte[] overlay() {
    byte[] overlay = new byte[random.nextInt(2_000)];
    random.nextBytes(overlay);
    return overlay;
  }

  Decision decision() {
    return decision(random.nextInt(OUTCOMES));
  }

  Decision decision(int outcome) {
    return new Decision(
        outcome(outcome),
        random.nextLong(),
        random.nextInt(4) == 0 ? -1 : random.nextLong() >>> 2,
        random.nextInt(4) == 0 ? Decision.NO_FACT : random.nextLong() >>> 2,
        random.nextBoolean() ? List.of() : steps());
  }

  private Outcome outcome(int which) {
    return switch (which) {
      case 0 -> new Outcome.Routed(isp(), gateways(), random.nextBoolean() ? null : assignment());
      case 1 -> new Outcome.Unallocated();
      case 2 -> new Outcome.Unassigned();
      case 3 -> new Outcome.Incomplete();
      case 4 -> new Outcome.Special();
      case 5 -> new Outcome.AskingIspUnknown();
      case 6 -> new Outcome.AskingIspSuspended();
      case 7 -> new Outcome.ServingIspSuspended(isp());
      case 8 -> new Outcome.NoGateway(isp(), dropped());
      case 9 -> new Outcome.MediaNotCarried(isp(), media(), dropped());
      case 10 -> new Outcome.RefusedByAgreement(isp(), isp());
      case 11 -> new Outcome.RefusedByRule(isp(), name(), 400 + random.nextInt(300), text(100));
      default -> throw new AssertionError(which);
    };
  }

  private List<Outcome.Dropped> dropped() {
    List<Outcome.Dropped> dropped = new ArrayList<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      dropped.add(
          new Outcome.Dropped(new GatewayId(isp(), name()), one(Outcome.DropReason.values())));
    }
    return dropped;
  }

  private List<Decision.Step> steps() {
    List<Decision.Step> steps = new ArrayList<>();
    for (int left = random.nextInt(6); left > 0; left--) {
      steps.add(
          new Decision.Step(
              one(Decision.Kind.values()),
              text(300),
              random.nextBoolean() ? null : one(Decision.Source.values()),
              random.nextBoolean() ? null : origin()));
    }
    return steps;
  }

  private Origin origin() {
    return new Origin(random.nextInt(1000) - 1, actor(), random.nextLong() >>> 2);
  }

  private Actor actor() {
    return random.nextBoolean() ? Actor.AUTHORITY : Actor.isp(isp());
  }

  private VersionedGateway[] gateways() {
    VersionedGateway[] gateways = new VersionedGateway[1 + random.nextInt(12)];
    for (int i = 0; i < gateways.length; i++) {
      gateways[i] = gateway();
    }
    return gateways;
  }

  VersionedGateway gateway() {
    List<Integer> causes = new ArrayList<>();
    for (int left = random.nextInt(5); left > 0; left--) {
      causes.add(300 + random.nextInt(400));
    }
    Map<String, String> attributes = new HashMap<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      attributes.put(text(255), text(255));
    }
    Gateway gateway =
        new Gateway(
            new GatewayId(isp(), name()),
            random.nextBoolean() ? "2001:db8::" + random.nextInt(100) : name() + ".example",
            1 + random.nextInt(65535),
            one(Transport.values()),
            media(),
            one(AdminState.values()),
            random.nextInt(16),
            random.nextBoolean() ? "" : Digits.toString(digits()),
            random.nextBoolean() ? null : 1 + random.nextInt(300_000),
            causes,
            attributes,
            validity());
    return new VersionedGateway(gateway, origin());
  }

  private Set<Media> media() {
    Set<Media> media = EnumSet.of(one(Media.values()));
    media.add(one(Media.values()));
    return media;
  }

  NumberFact fact() {
    Actor actor = actor();
    long version = random.nextLong() >>> 2;
    long directoryVersion = random.nextInt(3) - 1;
    long timeMs = random.nextLong() >>> 2;
    return switch (random.nextInt(6)) {
      case 0 -> new NumberFact.Withdrawn(actor, version, directoryVersion, timeMs);
      case 2 -> new NumberFact.Withdrawn(porting(), actor, version, directoryVersion, timeMs);
      case 3 ->
          new NumberFact.Assigned(
              assignment(), actor(), porting(), actor, version, directoryVersion, timeMs);
      case 1 -> new NumberFact.NotUnderstood(actor, version, directoryVersion, timeMs);
      default -> new NumberFact.Assigned(assignment(), actor, version, directoryVersion, timeMs);
    };
  }

  private Porting porting() {
    boolean locked = random.nextBoolean();
    return Porting.of(locked, locked && random.nextBoolean() ? null : port());
  }

  private Port port() {
    NumberAssignment like = unsucceeded();
    return new Port(
        random.nextLong() >>> 2,
        isp(),
        new NumberAssignment(
            like.servingIsp(),
            like.service(),
            like.profile(),
            like.routingNumber(),
            Validity.ALWAYS),
        random.nextLong(),
        random.nextBoolean() ? Port.AT_ONCE : random.nextLong(),
        random.nextLong(),
        portState(random.nextLong()),
        random.nextLong() >>> 2);
  }

  private PortState portState(long ms) {
    return switch (random.nextInt(7)) {
      case 0 -> new PortState.Requested(ms);
      case 1 -> new PortState.Scheduled(ms);
      case 2 ->
          new PortState.Done(ms, random.nextBoolean() ? null : new Given(assignment(), actor()));
      case 3 -> new PortState.Rejected(ms, one(PortRejection.values()));
      case 4 -> new PortState.Cancelled(ms);
      case 5 -> new PortState.TimedOut(ms);
      default -> new PortState.Reversed(ms);
    };
  }

  private NumberAssignment assignment() {
    NumberAssignment first = unsucceeded();
    return random.nextBoolean()
        ? first
        : new NumberAssignment(
            first.servingIsp(),
            first.service(),
            first.profile(),
            first.routingNumber(),
            first.validity(),
            new NumberAssignment.Successor(2000 + random.nextInt(1000), unsucceeded()));
  }

  private NumberAssignment unsucceeded() {
    return new NumberAssignment(
        isp(),
        random.nextBoolean() ? null : one(ServiceOperation.values()),
        random.nextBoolean() ? null : name(),
        random.nextBoolean() ? null : new PhoneNumber(digits()),
        validity());
  }

  private Validity validity() {
    return random.nextBoolean()
        ? Validity.ALWAYS
        : new Validity(random.nextInt(1000), 1000 + random.nextInt(1000));
  }

  IspId isp() {
    return new IspId("isp-" + random.nextInt(50));
  }

  private String name() {
    return "gw" + random.nextInt(1000);
  }

  /** Of one, two and three bytes a character. */
  private String text(int max) {
    StringBuilder text = new StringBuilder();
    String letters = random.nextBoolean() ? "abc xyz" : "aé語ß ";
    for (int left = random.nextInt(max); left > 0; left--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  private <E> E one(E[] values) {
    return values[random.nextInt(values.length)];
  }
}
