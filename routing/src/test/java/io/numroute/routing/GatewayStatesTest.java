package io.numroute.routing;

import static io.numroute.routing.TestObjects.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class GatewayStatesTest {
  private static final GatewayId GW = new GatewayId(id("acme"), "gw1");
  private static final long T = 1_795_000_000_000L;

  private GatewayStates states = GatewayStates.none();
  private long version;

  private void report(boolean up, long atMs, long holdsMs) {
    states =
        states.with(
            new GatewayStates.Report(
                GW, up, atMs + holdsMs, Actor.isp(id("acme")), version++, atMs));
  }

  private GatewayStates.Observed observed() {
    return java.util.Objects.requireNonNull(states.of(GW));
  }

  private boolean down(long atMs) {
    GatewayStates.Observed observed = states.of(GW);
    return observed != null && observed.down(atMs);
  }

  @Test
  void down_endsWhenTheReportExpires() {
    report(false, T, 30_000);
    assertThat(down(T - 1)).isFalse();
    assertThat(down(T)).isTrue();
    assertThat(down(T + 29_999)).isTrue();
    assertThat(down(T + 30_000)).isFalse();
    report(false, T + 10_000, 30_000);
    assertThat(down(T)).as("the same outage").isTrue();
    assertThat(down(T + 39_999)).isTrue();
    assertThat(down(T + 40_000)).isFalse();
  }

  @Test
  void up_endsIt_theFirstTimeAtOnce() {
    report(false, T, 600_000);
    report(true, T + 2_000, 30_000);
    assertThat(down(T + 1_999)).isTrue();
    assertThat(down(T + 2_000)).isFalse();
    report(true, T + 3_000, 30_000);
    assertThat(down(T + 3_000)).isFalse();
    assertThat(observed().downUntilMs()).as("up already").isEqualTo(T + 2_000);
  }

  @Test
  void noReport_holdsForEver() {
    report(false, T, Long.MAX_VALUE / 2 - T);
    assertThat(down(T + GatewayStates.MAX_HOLD_MS - 1)).isTrue();
    assertThat(down(T + GatewayStates.MAX_HOLD_MS)).isFalse();
  }

  @Test
  void aReportThatExpiredBeforeItCame_saysNothing() {
    report(false, T, 0);
    assertThat(states.size()).isZero();
    report(false, T, -5);
    assertThat(states.size()).isZero();
  }

  @Test
  void upWithoutDown_saysNothing() {
    report(true, T, 30_000);
    assertThat(states.size()).isZero();
  }

  @Test
  void flapping_isDampedLongerEachTime() {
    long[] held = {0, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000};
    long at = T;
    for (int flap = 0; flap < held.length; flap++) {
      report(false, at, 600_000);
      assertThat(observed().flaps()).isEqualTo(flap + 1);
      report(true, at + 1_000, 30_000);
      long upMs = at + Math.max(1_000, held[flap]);
      assertThat(down(upMs - 1)).as("flap %s", flap).isTrue();
      assertThat(down(upMs)).as("flap %s", flap).isFalse();
      at = upMs + 1_000;
    }
    at += GatewayStates.FLAP_MEMORY_MS;
    report(false, at, 600_000);
    assertThat(observed().flaps()).as("it stayed up for ten minutes").isEqualTo(1);
  }

  @Test
  void dampingOutlastsAShortReport() {
    report(false, T, 1_000);
    report(false, T + 5_000, 1_000);
    assertThat(down(T + 6_000)).isTrue();
    assertThat(down(T + 14_999)).isTrue();
    assertThat(down(T + 15_000)).isFalse();
  }

  @Test
  void forgetting_changesNoAnswerAndNoFlap() {
    Random random = new Random(7);
    GatewayStates kept = GatewayStates.none();
    GatewayStates forgetful = GatewayStates.none();
    long at = T;
    for (int i = 0; i < 5_000; i++) {
      at += random.nextInt(random.nextInt(20) == 0 ? 1_300_000 : 30_000);
      GatewayStates.Report report =
          new GatewayStates.Report(
              new GatewayId(id("acme"), "gw" + random.nextInt(3)),
              random.nextBoolean(),
              at + random.nextInt(120_000),
              Actor.AUTHORITY,
              i,
              at);
      kept = kept.with(report);
      forgetful = forgetful.forgetting(at).with(report);
      for (int g = 0; g < 3; g++) {
        GatewayId gateway = new GatewayId(id("acme"), "gw" + g);
        assertThat(isDown(forgetful, gateway, at)).isEqualTo(isDown(kept, gateway, at));
        assertThat(isDown(forgetful, gateway, at + 60_000))
            .isEqualTo(isDown(kept, gateway, at + 60_000));
      }
    }
    assertThat(forgetful.forgetting(at + 10_000_000).size()).isZero();
  }

  private static boolean isDown(GatewayStates states, GatewayId gateway, long atMs) {
    GatewayStates.Observed observed = states.of(gateway);
    return observed != null && observed.down(atMs);
  }

  @Test
  void nextChange_isTheNextEdge() {
    report(false, T, 30_000);
    GatewayStates.Observed observed = observed();
    assertThat(observed.nextChangeMs(T - 1)).isEqualTo(T);
    assertThat(observed.nextChangeMs(T)).isEqualTo(T + 30_000);
    assertThat(observed.nextChangeMs(T + 30_000)).isEqualTo(Long.MAX_VALUE);
  }
}
