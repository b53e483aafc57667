package io.numroute.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProducerPerfTest {
  private static final String SUM =
      "1000 records sent, 351000.2 records/sec (33.50 MB/sec), 1.0 ms avg latency,"
          + " 9.00 ms max latency, 1 ms 50th, 2 ms 95th, 3 ms 99th, 4 ms 99.9th.";

  @Test
  void theSumIsTheLineWithThePercentiles() throws Exception {
    assertThat(
            ProducerPerf.sent(
                List.of(
                    "1000 records sent, 200.0 records/sec (0.02 MB/sec), 1.0 ms avg latency",
                    SUM,
                    "cpu 2500000000"),
                1000))
        .isEqualTo(new ProducerPerf.Sent(351000.2, 2_500_000_000L));
  }

  @Test
  void aToolThatDidNotFinishIsAFailure() {
    assertThatThrownBy(() -> ProducerPerf.sent(List.of(SUM), 2000)).isInstanceOf(IOException.class);
  }

  @Test
  void theHeapIsWhatWasUsedBeforeACollection() {
    assertThat(
            GcLog.peakMib(
                List.of(
                    "[0.1s][info][gc] Using Parallel",
                    "[1.2s][info][gc] GC(0) Pause Young (Allocation Failure) 64M->5M(245M) 4.1ms",
                    "[2.2s][info][gc] GC(1) Pause Full (Ergonomics) 120M->7M(245M) 9.1ms",
                    "[3.2s][info][gc] GC(2) Pause Young (Allocation Failure) 71M->7M(245M) 3ms")))
        .isEqualTo(120);
  }
}
