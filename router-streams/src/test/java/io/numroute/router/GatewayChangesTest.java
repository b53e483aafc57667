package io.numroute.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.router.GatewayChanges.Change;
import io.numroute.routing.Actor;
import io.numroute.routing.GatewayId;
import io.numroute.routing.GatewayStates;
import io.numroute.routing.GatewayStates.Observed;
import io.numroute.routing.GatewayStates.Report;
import io.numroute.schemas.avro.GatewayEventKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatewayChangesTest {
  private static final GatewayId GW1 = new GatewayId(World.ACME, "gw1");
  private static final GatewayId GW2 = new GatewayId(World.ACME, "gw2");

  private final GatewayChanges changes = new GatewayChanges();
  private final List<String> told = new ArrayList<>();
  private long version;

  @Test
  void downAndUpByReports() {
    down(GW1, 1_000, 60_000);
    down(GW1, 2_000, 60_000);
    up(GW1, 3_000);
    up(GW1, 4_000);
    until(1_000_000);
    assertThat(told).containsExactly("gw1 DOWN 1000 v0", "gw1 UP 3000 v2");
  }

  @Test
  void aReporterThatDiesKeepsNoneDown() {
    down(GW1, 1_000, 5_000);
    down(GW1, 3_000, 7_000);
    until(6_999);
    assertThat(told).containsExactly("gw1 DOWN 1000 v0");
    until(7_000);
    until(8_000);
    assertThat(told).containsExactly("gw1 DOWN 1000 v0", "gw1 EXPIRED 7000 v1");
  }

  @Test
  void whatRanOutComesBeforeTheNextReportOfAnyGateway() {
    down(GW1, 1_000, 5_000);
    down(GW2, 9_000, 20_000);
    down(GW1, 10_000, 20_000);
    assertThat(told)
        .containsExactly(
            "gw1 DOWN 1000 v0", "gw1 EXPIRED 5000 v0", "gw2 DOWN 9000 v1", "gw1 DOWN 10000 v2");
  }

  @Test
  void aGatewayThatFlapsIsHeldDown() {
    down(GW1, 1_000, 60_000);
    up(GW1, 2_000);
    down(GW1, 3_000, 60_000);
    up(GW1, 4_000);
    up(GW1, 5_000);
    until(12_999);
    assertThat(told)
        .containsExactly(
            "gw1 DOWN 1000 v0", "gw1 UP 2000 v1", "gw1 DOWN 3000 v2", "gw1 DAMPED 4000 v3");
    until(13_000);
    assertThat(told).hasSize(5).endsWith("gw1 EXPIRED 13000 v4");
  }

  @Test
  void eachChangeOnceInOrderAndWhatIsToldIsWhatIsObserved() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    GatewayId[] gateways = {GW1, GW2, new GatewayId(World.BETA, "gw3")};
    boolean[] down = new boolean[gateways.length];
    GatewayStates states = GatewayStates.none();
    Set<String> seen = new HashSet<>();
    Change last = null;
    long now = 0;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextInt(20) == 0 ? random.nextInt(700_000) : random.nextInt(15_000);
      List<Change> next;
      if (random.nextInt(4) == 0) {
        next = changes.until(now);
      } else {
        Report report =
            new Report(
                gateways[random.nextInt(gateways.length)],
                random.nextBoolean(),
                now + random.nextInt(40_000) - 1_000,
                Actor.AUTHORITY,
                i,
                now);
        next = changes.with(report);
        states = states.with(report);
      }
      for (Change change : next) {
        assertThat(last == null || last.compareTo(change) < 0).as("order, seed %s", seed).isTrue();
        last = change;
        assertThat(seen.add(change.gateway() + " " + change.version() + " " + change.kind()))
            .as("once, seed %s: %s", seed, change)
            .isTrue();
        int gateway = List.of(gateways).indexOf(change.gateway());
        boolean goesDown = change.kind() == GatewayEventKind.DOWN;
        assertThat(down[gateway]).as("a change, seed %s: %s", seed, change).isEqualTo(!goesDown);
        down[gateway] = goesDown || change.kind() == GatewayEventKind.DAMPED;
      }
      for (int g = 0; g < gateways.length; g++) {
        Observed observed = states.of(gateways[g]);
        assertThat(down[g])
            .as("seed %s at %s", seed, now)
            .isEqualTo(observed != null && observed.down(now));
      }
    }
    assertThat(seen).hasSizeGreaterThan(1_000);
  }

  private void down(GatewayId gateway, long atMs, long expiresMs) {
    tell(changes.with(new Report(gateway, false, expiresMs, Actor.AUTHORITY, version++, atMs)));
  }

  private void up(GatewayId gateway, long atMs) {
    tell(changes.with(new Report(gateway, true, atMs + 1, Actor.AUTHORITY, version++, atMs)));
  }

  private void until(long atMs) {
    tell(changes.until(atMs));
  }

  private void tell(List<Change> next) {
    for (Change change : next) {
      told.add(
          change.gateway().name()
              + " "
              + change.kind()
              + " "
              + change.atMs()
              + " v"
              + change.version());
    }
  }
}
