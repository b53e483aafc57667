package io.numroute.ingest;

/**
 * Kafka did not take a command in time.
 *
 * <p>{@link #mayBeApplied} tells whether it was handed to the client's sender: then nobody can say
 * whether a broker has it.
 */
final class KafkaAwayException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final boolean mayBeApplied;

  KafkaAwayException(boolean mayBeApplied, Throwable cause) {
    super(String.valueOf(cause.getMessage()), cause, false, false);
    this.mayBeApplied = mayBeApplied;
  }

  boolean mayBeApplied() {
    return mayBeApplied;
  }
}
