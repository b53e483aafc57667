package io.numroute.http;

import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.Connection;
import org.jspecify.annotations.Nullable;

/**
 * What the guard knows of one connection. The I/O thread that reads writes it; the {@link
 * Deadlines} look on, so what they look at is volatile or may be old by one round.
 */
final class Line {
  final Connection<?> connection;
  final RequestScanner scanner;

  /** Requests handed on whose responses are not complete. */
  final AtomicInteger underWay = new AtomicInteger();

  /** Bytes of a head that has not ended. */
  volatile byte @Nullable [] partialHead;

  /** Whether a TLS handshake has yet to end. */
  volatile boolean handshaking;

  /** Nothing that the client still sends is looked at. */
  volatile boolean deaf;

  /** Reads so far; tells a used line from an idle one. */
  long reads;

  /** Whether anything was written since the last head was handed on. */
  volatile boolean answered;

  // Of the body being read: how long readers waited for the client, and what came then.
  long bodyBytes;
  long bodyWaitNs;

  // Owned by the deadlines.
  long readsSeen = -1;
  long idleSinceNs;
  long handshakeSinceNs;
  long headSinceNs;
  long drainSinceNs;
  long unreadSinceNs;
  int unreadBytes;

  Line(Connection<?> connection, RequestScanner scanner, boolean handshaking) {
    this.connection = connection;
    this.scanner = scanner;
    this.handshaking = handshaking;
  }
}
