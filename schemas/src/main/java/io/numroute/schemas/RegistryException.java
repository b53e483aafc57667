package io.numroute.schemas;

/** The schema registry cannot be asked, or refuses a schema of ours. Not the record's fault. */
public final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RegistryException(String message) {
    super(message);
  }

  RegistryException(String message, Throwable cause) {
    super(message, cause);
  }
}
