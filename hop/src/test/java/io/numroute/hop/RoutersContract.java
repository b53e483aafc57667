package io.numroute.hop;

import static io.numroute.hop.Same.assertSame;
import static io.numroute.hop.Same.same;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.hop.Routers.Answered;
import io.numroute.hop.Routers.KnownFact;
import io.numroute.hop.Routers.Unavailable;
import io.numroute.hop.Routers.WhatIf;
import io.numroute.routing.IspId;
import io.numroute.routing.Media;
import io.numroute.routing.RouteQuery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Routers} keeps, wherever the router is. */
abstract class RoutersContract {
  private static final int THREADS = 4;
  private static final int LOOKUPS_EACH = 25_000;
  private static final int UNDER_WAY_EACH = 200;

  final FakeRouters source = new FakeRouters("r1");

  private Routers routers = source;

  /** The implementation, ready, with {@code source} behind it. */
  abstract Routers over(FakeRouters source) throws Exception;

  /** Undoes {@link #over}. */
  abstract void closeAll() throws Exception;

  @BeforeEach
  void open() throws Exception {
    routers = over(source);
  }

  @AfterEach
  void shut() throws Exception {
    closeAll();
  }

  static long soon() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
  }

  static RouteQuery query(long digits) {
    return new RouteQuery(new IspId("acme"), digits, Media.VOICE, 1_000, 7, 5);
  }

  @Test
  void answersWithDecisionAndEvidence() {
    RandomReplies numbers = new RandomReplies(1);
    for (int i = 0; i < 1000; i++) {
      long digits = numbers.digits();
      Heard<Answered> heard = new Heard<>();
      routers.lookup(query(digits), i % 2 == 0, soon(), heard);
      assertSame(heard.reply().decision(), source.expected(digits).decision());
      assertThat(heard.reply().evidence()).isEqualTo(source.expected(digits).evidence());
    }
  }

  @Test
  void knowsFactsAndTheirAbsence() {
    RandomReplies numbers = new RandomReplies(2);
    for (int i = 0; i < 1000; i++) {
      long digits = numbers.digits();
      Heard<KnownFact> heard = new Heard<>();
      routers.fact(digits, soon(), heard);
      assertThat(heard.reply()).isEqualTo(source.expectedFact(digits));
    }
  }

  @Test
  void explores() {
    RandomReplies numbers = new RandomReplies(3);
    for (int i = 0; i < 300; i++) {
      long digits = numbers.digits();
      byte[] overlay = overlay((i % 3 == 0 ? "bad" : "good") + " \u8a9e".repeat(i));
      Heard<WhatIf> heard = new Heard<>();
      routers.whatIf(query(digits), overlay, soon(), heard);
      assertSame(heard.reply(), source.expectedWhatIf(digits, overlay));
    }
    Heard<WhatIf> largest = new Heard<>();
    routers.whatIf(query(digits(1)), overlay("good".repeat(1 << 14)), soon(), largest);
    assertThat(largest.reply()).isInstanceOf(Routers.Explored.class);
    Heard<WhatIf> tooLarge = new Heard<>();
    routers.whatIf(query(digits(1)), new byte[Routers.MAX_OVERLAY + 1], soon(), tooLarge);
    assertThat(tooLarge.reply())
        .isEqualTo(new Routers.OverlayRefused("", "is larger than 65536 bytes"));
  }

  @Test
  void whatIfsAndLookupsDoNotMixUp() {
    source.mood = FakeRouters.Mood.LATE;
    List<Heard<Answered>> lookups = new ArrayList<>();
    List<Heard<WhatIf>> whatIfs = new ArrayList<>();
    byte[] overlay = overlay("good one");
    for (int i = 0; i < 60; i++) {
      Heard<Answered> lookup = new Heard<>();
      Heard<WhatIf> whatIf = new Heard<>();
      routers.lookup(query(digits(i)), false, soon(), lookup);
      routers.whatIf(query(digits(i)), overlay, soon(), whatIf);
      lookups.add(lookup);
      whatIfs.add(whatIf);
    }
    for (int i = 0; i < lookups.size(); i++) {
      assertSame(lookups.get(i).reply().decision(), source.expected(digits(i)).decision());
      assertSame(whatIfs.get(i).reply(), source.expectedWhatIf(digits(i), overlay));
    }
  }

  private static byte[] overlay(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void answersLate() {
    source.mood = FakeRouters.Mood.LATE;
    List<Heard<Answered>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Heard<Answered> heard = new Heard<>();
      routers.lookup(query(digits(i)), false, soon(), heard);
      all.add(heard);
    }
    for (int i = 0; i < all.size(); i++) {
      assertSame(all.get(i).reply().decision(), source.expected(digits(i)).decision());
    }
  }

  @Test
  void passesOnWhyThereIsNoAnswer() {
    source.mood = FakeRouters.Mood.NO_REPLICA;
    Heard<Answered> lookup = new Heard<>();
    routers.lookup(query(digits(1)), false, soon(), lookup);
    assertThat(lookup.reason()).isEqualTo(Unavailable.NO_REPLICA);
    source.mood = FakeRouters.Mood.BUSY;
    Heard<KnownFact> fact = new Heard<>();
    routers.fact(digits(1), soon(), fact);
    assertThat(fact.reason()).isEqualTo(Unavailable.BUSY);
    Heard<WhatIf> whatIf = new Heard<>();
    routers.whatIf(query(digits(1)), overlay("good"), soon(), whatIf);
    assertThat(whatIf.reason()).isEqualTo(Unavailable.BUSY);
  }

  @Test
  void aPassedDeadlineIsToldOnce() {
    Heard<Answered> lookup = new Heard<>();
    routers.lookup(query(digits(1)), false, System.nanoTime() - 1, lookup);
    assertThat(lookup.reason()).isEqualTo(Unavailable.DEADLINE);
    assertThat(lookup.calls()).isEqualTo(1);
  }

  @Test
  void notReadyMeansNoRouter() {
    source.ready = false;
    await(() -> !routers.ready());
    Heard<Answered> lookup = new Heard<>();
    routers.lookup(query(digits(1)), false, soon(), lookup);
    assertThat(lookup.reason()).isEqualTo(Unavailable.NO_ROUTER);
    source.ready = true;
    await(routers::ready);
    Heard<Answered> again = new Heard<>();
    routers.lookup(query(digits(1)), false, soon(), again);
    assertThat(again.reply()).isNotNull();
  }

  @Test
  void manyThreadsGetTheirOwnAnswersOnce() throws Exception {
    AtomicInteger wrong = new AtomicInteger();
    AtomicInteger replies = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(THREADS);
    for (int t = 0; t < THREADS; t++) {
      int seed = t;
      new Thread(
              () -> {
                askMany(seed, replies, wrong);
                done.countDown();
              })
          .start();
    }
    assertThat(done.await(120, TimeUnit.SECONDS)).isTrue();
    assertThat(wrong).hasValue(0);
    assertThat(replies).hasValue(THREADS * LOOKUPS_EACH);
  }

  private void askMany(int seed, AtomicInteger replies, AtomicInteger wrong) {
    Semaphore underWay = new Semaphore(UNDER_WAY_EACH);
    Random random = new Random(seed);
    for (int i = 0; i < LOOKUPS_EACH; i++) {
      long digits = digits(random.nextInt(1_000_000));
      underWay.acquireUninterruptibly();
      routers.lookup(
          query(digits),
          false,
          soon(),
          new Routers.Callback<>() {
            @Override
            public void answered(Answered reply) {
              Answered expected = source.expected(digits);
              if (!same(reply.decision(), expected.decision())
                  || !reply.evidence().equals(expected.evidence())) {
                wrong.incrementAndGet();
              }
              replies.incrementAndGet();
              underWay.release();
            }

            @Override
            public void unavailable(Unavailable reason) {
              wrong.incrementAndGet();
              replies.incrementAndGet();
              underWay.release();
            }
          });
    }
    underWay.acquireUninterruptibly(UNDER_WAY_EACH);
  }

  static long digits(int n) {
    return io.numroute.routing.Digits.parse("44" + (10_000_000 + n));
  }

  /** Waits for a condition. */
  static void await(java.util.function.BooleanSupplier condition) {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for a condition").isLessThan(endNs);
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }
}
