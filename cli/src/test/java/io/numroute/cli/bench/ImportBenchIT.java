package io.numroute.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * That it works end to end; its figures mean nothing. Starts five processes one after the other,
 * which takes longer than the usual tests may.
 */
@Tag("heavy")
class ImportBenchIT {
  @TempDir private Path folder;

  @Test
  void everyNumberIsImportedAndHasAResult() throws Exception {
    List<String> progress = new ArrayList<>();
    ImportReport report = new ImportBench(1, 12_000, progress::add).run(folder);
    assertThat(report.good()).as(report.asTable()).isTrue();
    assertThat(report.imported()).isEqualTo(12_000);
    assertThat(report.updateNs().getTotalCount()).isPositive();
    assertThat(report.rounds())
        .singleElement()
        .satisfies(
            round -> {
              assertThat(round.perf().perSecond()).isPositive();
              assertThat(round.perf().cpu().client()).isPositive();
              assertThat(round.imported().perSecond()).isPositive();
            });
    assertThat(report.asJson().path("rounds")).hasSize(1);
    assertThat(progress).isNotEmpty();
  }
}
