package io.numroute.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.routing.time.Recurrence;
import io.numroute.routing.time.TimeCondition;
import io.numroute.routing.time.Window;
import io.numroute.routing.time.WindowLength;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StretchesTest {
  private static final long HOUR_MS = 3_600_000;
  private static final long NOON_MS = Instant.parse("2027-01-04T12:00:00Z").toEpochMilli();

  private static final Rule HOURS =
      rule(
          new TimeCondition.In(
              new Window(
                  Window.zone("Europe/London"),
                  LocalDateTime.parse("2026-01-05T09:00:00"),
                  WindowLength.Nominal.parse("PT8H"),
                  Recurrence.parse("FREQ=DAILY"))),
          Validity.ALWAYS);

  private static Rule rule(@Nullable TimeCondition when, Validity validity) {
    GatewayId gateway = new GatewayId(new IspId("acme"), "gw1");
    Rule.Offer offer = new Rule.Offer(List.of(new Rule.Target(gateway, 0, 1)));
    return new Rule("rule", when, Rule.Calls.ANY, offer, validity);
  }

  @Test
  void saysTheSameUntilItChanges_whicheverInstantWasAskedBefore() {
    Stretches stretches = new Stretches(2);
    for (long atMs : new long[] {NOON_MS, NOON_MS + 5 * HOUR_MS - 1, NOON_MS, NOON_MS - HOUR_MS}) {
      assertThat(Stretches.inForce(stretches.at(1, HOURS, atMs))).isTrue();
      assertThat(Stretches.untilMs(stretches.at(1, HOURS, atMs))).isEqualTo(NOON_MS + 5 * HOUR_MS);
    }
    long closed = stretches.at(1, HOURS, NOON_MS + 5 * HOUR_MS);
    assertThat(Stretches.inForce(closed)).isFalse();
    assertThat(Stretches.untilMs(closed)).isEqualTo(NOON_MS + 21 * HOUR_MS);
    assertThat(Stretches.inForce(stretches.at(1, HOURS, NOON_MS))).as("back again").isTrue();
  }

  @Test
  void whatNeverChangesHasNoEnd() {
    assertThat(Stretches.inForce(Stretches.ALWAYS)).isTrue();
    assertThat(Stretches.untilMs(Stretches.ALWAYS)).isEqualTo(Long.MAX_VALUE);
    Stretches stretches = new Stretches(1);
    Rule over = rule(null, new Validity(0, NOON_MS));
    for (long atMs : new long[] {NOON_MS, NOON_MS + 1, Long.MAX_VALUE / 4}) {
      long said = stretches.at(0, over, atMs);
      assertThat(Stretches.inForce(said)).isFalse();
      assertThat(Stretches.untilMs(said)).isEqualTo(Long.MAX_VALUE);
    }
    long before = stretches.at(0, over, Long.MIN_VALUE / 4);
    assertThat(Stretches.inForce(before)).isFalse();
    assertThat(Stretches.untilMs(before)).as("of a negative instant").isZero();
    assertThat(Stretches.inForce(stretches.at(0, over, 0))).isTrue();
  }

  /** Two threads that ask about different instants never read one another's half. */
  @Test
  void racingThreadsReadWhatIsTrue() throws Exception {
    Stretches stretches = new Stretches(1);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 200_000; i++) {
                  int hour = random.nextInt(24);
                  long atMs = NOON_MS + hour * HOUR_MS;
                  long said = stretches.at(0, HOURS, atMs);
                  boolean open = hour < 5 || hour >= 21;
                  long untilMs = NOON_MS + (hour < 5 ? 5 : hour < 21 ? 21 : 29) * HOUR_MS;
                  assertThat(Stretches.inForce(said)).isEqualTo(open);
                  assertThat(Stretches.untilMs(said)).isEqualTo(untilMs);
                }
              });
      thread.setUncaughtExceptionHandler((unused, e) -> failure.set(e));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failure.get()).isNull();
  }
}
