package io.numroute.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The end of a process that serves: SIGTERM or Ctrl-C closes what it runs, and after {@value
 * #PATIENCE_S} seconds the process ends whatever hangs. Everything acknowledged is on disk or in
 * Kafka by then; closing only makes the next start quicker.
 */
final class Shutdown {
  private static final int PATIENCE_S = 9;
  private static final int TERMINATED = 143;

  private final CountDownLatch begun = new CountDownLatch(1);
  private @Nullable AutoCloseable running;

  private Shutdown() {}

  /** To be called once in a process. */
  static Shutdown install() {
    Shutdown shutdown = new Shutdown();
    Runtime.getRuntime().addShutdownHook(new Thread(shutdown::run, "numroute-shutdown"));
    return shutdown;
  }

  /** Names what is closed at the end. When the end has come already, it is closed at once. */
  <T extends AutoCloseable> T closes(T service) {
    synchronized (this) {
      running = service;
    }
    if (hasBegun()) {
      close(service);
    }
    return service;
  }

  boolean hasBegun() {
    return begun.getCount() == 0;
  }

  /** Waits that long for the end; whether it has come. */
  boolean begins(long timeout, TimeUnit unit) throws InterruptedException {
    return begun.await(timeout, unit);
  }

  private void run() {
    begun.countDown();
    Thread impatient = new Thread(Shutdown::halt, "numroute-shutdown-limit");
    impatient.setDaemon(true);
    impatient.start();
    AutoCloseable service;
    synchronized (this) {
      service = running;
    }
    if (service != null) {
      close(service);
    }
  }

  private static void close(AutoCloseable service) {
    try {
      service.close();
    } catch (Exception e) {
      System.err.println("numroute: closing failed: " + e.getMessage());
    }
  }

  private static void halt() {
    try {
      TimeUnit.SECONDS.sleep(PATIENCE_S);
      Runtime.getRuntime().halt(TERMINATED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
