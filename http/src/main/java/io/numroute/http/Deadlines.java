package io.numroute.http;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.nio.NIOConnection;

/**
 * Cuts the connections of clients that hold on to them: slow with a TLS handshake, silent between
 * requests, slow with a head, not sending the rest of a body that nobody reads any more, or not
 * reading what they were sent. One thread walks over all connections a few times a second, so
 * requests pay nothing for it.
 */
final class Deadlines implements AutoCloseable {
  private final Guard guard;
  private final long idleNs;
  private final long headNs;
  private final long bodyNs;
  private final ScheduledExecutorService clock;

  Deadlines(Guard guard, HttpSettings settings) {
    this.guard = guard;
    idleNs = settings.idleTimeout().toNanos();
    headNs = settings.headTimeout().toNanos();
    bodyNs = settings.bodyTimeout().toNanos();
    clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "http-deadlines-" + settings.port());
              thread.setDaemon(true);
              return thread;
            });
    long periodNs =
        Math.min(500_000_000, Math.max(20_000_000, Math.min(Math.min(headNs, bodyNs), idleNs) / 8));
    clock.scheduleWithFixedDelay(this::round, periodNs, periodNs, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private void round() {
    long now = System.nanoTime();
    for (Line line : guard.lines()) {
      if (!line.connection.isOpen()) {
        guard.lines().remove(line);
      } else {
        look(line, now);
      }
    }
  }

  private void look(Line line, long now) {
    int unread = ((NIOConnection) line.connection).getAsyncWriteQueue().spaceInBytes();
    if (unread == 0 || unread < line.unreadBytes || line.unreadSinceNs == 0) {
      line.unreadSinceNs = now;
    } else if (now - line.unreadSinceNs > bodyNs) {
      line.deaf = true;
      line.connection.closeSilently();
      return;
    }
    line.unreadBytes = unread;

    boolean served = line.underWay.get() > 0;
    if (served || line.readsSeen != line.reads || unread > 0) {
      line.readsSeen = line.reads;
      line.idleSinceNs = now;
    } else if (now - line.idleSinceNs > idleNs) {
      line.connection.closeSilently();
    }

    if (line.handshaking) {
      if (line.handshakeSinceNs == 0) {
        line.handshakeSinceNs = now;
      } else if (now - line.handshakeSinceNs > headNs) {
        line.connection.closeSilently();
      }
    }

    if (served || line.partialHead == null) {
      line.headSinceNs = 0;
    } else if (line.headSinceNs == 0) {
      line.headSinceNs = now;
    } else if (now - line.headSinceNs > headNs) {
      guard.hangUp(line, Violation.SLOW);
    }

    if (served || !line.scanner.inBody()) {
      line.drainSinceNs = 0;
    } else if (line.drainSinceNs == 0) {
      line.drainSinceNs = now;
    } else if (now - line.drainSinceNs > bodyNs) {
      line.deaf = true;
      line.connection.closeSilently();
    }
  }
}
