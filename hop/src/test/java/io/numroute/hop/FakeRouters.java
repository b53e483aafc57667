package io.numroute.hop;

import io.numroute.routing.Decision;
import io.numroute.routing.NumberFact;
import io.numroute.routing.RouteQuery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A router whose answers depend on the number only, and whose moods a test sets. */
final class FakeRouters implements Routers {
  private static final int DECISIONS = 512;

  private final String name;
  private final List<Decision> decisions = new ArrayList<>();
  private final List<NumberFact> facts = new ArrayList<>();
  private final Queue<Callback<?>> unanswered = new ConcurrentLinkedQueue<>();

  final AtomicInteger asked = new AtomicInteger();
  volatile Mood mood = Mood.ANSWERS;
  volatile boolean ready = true;
  volatile long ageMs = 3;
  volatile boolean stale;

  /** What becomes of a question. */
  enum Mood {
    ANSWERS,
    /** Answers on another thread, later. */
    LATE,
    NEVER,
    THROWS,
    NO_REPLICA,
    BUSY
  }

  FakeRouters(String name) {
    this.name = name;
    RandomReplies replies = new RandomReplies(42);
    for (int i = 0; i < DECISIONS; i++) {
      decisions.add(replies.decision());
      facts.add(replies.fact());
    }
  }

  Answered expected(long digits) {
    return new Answered(decisions.get(index(digits)), evidence(digits));
  }

  /** Every second number has none. */
  KnownFact expectedFact(long digits) {
    int index = index(digits);
    @Nullable NumberFact fact = index % 2 == 0 ? facts.get(index) : null;
    return new KnownFact(fact, evidence(digits));
  }

  private static int index(long digits) {
    return (int) ((digits * 0x9E3779B97F4A7C15L) >>> 40) & (DECISIONS - 1);
  }

  private Evidence evidence(long digits) {
    return new Evidence("log-d", "log-n", (int) (digits >>> 60), digits >>> 8, name, ageMs, stale);
  }

  @Override
  public void lookup(
      RouteQuery query, boolean explain, long deadlineNs, Callback<Answered> callback) {
    reply(expected(query.digits()), deadlineNs, callback);
  }

  @Override
  public void fact(long digits, long deadlineNs, Callback<KnownFact> callback) {
    reply(expectedFact(digits), deadlineNs, callback);
  }

  /** Only for overlays that say they are good: the proposed decision is another number's. */
  WhatIf expectedWhatIf(long digits, byte[] overlay) {
    String text = new String(overlay, StandardCharsets.UTF_8);
    if (!text.startsWith("good")) {
      return new OverlayRefused("/changes/0", "is not good: " + text);
    }
    Decision proposed = decisions.get(index(digits + text.length()));
    return new Explored(decisions.get(index(digits)), proposed, evidence(digits));
  }

  @Override
  public void whatIf(RouteQuery query, byte[] overlay, long deadlineNs, Callback<WhatIf> callback) {
    if (overlay.length > MAX_OVERLAY) {
      callback.answered(OverlayRefused.tooLarge());
      return;
    }
    reply(expectedWhatIf(query.digits(), overlay), deadlineNs, callback);
  }

  private <T> void reply(T reply, long deadlineNs, Callback<T> callback) {
    asked.incrementAndGet();
    if (!ready) {
      callback.unavailable(Unavailable.NO_ROUTER);
      return;
    }
    if (deadlineNs - System.nanoTime() <= 0) {
      callback.unavailable(Unavailable.DEADLINE);
      return;
    }
    switch (mood) {
      case ANSWERS -> callback.answered(reply);
      case LATE -> new Thread(() -> callback.answered(reply)).start();
      case NEVER -> unanswered.add(callback);
      case THROWS -> throw new IllegalStateException("a fake that throws");
      case NO_REPLICA -> callback.unavailable(Unavailable.NO_REPLICA);
      case BUSY -> callback.unavailable(Unavailable.BUSY);
    }
  }

  @Override
  public boolean ready() {
    return ready;
  }

  @Override
  public void close() {
    ready = false;
  }
}
