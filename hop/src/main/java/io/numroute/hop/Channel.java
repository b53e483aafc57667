package io.numroute.hop;

import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.WriteResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sending side of a TCP connection. Thread-safe; never blocks. */
final class Channel {
  private static final Logger log = LoggerFactory.getLogger(Channel.class);

  private final Connection<?> connection;
  private final String peer;
  private final AtomicInteger queuedBytes = new AtomicInteger();

  Channel(Connection<?> connection) {
    this.connection = connection;
    this.peer = String.valueOf(connection.getPeerAddress());
  }

  /**
   * Sends a copy of the frame, after all that were sent before.
   *
   * @param written run when the socket has taken it, or never will; perhaps before this returns
   */
  void send(FrameWriter frame, @Nullable Runnable written) {
    int size = frame.size();
    Buffer buffer = connection.getMemoryManager().allocate(size);
    buffer.put(frame.bytes(), 0, size);
    buffer.flip();
    buffer.allowBufferDispose(true);
    queuedBytes.addAndGet(size);
    connection.write(buffer, new Sent<>(size, written));
  }

  /** Bytes that the peer's slowness keeps here. */
  int queuedBytes() {
    return queuedBytes.get();
  }

  /** Drops the connection with whatever it still had to send. */
  void close() {
    connection.terminateSilently();
  }

  @Override
  public String toString() {
    return peer;
  }

  private final class Sent<R extends WriteResult<?, ?>> extends EmptyCompletionHandler<R> {
    private final int size;
    private final @Nullable Runnable written;

    Sent(int size, @Nullable Runnable written) {
      this.size = size;
      this.written = written;
    }

    @Override
    public void completed(R result) {
      over();
    }

    @Override
    public void failed(Throwable cause) {
      over();
      close();
    }

    @Override
    public void cancelled() {
      over();
      close();
    }

    private void over() {
      queuedBytes.addAndGet(-size);
      if (written != null) {
        try {
          written.run();
        } catch (RuntimeException e) {
          log.error("after a frame to {}", peer, e);
        }
      }
    }
  }
}
