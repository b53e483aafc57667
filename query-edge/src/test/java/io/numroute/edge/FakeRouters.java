package io.numroute.edge;

import io.numroute.hop.Routers;
import io.numroute.routing.Actor;
import io.numroute.routing.AdminState;
import io.numroute.routing.Agreement;
import io.numroute.routing.Block;
import io.numroute.routing.Decider;
import io.numroute.routing.Decision;
import io.numroute.routing.Digits;
import io.numroute.routing.Directory;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.GatewayStates;
import io.numroute.routing.Isp;
import io.numroute.routing.IspId;
import io.numroute.routing.IspState;
import io.numroute.routing.Media;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberFact;
import io.numroute.routing.Origin;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Prefix;
import io.numroute.routing.PrefixSet;
import io.numroute.routing.ProfileId;
import io.numroute.routing.RouteQuery;
import io.numroute.routing.RoutingProfile;
import io.numroute.routing.Rule;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Transport;
import io.numroute.routing.Validity;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A router that decides on a small directory: at once, later on another thread, or not at all. */
final class FakeRouters implements Routers {
  static final Evidence FRESH = new Evidence("dir-log", "num-log", 3, 17, "router-1", 12, false);
  static final Directory DIRECTORY = directory();

  volatile boolean later;
  volatile boolean ready = true;
  volatile @Nullable Unavailable unavailable;
  volatile Evidence evidence = FRESH;
  volatile Directory directory = DIRECTORY;
  volatile GatewayStates states = GatewayStates.none();

  private static Directory directory() {
    Directory directory = Directory.empty();
    for (String isp : List.of("acme", "beta", "bare", "gone", "shut", "wall", "trunk", "brit")) {
      directory =
          put(
              directory,
              new DirectoryCommand.PutIsp(
                  new Isp(
                      new IspId(isp),
                      "ISP " + isp,
                      isp.equals("gone") ? IspState.SUSPENDED : IspState.ACTIVE,
                      isp.equals("brit") ? "GB" : null)));
    }
    for (String block :
        List.of(
            "44 acme", "4471 beta", "33 bare", "34 gone", "4472 shut", "4473 wall", "4474 trunk")) {
      String[] parts = block.split(" ");
      directory =
          put(
              directory,
              new DirectoryCommand.PutBlock(
                  new Block(
                      Prefix.parse(parts[0]),
                      Block.ANY_LENGTH,
                      new IspId(parts[1]),
                      Validity.ALWAYS)));
    }
    directory = put(directory, gateway("acme", "gw1", "gw1.acme.example", 0, "", null));
    directory = put(directory, gateway("acme", "gw2", "2001:db8::7", 0, "", 2500));
    directory = put(directory, gateway("beta", "gw1", "192.0.2.9", 2, "00", null));
    directory = put(directory, profile("shut", new Rule.Refuse(480, "closed for \"today\"")));
    directory =
        put(
            directory,
            new DirectoryCommand.PutIsp(
                new Isp(new IspId("shut"), "ISP shut", IspState.ACTIVE, null, "main")));
    directory = put(directory, new DirectoryCommand.PutAgreement(refusing("wall")));
    directory =
        put(
            directory,
            new DirectoryCommand.PutGateway(
                new Gateway(
                    new GatewayId(new IspId("trunk"), "gw1"),
                    "gw.trunk.example",
                    5061,
                    Transport.TLS,
                    EnumSet.of(Media.VOICE),
                    AdminState.ENABLED,
                    0,
                    "",
                    1500,
                    List.of(),
                    Map.of("header.X-Trunk", "t-1", "header.From", "x", "header.X-Bad", "a,b"),
                    Validity.ALWAYS)));
    return directory;
  }

  private static DirectoryCommand.PutProfile profile(String isp, Rule.Action action) {
    Rule rule = new Rule("closed", null, Rule.Calls.ANY, action, Validity.ALWAYS);
    return new DirectoryCommand.PutProfile(
        new RoutingProfile(new ProfileId(new IspId(isp), "main"), List.of(rule), Validity.ALWAYS));
  }

  private static Agreement refusing(String isp) {
    return new Agreement(
        new IspId(isp),
        List.of(),
        List.of(new Agreement.Permission(false, Set.of(), PrefixSet.EMPTY)),
        List.of());
  }

  /** The numbers that have an assignment of their own: a service of beta's, ported from acme. */
  static final String SERVICE = "442099990000";

  private static final long SERVICE_DIGITS = Digits.parse(SERVICE);
  private static final NumberFact SERVICE_FACT =
      new NumberFact.Assigned(
          new NumberAssignment(
              new IspId("acme"),
              ServiceOperation.RESERVATION,
              null,
              PhoneNumber.parse("+449900000"),
              Validity.ALWAYS),
          Actor.isp(new IspId("acme")),
          77,
          3,
          1_790_000_000_000L);

  private static @Nullable NumberFact fact(long digits) {
    return digits == SERVICE_DIGITS ? SERVICE_FACT : null;
  }

  static DirectoryCommand.PutGateway gateway(
      String isp, String name, String host, int strip, String prepend, @Nullable Integer timeout) {
    return new DirectoryCommand.PutGateway(
        new Gateway(
            new GatewayId(new IspId(isp), name),
            host,
            5060,
            Transport.UDP,
            EnumSet.of(Media.VOICE, Media.FAX),
            AdminState.ENABLED,
            strip,
            prepend,
            timeout,
            timeout == null ? List.of() : List.of(486, 503),
            timeout == null ? Map.of() : Map.of("b", "x\"y", "a", "1"),
            Validity.ALWAYS));
  }

  static Directory put(Directory directory, DirectoryCommand command) {
    Directory.Applied applied =
        directory.apply(new Origin(directory.version() + 1, Actor.AUTHORITY, 0), command);
    if (!applied.verdict().accepted()) {
      throw new AssertionError(applied.verdict());
    }
    return applied.directory();
  }

  @Override
  public void lookup(
      RouteQuery query, boolean explain, long deadlineNs, Callback<Answered> callback) {
    if (later) {
      new Thread(() -> decide(query, explain, callback)).start();
    } else {
      decide(query, explain, callback);
    }
  }

  private void decide(RouteQuery query, boolean explain, Callback<Answered> callback) {
    Unavailable reason = unavailable;
    if (reason != null) {
      callback.unavailable(reason);
      return;
    }
    Decision decision =
        explain
            ? Decider.explain(query, directory, fact(query.digits()), states)
            : Decider.decide(query, directory, fact(query.digits()), states);
    callback.answered(new Answered(decision, evidence));
  }

  /** The overlay says what is down: {@code acme/gw1 acme/gw2}; others are refused. */
  @Override
  public void whatIf(RouteQuery query, byte[] overlay, long deadlineNs, Callback<WhatIf> callback) {
    Unavailable reason = unavailable;
    String text = new String(overlay, StandardCharsets.UTF_8);
    if (reason != null) {
      callback.unavailable(reason);
    } else if (text.startsWith("{")) {
      callback.answered(new OverlayRefused("/changes/2/profile/rules/0", "has no \"targets\""));
    } else {
      Explored explored =
          new Explored(
              Decider.explain(query, directory, fact(query.digits()), states),
              Decider.explain(query, directory, fact(query.digits()), down(query, text)),
              evidence);
      if (later) {
        new Thread(() -> callback.answered(explored)).start();
      } else {
        callback.answered(explored);
      }
    }
  }

  private static GatewayStates down(RouteQuery query, String gateways) {
    GatewayStates states = GatewayStates.none();
    for (String gateway : gateways.split(" ")) {
      String[] parts = gateway.split("/");
      GatewayId id = new GatewayId(new IspId(parts[0]), parts[1]);
      states =
          states.with(
              new GatewayStates.Report(
                  id, false, query.atMs() + 20_000, Actor.AUTHORITY, 5, query.atMs() - 1_000));
    }
    return states;
  }

  @Override
  public void fact(long digits, long deadlineNs, Callback<KnownFact> callback) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean ready() {
    return ready;
  }

  @Override
  public void close() {}
}
