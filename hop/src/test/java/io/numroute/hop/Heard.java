package io.numroute.hop;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.hop.Routers.Callback;
import io.numroute.hop.Routers.Unavailable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A callback that waits for its call and counts. */
final class Heard<T> implements Callback<T> {
  private static final long PATIENCE_S = 30;

  private final CountDownLatch called = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();
  private volatile @Nullable T reply;
  private volatile @Nullable Unavailable reason;

  @Override
  public void answered(T answer) {
    reply = answer;
    calls.incrementAndGet();
    called.countDown();
  }

  @Override
  public void unavailable(Unavailable why) {
    reason = why;
    calls.incrementAndGet();
    called.countDown();
  }

  private void await() {
    try {
      assertThat(called.await(PATIENCE_S, TimeUnit.SECONDS)).as("called back").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits, and says whether there was a reply. */
  boolean isReply() {
    await();
    return reply != null;
  }

  T reply() {
    await();
    T answer = reply;
    assertThat(reason).isNull();
    assertThat(answer).isNotNull();
    return java.util.Objects.requireNonNull(answer);
  }

  Unavailable reason() {
    await();
    Unavailable why = reason;
    assertThat(why).as("reason").isNotNull();
    return java.util.Objects.requireNonNull(why);
  }

  boolean wasCalled() {
    return called.getCount() == 0;
  }

  int calls() {
    return calls.get();
  }
}
