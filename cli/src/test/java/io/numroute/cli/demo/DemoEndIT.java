package io.numroute.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, which used to be followed by seconds without a word. */
@Tag("heavy")
class DemoEndIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path folder;

  @Test
  void theEndIsSaidAndWhatWasNotLoadedIsLoadedByTheNextStart() throws Exception {
    try (RunningDemo demo = RunningDemo.start(folder)) {
      demo.await("loading");
      assertThat(demo.terminate(PATIENCE)).isIn(0, 143);
      assertThat(demo.output())
          .contains("\nending before all was loaded")
          .doesNotContain("loaded in")
          .doesNotContain("Exception")
          .doesNotContain("numroute:");
      assertThat(demo.file().loaded()).isFalse();
    }
    try (RunningDemo demo = RunningDemo.start(folder)) {
      demo.await("loaded in");
      demo.await("Keys of all ISPs");
      assertThat(demo.file().loaded()).isTrue();
      assertThat(demo.terminate(PATIENCE)).isIn(0, 143);
      assertThat(demo.output()).contains("\nending, some seconds ...").doesNotContain("Exception");
    }
  }
}
