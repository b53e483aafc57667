package io.numroute.http;

import java.io.IOException;

/** Another process listens on the port. The message is one sentence that a person can act on. */
public final class PortTakenException extends IOException {
  private static final long serialVersionUID = 1;
  private final int port;

  PortTakenException(String host, int port, Throwable cause) {
    super("Port " + port + " on " + host + " is taken by another process.", cause);
    this.port = port;
  }

  public int port() {
    return port;
  }
}
