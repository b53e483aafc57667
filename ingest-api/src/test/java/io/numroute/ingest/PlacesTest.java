package io.numroute.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.http.Caller;
import io.numroute.http.Role;
import io.numroute.routing.IspId;
import io.numroute.routing.Proof;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private static final Caller AUTHORITY = Caller.authority(Proof.apiKey("k0"));

  @Test
  void oneTenantLeavesHalfOfThemToOthers() {
    Places places = new Places(4);
    assertThat(places.enter(of("acme", "k1"))).isTrue();
    assertThat(places.enter(of("acme", "k2"))).isTrue();
    assertThat(places.enter(of("acme", "k3"))).as("whatever its key").isFalse();
    assertThat(places.enter(of("beta", "k4"))).isTrue();
    assertThat(places.enter(AUTHORITY)).isTrue();
    assertThat(places.enter(of("gamma", "k5"))).as("all are taken").isFalse();
    places.leave(of("acme", "k2"));
    assertThat(places.enter(of("gamma", "k5"))).isTrue();
    places.leave(of("acme", "k1"));
    assertThat(places.enter(of("acme", "k3"))).isTrue();
  }

  @Test
  void aSinglePlaceIsForWhoeverComes() {
    Places places = new Places(1);
    assertThat(places.enter(of("acme", "k1"))).isTrue();
    assertThat(places.enter(AUTHORITY)).isFalse();
    places.leave(of("acme", "k1"));
    assertThat(places.enter(AUTHORITY)).isTrue();
  }

  private static Caller of(String isp, String key) {
    return Caller.of(new IspId(isp), Role.OPERATOR, Proof.apiKey(key));
  }
}
