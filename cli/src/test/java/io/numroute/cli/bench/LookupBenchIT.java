package io.numroute.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That it works end to end; its figures mean nothing. */
@Tag("heavy")
class LookupBenchIT {
  @TempDir Path folder;

  @Test
  void everySideIsLoadedAndEveryAnswerIsOnTheTopic() throws Exception {
    BenchPlan plan = new BenchPlan(1, Duration.ofMillis(300), Duration.ofMillis(300), 4, 500, 200);
    List<String> progress = new ArrayList<>();
    Report report = new LookupBench(plan, progress::add).run(folder);
    assertThat(report.answers().sentence()).isNotEmpty();
    assertThat(report.answers().good()).as(report.answers().sentence()).isTrue();
    for (Side side : Side.values()) {
      assertThat(report.figures().saturated(side))
          .singleElement()
          .satisfies(sample -> assertThat(sample.load().responses()).isPositive());
    }
    assertThat(report.figures().pace()).isPositive();
    assertThat(progress).isNotEmpty();
  }
}
