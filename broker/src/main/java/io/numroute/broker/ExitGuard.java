package io.numroute.broker;

import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Kafka from ending the JVM it is a guest in: where it would call {@code System.exit} or
 * {@code halt}, its thread gets an exception, and {@link #failure()} says so from then on.
 *
 * <p>For the whole JVM, because Kafka's own switch is.
 */
final class ExitGuard {
  private static volatile @Nullable String failure;

  private ExitGuard() {}

  static void install() {
    Exit.setExitProcedure(ExitGuard::refuse);
    Exit.setHaltProcedure(ExitGuard::refuse);
  }

  /** Why Kafka wanted to end the process; null when it did not. */
  static @Nullable String failure() {
    return failure;
  }

  static void forget() {
    failure = null;
  }

  private static void refuse(int status, @Nullable String message) {
    String reason = "Kafka gave up with status " + status + (message == null ? "" : ": " + message);
    failure = reason;
    throw new IllegalStateException(reason);
  }
}
