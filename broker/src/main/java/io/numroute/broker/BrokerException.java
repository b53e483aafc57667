package io.numroute.broker;

/** The broker cannot start. The message is one sentence for people. */
public final class BrokerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BrokerException(String message) {
    super(message);
  }

  BrokerException(String message, Throwable cause) {
    super(message, cause);
  }
}
