package io.numroute.hop;

import io.numroute.hop.Routers.Answered;
import io.numroute.hop.Routers.Callback;
import io.numroute.hop.Routers.Evidence;
import io.numroute.hop.Routers.KnownFact;
import io.numroute.hop.Routers.Unavailable;
import io.numroute.routing.Actor;
import io.numroute.routing.AdminState;
import io.numroute.routing.Decision;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.Media;
import io.numroute.routing.Origin;
import io.numroute.routing.Outcome;
import io.numroute.routing.RouteQuery;
import io.numroute.routing.Transport;
import io.numroute.routing.Validity;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Lookups a second and CPU microseconds a lookup: by call, and through one loopback connection,
 * both ends in this JVM. A given number of callers ask again as soon as they are answered. Run by
 * hand; the figures stand in RATIONALE.md.
 */
public final class LoopbackMeasurement {
  private static final int ROUNDS = 5;
  private static final long ROUND_MS = 2000;

  private LoopbackMeasurement() {}

  public static void main(String[] args) {
    Routers local = new ThreeGateways();
    System.out.println("callers framesUnderWay | lookups/s  CPU us: edge  router  lookups/frame");
    try (HopServer server =
        new HopServer(HopServer.Settings.of("127.0.0.1", 0), "r1", local).start()) {
      for (int round = 0; round < ROUNDS; round++) {
        System.out.println("round " + round);
        direct(local);
        for (int underWay : new int[] {1, 2}) {
          for (int callers : new int[] {1, 32, 64, 256}) {
            HopClient.Settings settings = HopClient.Settings.DEFAULT.withFramesUnderWay(underWay);
            List<RouterAddress> address = List.of(Hop.address(server));
            try (HopClient client = new HopClient(settings, "edge", address).start()) {
              RoutersContract.await(client::ready);
              remote(client, callers, underWay);
            }
          }
        }
      }
    }
  }

  private static void direct(Routers local) {
    LongAdder answers = new LongAdder();
    Callback<Answered> count =
        new Callback<>() {
          @Override
          public void answered(Answered reply) {
            answers.increment();
          }

          @Override
          public void unavailable(Unavailable reason) {
            throw new AssertionError(reason);
          }
        };
    long startNs = System.nanoTime();
    long endNs = startNs + TimeUnit.MILLISECONDS.toNanos(ROUND_MS);
    for (int n = 0; System.nanoTime() < endNs; n++) {
      local.lookup(RoutersContract.query(RoutersContract.digits(n & 0xFFFF)), false, endNs, count);
    }
    double seconds = (System.nanoTime() - startNs) / 1e9;
    System.out.printf(
        "direct           | %,10.0f  %.2f%n",
        answers.sum() / seconds, 1e6 * seconds / answers.sum());
  }

  private static void remote(HopClient client, int callers, int underWay) {
    Caller[] all = new Caller[callers];
    for (int i = 0; i < callers; i++) {
      all[i] = new Caller(client, i);
    }
    long serverNs = cpuNs("hop-server");
    long clientNs = cpuNs("hop-client");
    long startNs = System.nanoTime();
    for (Caller caller : all) {
      caller.ask();
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ROUND_MS));
    long answers = 0;
    for (Caller caller : all) {
      answers += caller.answers;
      caller.stopped = true;
    }
    double seconds = (System.nanoTime() - startNs) / 1e9;
    System.out.printf(
        "%7d %14d | %,10.0f  %12.2f  %6.2f  %.1f%n",
        callers,
        underWay,
        answers / seconds,
        (cpuNs("hop-client") - clientNs) / 1e3 / answers,
        (cpuNs("hop-server") - serverNs) / 1e3 / answers,
        client.lookupsPerFrame());
  }

  private static long cpuNs(String name) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().startsWith(name)) {
        sum += Math.max(0, threads.getThreadCpuTime(id));
      }
    }
    return sum;
  }

  private static final class Caller implements Callback<Answered> {
    private final Routers routers;
    private int n;
    private volatile long answers;
    private volatile boolean stopped;

    Caller(Routers routers, int seed) {
      this.routers = routers;
      this.n = seed * 1000;
    }

    void ask() {
      long deadlineNs = System.nanoTime() + 1_000_000_000L;
      long digits = RoutersContract.digits(n++ & 0xFFFF);
      routers.lookup(RoutersContract.query(digits), false, deadlineNs, this);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one reply at a time
    public void answered(Answered reply) {
      answers++;
      if (!stopped) {
        ask();
      }
    }

    @Override
    public void unavailable(Unavailable reason) {
      if (!stopped) {
        throw new AssertionError(reason);
      }
    }
  }

  /** A router that knows the answer: three plain gateways of one of a thousand ISPs. */
  private static final class ThreeGateways implements Routers {
    private final Decision[] decisions = new Decision[1024];

    ThreeGateways() {
      for (int i = 0; i < decisions.length; i++) {
        IspId isp = new IspId("isp-" + i);
        VersionedGateway[] gateways = {gateway(isp, 1), gateway(isp, 2), gateway(isp, 3)};
        decisions[i] =
            new Decision(
                new Outcome.Routed(isp, gateways, null), 1_800_000_000_000L, i, i, List.of());
      }
    }

    private static VersionedGateway gateway(IspId isp, int n) {
      return new VersionedGateway(
          new Gateway(
              new GatewayId(isp, "gw" + n),
              "gw" + n + "." + isp + ".example",
              5060,
              Transport.UDP,
              EnumSet.allOf(Media.class),
              AdminState.ENABLED,
              0,
              "",
              null,
              List.of(),
              Map.of(),
              Validity.ALWAYS),
          new Origin(n, Actor.isp(isp), 1_790_000_000_000L));
    }

    @Override
    public void lookup(
        RouteQuery query, boolean explain, long deadlineNs, Callback<Answered> callback) {
      Decision decision = decisions[(int) ((query.digits() * 0x9E3779B97F4A7C15L) >>> 40) & 1023];
      callback.answered(
          new Answered(
              decision,
              new Evidence(
                  "0b3f5a52-5ad3-4d3e-9d0b-7a4b1d2c3e4f",
                  "5c1f9a10-1111-4d3e-9d0b-7a4b1d2c3e4f",
                  3,
                  1000,
                  "r1",
                  20,
                  false)));
    }

    @Override
    public void fact(long digits, long deadlineNs, Callback<KnownFact> callback) {
      callback.unavailable(Unavailable.NO_REPLICA);
    }

    @Override
    public void whatIf(
        RouteQuery query, byte[] overlay, long deadlineNs, Callback<WhatIf> callback) {
      callback.unavailable(Unavailable.NO_REPLICA);
    }

    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void close() {}
  }
}
