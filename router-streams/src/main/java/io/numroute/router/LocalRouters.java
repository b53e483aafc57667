package io.numroute.router;

import io.numroute.hop.Routers;
import io.numroute.routing.Decider;
import io.numroute.routing.Decision;
import io.numroute.routing.Digits;
import io.numroute.routing.Directory;
import io.numroute.routing.GatewayId;
import io.numroute.routing.GatewayStates;
import io.numroute.routing.NumberFact;
import io.numroute.routing.RouteQuery;
import io.numroute.schemas.NumberPartitions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The router in this JVM. Answers on the caller's thread, before the call returns: one array read,
 * one look into the overlay, one read of RocksDB, the decision. No locks but the gate of the table.
 */
final class LocalRouters implements Routers {
  /** Where a lookup finds the replica of a partition; null while this router holds none. */
  interface Finder {
    @Nullable PartitionReplica find(int partition);
  }

  private static final ThreadLocal<byte[]> KEY =
      ThreadLocal.withInitial(() -> new byte[1 + Digits.CAPACITY]);

  private final int partitions;
  private final Finder finder;
  private final DirectoryView directory;
  private final Supplier<GatewayStates> states;
  private final Explorer explorer;
  private final String numberLog;
  private final String routerId;
  private final long maxStaleMs;
  private final BooleanSupplier ready;
  private final BooleanSupplier started;
  private final Clock clock;

  /**
   * @param states what was observed of gateways, as of now
   * @param started whether the directory was once up to date, so that there is something to say
   * @param ready whether callers had better come here than elsewhere
   */
  LocalRouters(
      int partitions,
      Finder finder,
      DirectoryView directory,
      Supplier<GatewayStates> states,
      Explorer explorer,
      String numberLog,
      String routerId,
      long maxStaleMs,
      BooleanSupplier started,
      BooleanSupplier ready,
      Clock clock) {
    this.partitions = partitions;
    this.finder = finder;
    this.directory = directory;
    this.states = states;
    this.explorer = explorer;
    this.numberLog = numberLog;
    this.routerId = routerId;
    this.maxStaleMs = maxStaleMs;
    this.started = started;
    this.ready = ready;
    this.clock = clock;
  }

  @Override
  public void lookup(
      RouteQuery query, boolean explain, long deadlineNs, Callback<Answered> callback) {
    Answered answered;
    try {
      if (!started.getAsBoolean()) {
        callback.unavailable(Unavailable.NO_ROUTER);
        return;
      }
      int partition = partition(query.digits());
      PartitionReplica replica = finder.find(partition);
      if (replica == null) {
        callback.unavailable(Unavailable.NO_REPLICA);
        return;
      }
      // Decided is read before the fact and age before both, so that neither promises too much.
      long ageMs = replica.ageMs(clock.millis());
      long decided = replica.decidedThrough();
      NumberFact fact = replica.fact(query.digits());
      Directory known = directory.current();
      GatewayStates observed = states.get();
      LeftOut down = observed.size() == 0 ? null : new LeftOut();
      Decision decision = Decider.decide(query, known, fact, observed, explain, down);
      List<DownGateway> gateways = down == null ? List.of() : down.gateways;
      answered = new Answered(decision, evidence(partition, decided, fact, ageMs, gateways));
    } catch (ReplicaGoneException e) {
      callback.unavailable(Unavailable.NO_REPLICA);
      return;
    }
    callback.answered(answered);
  }

  @Override
  public void fact(long digits, long deadlineNs, Callback<KnownFact> callback) {
    KnownFact known;
    try {
      if (!started.getAsBoolean()) {
        callback.unavailable(Unavailable.NO_ROUTER);
        return;
      }
      int partition = partition(digits);
      PartitionReplica replica = finder.find(partition);
      if (replica == null) {
        callback.unavailable(Unavailable.NO_REPLICA);
        return;
      }
      long ageMs = replica.ageMs(clock.millis());
      long decided = replica.decidedThrough();
      NumberFact fact = replica.fact(digits);
      known = new KnownFact(fact, evidence(partition, decided, fact, ageMs, List.of()));
    } catch (ReplicaGoneException e) {
      callback.unavailable(Unavailable.NO_REPLICA);
      return;
    }
    callback.answered(known);
  }

  @Override
  public void whatIf(RouteQuery query, byte[] overlay, long deadlineNs, Callback<WhatIf> callback) {
    if (overlay.length > MAX_OVERLAY) {
      callback.answered(OverlayRefused.tooLarge());
      return;
    }
    fact(
        query.digits(),
        deadlineNs,
        new Callback<>() {
          @Override
          public void answered(KnownFact known) {
            Proposal.State state =
                new Proposal.State(
                    directory.current(), known.fact(), states.get(), known.evidence());
            explorer.explore(query, state, overlay, deadlineNs, callback);
          }

          @Override
          public void unavailable(Unavailable reason) {
            callback.unavailable(reason);
          }
        });
  }

  @Override
  public boolean ready() {
    return ready.getAsBoolean();
  }

  /** The router closes itself. */
  @Override
  public void close() {}

  private int partition(long digits) {
    byte[] key = KEY.get();
    key[0] = '+';
    return NumberPartitions.of(key, Digits.write(digits, key, 1), partitions);
  }

  /** The gateways that a decision left out because they were reported down, each once. */
  private static final class LeftOut implements Decider.Downs {
    List<DownGateway> gateways = List.of();

    @Override
    public void down(GatewayId gateway, GatewayStates.Observed observed) {
      DownGateway down = new DownGateway(gateway, observed.origin().version());
      if (gateways.isEmpty()) {
        gateways = new ArrayList<>();
      }
      if (!gateways.contains(down)) {
        gateways.add(down);
      }
    }
  }

  private Evidence evidence(
      int partition, long decided, @Nullable NumberFact fact, long ageMs, List<DownGateway> down) {
    return new Evidence(
        directory.logId(),
        numberLog,
        partition,
        fact == null ? decided : Math.max(decided, fact.version()),
        routerId,
        ageMs,
        ageMs > maxStaleMs,
        down);
  }
}
