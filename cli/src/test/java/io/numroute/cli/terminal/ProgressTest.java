package io.numroute.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final AtomicLong nowNs = new AtomicLong(5);

  @Test
  void saysHowManyHowFastAndHowLongStill() {
    assertThat(Progress.line("blocks", 7_000, 28_000, false, seconds(2), 0))
        .isEqualTo("blocks 7,000 of 28,000 (25 %), 3,500/s, 6 s left");
    assertThat(Progress.line("blocks", 100, 100_000, false, seconds(1), 0))
        .endsWith("16 min 39 s left");
    assertThat(Progress.line("blocks", 1, 1_000_000, false, seconds(1), 0))
        .endsWith("277 h 46 min left");
  }

  @Test
  void promisesNothingAtTheBeginning() {
    assertThat(Progress.line("blocks", 3, 10, false, 1000, 0)).isEqualTo("blocks 3 of 10 (30 %)");
    assertThat(Progress.line("blocks", 0, 0, false, seconds(1), 0))
        .isEqualTo("blocks 0 of 0 (100 %)");
  }

  @Test
  void withoutATotalThereIsNoEstimate() {
    assertThat(Progress.line("lines", 500, Progress.UNKNOWN, false, seconds(1), 80))
        .isEqualTo("lines 500, 500/s");
  }

  @Test
  void drawsABarWhereThereIsRoom() {
    assertThat(Progress.line("blocks", 50, 100, false, seconds(1), 79))
        .endsWith("[###############---------------]")
        .hasSizeLessThanOrEqualTo(79);
  }

  @Test
  void aNarrowTerminalWasShownHalfOfARate() {
    assertThat(Progress.line("loading", 21_228, 37_868, false, seconds(2), 39))
        .isEqualTo("loading 21,228 of 37,868 (56 %)");
    assertThat(Progress.line("loading", 21_228, 37_868, false, seconds(2), 41))
        .isEqualTo("loading 21,228 of 37,868 (56 %), 10,614/s");
    assertThat(Progress.line("loading", 21_228, 37_868, false, seconds(2), 10))
        .isEqualTo("loading 21");
  }

  @Test
  void aWindowMadeNarrowerWasFilledWithWrappedLines() {
    try (Progress progress = progress(true)) {
      nowNs.addAndGet(seconds(1));
      progress.add(1);
    }
    assertThat(text())
        .isEqualTo(
            "\r\033[K\033[?7lload 1 of 100 (1 %), 1/s, 1 min 39 s left"
                + " [------------------------------]\033[?7h\r\033[K");
  }

  @Test
  void aTerminalSeesOneLineDrawnAnew() {
    try (Progress progress = progress(true)) {
      for (int i = 0; i < 100; i++) {
        nowNs.addAndGet(TimeUnit.MILLISECONDS.toNanos(10));
        progress.add(1);
      }
    }
    assertThat(text()).doesNotContain("\n").startsWith("\r\033[K").endsWith("\r\033[K");
    assertThat(text().split("load", -1)).hasSizeBetween(10, 12);
  }

  @Test
  void aFileSeesALineEveryTwoSeconds() {
    try (Progress progress = progress(false)) {
      for (int i = 0; i < 100; i++) {
        nowNs.addAndGet(TimeUnit.MILLISECONDS.toNanos(50));
        progress.add(1);
      }
    }
    assertThat(text()).doesNotContain("\r").doesNotContain("\033");
    assertThat(text().lines()).hasSize(2);
  }

  private Progress progress(boolean terminal) {
    return new Progress(
        new PrintStream(written, true, UTF_8), terminal, 80, nowNs::get, "load", 100);
  }

  private String text() {
    return written.toString(UTF_8);
  }

  @Test
  void aGuessedTotalSaysSo() {
    assertThat(Progress.line("lines", 7_000, 28_000, true, seconds(2), 0))
        .isEqualTo("lines 7,000 of about 28,000 (25 %), 3,500/s, 6 s left");
  }

  private static long seconds(int seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}
