package io.numroute.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DirectoryEndTest {
  @Test
  void questionsDuringACallShareTheNextAndNeverGetThatCallsAnswer() throws Exception {
    AtomicLong calls = new AtomicLong();
    CountDownLatch underWay = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (DirectoryEnd end =
        new DirectoryEnd(
            () -> {
              long call = calls.incrementAndGet();
              if (call == 1) {
                underWay.countDown();
                await(goOn);
              }
              return call;
            },
            () -> {})) {
      CompletableFuture<Long> first = end.now();
      underWay.await();
      List<CompletableFuture<Long>> during = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        during.add(end.now());
      }
      goOn.countDown();
      assertThat(first.get()).isEqualTo(1);
      for (CompletableFuture<Long> question : during) {
        assertThat(question.get()).isEqualTo(2);
      }
      assertThat(calls).hasValue(2);
    }
  }

  @Test
  void aFailedCallMeansThatNothingWasWrittenAndTheNextIsTried() throws Exception {
    AtomicLong calls = new AtomicLong();
    try (DirectoryEnd end =
        new DirectoryEnd(
            () -> {
              if (calls.incrementAndGet() == 1) {
                throw new org.apache.kafka.common.errors.TimeoutException("away");
              }
              return 7;
            },
            () -> {})) {
      assertThatThrownBy(() -> end.now().get())
          .cause()
          .isInstanceOfSatisfying(
              KafkaAwayException.class, e -> assertThat(e.mayBeApplied()).isFalse());
      assertThat(end.now().get()).isEqualTo(7);
    }
  }

  @Test
  void aClosedOneAnswersAtOnce() {
    DirectoryEnd end = new DirectoryEnd(() -> 1, () -> {});
    end.close();
    assertThat(end.now()).isCompletedExceptionally();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
