package io.numroute.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

  @Test
  void theScheduleIsThatOfThePage() {
    assertThat(IntStream.rangeClosed(1, 8).mapToLong(i -> seconds(i, 0.5)))
        .containsExactly(5L, 15L, 45L, 135L, 405L, 1215L, 3600L, 3600L);
    assertThat(seconds(100_000, 0.5)).isEqualTo(3600);
    assertThat(seconds(8, 0)).isEqualTo(2700);
    assertThat(seconds(8, 1)).isEqualTo(4500);
  }

  private static long seconds(int failures, double random) {
    return Backoff.DEFAULT.delayMs(failures, random) / 1000;
  }

  @Test
  void settingsThatDoNotFitAreNamed() {
    Duration s = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, s, s)).hasMessageContaining("retry.first");
    assertThatThrownBy(() -> new Backoff(s.plusMillis(1), s, s)).hasMessageContaining("retry.most");
    assertThatThrownBy(() -> new Backoff(s, s, Duration.ofDays(21)))
        .hasMessageContaining("retry.for");
  }

  @Test
  void retryAfterIsHeeded_withinBounds() {
    assertThat(RetryAfter.ms("7", NOW, 60_000)).isEqualTo(7000);
    assertThat(RetryAfter.ms("99999999999999999999", NOW, 60_000)).isEqualTo(60_000);
    assertThat(RetryAfter.ms("Thu, 26 Nov 2026 10:00:20 GMT", NOW, 60_000)).isEqualTo(20_000);
    assertThat(RetryAfter.ms("Fri, 27 Nov 2026 10:00:20 GMT", NOW, 60_000)).isEqualTo(60_000);
    assertThat(RetryAfter.ms("Wed, 25 Nov 2026 10:00:20 GMT", NOW, 60_000)).isZero();
    assertThat(RetryAfter.ms("-5", NOW, 60_000)).isZero();
    assertThat(RetryAfter.ms("soon", NOW, 60_000)).isZero();
    assertThat(RetryAfter.ms(null, NOW, 60_000)).isZero();
  }
}
