package io.numroute.cli;

import io.numroute.cli.terminal.ExitCode;
import io.numroute.cli.terminal.Failure;
import io.numroute.cli.terminal.Terminal;
import io.numroute.http.PortTakenException;
import io.numroute.schemas.TopicException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a role as a process: its parts are opened one after the other, {@code ready} is said
 * when it is, and the end closes them in the opposite order.
 */
final class Serving implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);
  private static final long POLL_MS = 50;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private Serving() {}

  /** Opens a role. */
  interface Role {
    /**
     * Opens the role's parts.
     *
     * @param serving told of each part as it is opened
     */
    Opened open(Serving serving) throws IOException, InterruptedException;
  }

  /**
   * A role that is open.
   *
   * @param ready whether it can do its work now
   * @param places where it listens, for people
   */
  record Opened(BooleanSupplier ready, String places) {}

  /** Runs a role until the process is told to end. */
  static int run(String name, Terminal terminal, Role role) throws InterruptedException {
    Shutdown shutdown = Shutdown.install();
    Serving serving = shutdown.closes(new Serving());
    try {
      Opened opened = role.open(serving);
      while (!opened.ready().getAsBoolean()) {
        if (shutdown.begins(POLL_MS, TimeUnit.MILLISECONDS)) {
          return ExitCode.OK.value();
        }
      }
      terminal.out().println("ready " + name + " " + opened.places());
      shutdown.begins(Long.MAX_VALUE, TimeUnit.DAYS);
      return ExitCode.OK.value();
    } catch (PortTakenException | TopicException e) {
      throw Failure.error(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw Failure.error(name + " cannot start: " + e.getMessage() + ".", e);
    } catch (KafkaException e) {
      throw Failure.error("Kafka: " + e.getMessage(), e);
    }
  }

  /** Notes a part that is closed at the end. */
  <T extends AutoCloseable> T opened(T part) {
    synchronized (open) {
      open.push(part);
    }
    return part;
  }

  @Override
  public void close() {
    for (AutoCloseable part = next(); part != null; part = next()) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("while closing {}: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
  }

  private @Nullable AutoCloseable next() {
    synchronized (open) {
      return open.poll();
    }
  }
}
