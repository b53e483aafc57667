package io.numroute.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.routing.IspId;
import io.numroute.routing.Proof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuotaTest {
  private static final Caller ACME = of("acme", "k1");
  private static final Caller BETA = of("beta", "k2");

  private final AtomicLong nowNs = new AtomicLong(-5);

  @Test
  void aWindowsWorthAtOnce_thenAsItFills() {
    Quota quota = quota("writes", 4, Duration.ofSeconds(2));
    assertThat(taken(quota, ACME, 10)).isEqualTo(4);
    Quota.Spent spent = Objects.requireNonNull(quota.take(ACME));
    assertThat(spent.retryAfterSeconds()).isEqualTo(1);
    assertThat(spent.policy()).isEqualTo("\"writes\";q=4;w=2");
    assertThat(spent.limit()).isEqualTo("\"writes\";r=0;t=1");
    pass(Duration.ofMillis(499));
    assertThat(taken(quota, ACME, 10)).isZero();
    pass(Duration.ofMillis(1));
    assertThat(taken(quota, ACME, 10)).isEqualTo(1);
    pass(Duration.ofHours(1));
    assertThat(taken(quota, ACME, 10)).as("no more than a window's worth").isEqualTo(4);
  }

  @Test
  void ofATenantWhateverItsKey_andOfNobodyElse() {
    Quota quota = quota("reads", 2, Duration.ofSeconds(1));
    assertThat(taken(quota, ACME, 1)).isEqualTo(1);
    assertThat(taken(quota, of("acme", "another"), 5)).isEqualTo(1);
    assertThat(taken(quota, BETA, 5)).isEqualTo(2);
    assertThat(taken(quota, Caller.authority(Proof.apiKey("k0")), 5)).isEqualTo(2);
    assertThat(taken(quota, new Caller(Role.AUDITOR, null, Proof.apiKey("k9")), 5)).isZero();
  }

  @Test
  void whatIsOwedComesInFirst() {
    Quota quota = quota("lookups", 10, Duration.ofSeconds(1));
    assertThat(quota.take(ACME)).isNull();
    quota.owe(ACME, 49);
    assertThat(quota.spent(BETA)).isNull();
    assertThat(Objects.requireNonNull(quota.spent(ACME)).retryAfterSeconds()).isEqualTo(5);
    pass(Duration.ofMillis(4_099));
    assertThat(quota.take(ACME)).isNotNull();
    pass(Duration.ofMillis(1));
    assertThat(quota.spent(ACME)).isNull();
    assertThat(quota.take(ACME)).isNull();
    quota.owe(ACME, 0);
  }

  @Test
  void zeroIsNoBound() {
    Quota quota = quota("reads", 0, Duration.ofSeconds(1));
    assertThat(taken(quota, ACME, 10_000)).isEqualTo(10_000);
    quota.owe(ACME, 1_000_000);
    assertThat(quota.spent(ACME)).isNull();
  }

  /** Four threads at once are given exactly what there is. */
  @Test
  void nothingIsGivenTwice() throws Exception {
    Quota quota = quota("reads", 10_000, Duration.ofSeconds(1));
    AtomicInteger given = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread = new Thread(() -> given.addAndGet(taken(quota, ACME, 5_000)));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(given).hasValue(10_000);
  }

  private Quota quota(String name, long size, Duration window) {
    return Quota.of(name, size, window, nowNs::get);
  }

  private void pass(Duration time) {
    nowNs.addAndGet(time.toNanos());
  }

  private static int taken(Quota quota, Caller caller, int times) {
    int taken = 0;
    for (int i = 0; i < times; i++) {
      taken += quota.take(caller) == null ? 1 : 0;
    }
    return taken;
  }

  private static Caller of(String isp, String key) {
    return Caller.of(new IspId(isp), Role.OPERATOR, Proof.apiKey(key));
  }
}
