package io.numroute.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
  private static final long FIXED_BYTES = 128 << 10;

  private static final RequestPool REQUESTS =
      RequestPool.of(List.of("/a", "/bb", "/ccc"), List.of("Host: localhost"));

  private RawServer server;
  private LoadGenerator load;

  @BeforeEach
  void start() throws IOException {
    byte[] body = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    server = new RawServer("application/json", Map.of("Cache-Control", "no-store"), body);
    load = new LoadGenerator(new InetSocketAddress("127.0.0.1", server.port()), REQUESTS, 4);
  }

  @AfterEach
  void stop() {
    load.close();
    server.close();
  }

  @Test
  void closedLoopKeepsAllConnectionsBusy() {
    Load load = this.load.saturate(Duration.ofMillis(300));
    assertThat(load.responses()).isGreaterThan(100).isEqualTo(load.latencyNs().getTotalCount());
    assertThat(load.notOk()).isZero();
    assertThat(load.reconnects()).isZero();
  }

  @Test
  void openLoopSendsWhatIsDue() {
    Load load = this.load.pace(500, Duration.ofMillis(400));
    assertThat(load.responses()).isEqualTo(200);
    assertThat(load.elapsedNs()).isGreaterThan(Duration.ofMillis(390).toNanos());
  }

  @Test
  void onceSendsEveryRequestOnce() {
    assertThat(load.once().responses()).isEqualTo(3);
  }

  @Test
  void allocatesNothingPerRequest() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    load.saturate(Duration.ofMillis(500));
    // The histogram's copy and a fixed sum are all: it does not grow with the load. The least of
    // some tries, since a busy machine may compile in one of them.
    long beyond = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      Load load = this.load.saturate(Duration.ofMillis(500));
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      long copy = load.latencyNs().getEstimatedFootprintInBytes();
      beyond = Math.min(beyond, allocated - 2 * copy - load.responses());
    }
    assertThat(beyond).isLessThan(FIXED_BYTES);
  }
}
