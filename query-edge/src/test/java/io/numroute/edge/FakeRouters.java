package io.numroute.edge;

import io.numroute.hop.Routers;
import io.numroute.routing.Actor;
import io.numroute.routing.AdminState;
import io.numroute.routing.Block;
import io.numroute.routing.Decider;
import io.numroute.routing.Decision;
import io.numroute.routing.Directory;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.Isp;
import io.numroute.routing.IspId;
import io.numroute.routing.IspState;
import io.numroute.routing.Media;
import io.numroute.routing.Origin;
import io.numroute.routing.Prefix;
import io.numroute.routing.RouteQuery;
import io.numroute.routing.Transport;
import io.numroute.routing.Validity;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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

  private static Directory directory() {
    Directory directory = Directory.empty();
    for (String isp : List.of("acme", "beta", "bare", "gone")) {
      directory =
          put(
              directory,
              new DirectoryCommand.PutIsp(
                  new Isp(
                      new IspId(isp),
                      "ISP " + isp,
                      isp.equals("gone") ? IspState.SUSPENDED : IspState.ACTIVE,
                      null)));
    }
    for (String block : List.of("44 acme", "4471 beta", "33 bare", "34 gone")) {
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
    return put(directory, gateway("beta", "gw1", "192.0.2.9", 2, "00", null));
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
        explain ? Decider.explain(query, directory, null) : Decider.decide(query, directory, null);
    callback.answered(new Answered(decision, evidence));
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
