package io.numroute.cli.bench;

import io.numroute.cli.client.Api;
import io.numroute.cli.client.Reply;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Another ISP, which changes one number of its own after the other while somebody imports, and
 * measures how long each change takes from the first byte sent until a router answers with it. A
 * thread of its own, from construction to {@link #close}.
 */
final class Neighbour implements AutoCloseable {
  /** Between the end of one update and the next. */
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(1);
  private static final String[] SERVICES = {"reservation", "calling-card"};

  private final Api isp;
  private final String number;
  private final String name;
  private final Histogram latencyNs;
  private final Thread thread = new Thread(this::run, "neighbour");
  private volatile boolean ended;
  private volatile @Nullable Exception failure;
  private int updates;

  /**
   * Begins.
   *
   * @param isp with its key
   * @param name its id
   * @param number one of its own
   * @param latencyNs where to note how long each took; nobody else may use it meanwhile
   */
  Neighbour(Api isp, String name, String number, Histogram latencyNs) {
    this.isp = isp;
    this.name = name;
    this.number = "/v1/numbers/" + Api.encoded(number);
    this.latencyNs = latencyNs;
    thread.start();
  }

  private void run() {
    try {
      while (!ended) {
        update(SERVICES[updates % SERVICES.length]);
        LockSupport.parkNanos(PAUSE_NS);
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
  }

  private void update(String service) throws IOException {
    String document =
        String.format(Locale.ROOT, "{\"servingIsp\":\"%s\",\"service\":\"%s\"}", name, service);
    long begun = System.nanoTime();
    Reply reply = isp.put(number, document);
    if (!reply.isGood()) {
      throw new IOException("the ingest says of a single update " + reply.complaint());
    }
    updates++;
    while (!isThere(service)) {
      if (System.nanoTime() - begun > PATIENCE_NS) {
        throw new IOException("a single update is not seen within a minute");
      }
      LockSupport.parkNanos(LOOK_NS);
    }
    latencyNs.recordValue(System.nanoTime() - begun);
  }

  private boolean isThere(String service) {
    Reply seen = isp.get(number);
    return seen.isGood() && service.equals(seen.text("service"));
  }

  /** Waits for the update under way; how many were accepted. */
  int end() throws IOException, InterruptedException {
    ended = true;
    thread.join();
    Exception failed = failure;
    if (failed != null) {
      throw new IOException(failed.getMessage(), failed);
    }
    return updates;
  }

  /** Lets no further update begin. */
  @Override
  public void close() {
    ended = true;
  }
}
