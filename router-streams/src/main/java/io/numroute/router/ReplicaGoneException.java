package io.numroute.router;

/**
 * The replica cannot be read: it was closed, or its bytes are damaged. Ask another; it says nothing
 * about the number. Without a stack trace, because a lookup must not pay for one.
 */
final class ReplicaGoneException extends Exception {
  private static final long serialVersionUID = 1;

  static final ReplicaGoneException INSTANCE = new ReplicaGoneException();

  private ReplicaGoneException() {
    super("replica closed or damaged", null, false, false);
  }
}
