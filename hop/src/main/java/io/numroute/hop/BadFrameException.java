package io.numroute.hop;

/**
 * What a peer sent is no frame of ours. The message says which rule it broke and never quotes what
 * was sent; the connection is closed.
 */
final class BadFrameException extends Exception {
  private static final long serialVersionUID = 1;

  BadFrameException(String message) {
    super(message);
  }

  BadFrameException(String message, Throwable cause) {
    super(message, cause);
  }
}
