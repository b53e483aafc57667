package io.numroute.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.CompletionHandler;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.asyncqueue.MessageCloner;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainContext.TransportContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.ssl.SSLUtils;
import org.jspecify.annotations.Nullable;

/**
 * TLS between the wire and the guard: what comes up is decrypted, what goes down is encrypted. It
 * never waits for a client, and knows no renegotiation: a client of TLS 1.2 that asks for it is
 * cut. Handshakes are computed on the I/O thread; the {@link Deadlines} end those that do not.
 */
final class TlsFilter extends BaseFilter {
  /** Plain bytes of one read; grows when a client's records need more. */
  private static final ThreadLocal<ByteBuffer> PLAIN =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(64 << 10));

  /** What is written is nobody else's. */
  private static final @Nullable MessageCloner<Buffer> NO_CLONER = null;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Tls tls;
  private final Guard guard;
  private final Attribute<Session> sessionOf =
      Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute("numroute.tls." + hashCode());

  TlsFilter(Tls tls, Guard guard) {
    this.tls = tls;
    this.guard = guard;
  }

  /** One connection's. Reading is one thread's at a time; writing is under its lock. */
  private static final class Session {
    final SSLEngine engine;

    /** A record that has not ended; at most one. */
    byte @Nullable [] partial;

    boolean established;

    Session(SSLEngine engine) {
      this.engine = engine;
    }
  }

  private Session session(Connection<?> connection) throws SSLException {
    Session session = sessionOf.get(connection);
    if (session == null) {
      SSLEngine engine = tls.engine();
      engine.beginHandshake();
      session = new Session(engine);
      sessionOf.set(connection, session);
      SSLUtils.setSSLEngine(connection, engine); // so that requests are known to be secure
    }
    return session;
  }

  @Override
  public NextAction handleRead(FilterChainContext ctx) throws IOException {
    Session session = session(ctx.getConnection());
    Buffer read = ctx.getMessage();
    ByteBuffer plain = PLAIN.get().clear();
    try {
      plain = unwrapAll(ctx, session, joined(session, read), plain);
    } catch (SSLException e) {
      sayWhy(ctx, session);
      throw e;
    } finally {
      read.tryDispose();
    }
    if (ctx.getTransportContext().isBlocking()) {
      byte[] partial = session.partial;
      int held = partial == null ? 0 : partial.length;
      guard.got(guard.line(ctx.getConnection()), plain.position(), held);
    }
    if (session.engine.isInboundDone()) {
      ctx.getConnection().closeSilently(); // it has said good-bye, and hears nothing any more
      return ctx.getStopAction();
    }
    if (plain.position() == 0) {
      return ctx.getStopAction();
    }
    byte[] bytes = Arrays.copyOf(plain.array(), plain.position());
    ctx.setMessage(Buffers.wrap(ctx.getMemoryManager(), bytes));
    return ctx.getInvokeAction();
  }

  private ByteBuffer unwrapAll(
      FilterChainContext ctx, Session session, ByteBuffer wire, ByteBuffer into)
      throws IOException {
    SSLEngine engine = session.engine;
    ByteBuffer plain = into;
    while (wire.hasRemaining() || engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      SSLEngineResult result = engine.unwrap(wire, plain);
      HandshakeStatus next = handshake(ctx, session, result.getHandshakeStatus());
      switch (result.getStatus()) {
        case OK -> {
          if (session.established && next == HandshakeStatus.NEED_UNWRAP) {
            throw new SSLException("renegotiation is refused");
          }
        }
        case BUFFER_OVERFLOW -> plain = grown(plain);
        case BUFFER_UNDERFLOW -> {
          session.partial = new byte[wire.remaining()];
          wire.get(session.partial);
          return plain;
        }
        case CLOSED -> {
          return plain;
        }
      }
    }
    return plain;
  }

  /** Does what the handshake needs before more can be read; what it needs next. */
  private HandshakeStatus handshake(FilterChainContext ctx, Session session, HandshakeStatus status)
      throws IOException {
    HandshakeStatus next = status;
    while (true) {
      switch (next) {
        case NEED_TASK -> {
          SSLUtils.executeDelegatedTask(session.engine);
          next = session.engine.getHandshakeStatus();
        }
        case NEED_WRAP -> {
          next = send(ctx, session);
        }
        case FINISHED -> {
          established(ctx, session);
          next = session.engine.getHandshakeStatus();
        }
        case NOT_HANDSHAKING -> {
          established(ctx, session);
          return next;
        }
        default -> {
          return next;
        }
      }
    }
  }

  private void established(FilterChainContext ctx, Session session) {
    if (!session.established && !session.engine.isInboundDone()) {
      session.established = true;
      guard.established(ctx.getConnection());
    }
  }

  /** Sends what the engine has to say of itself; what it needs next. */
  private static HandshakeStatus send(FilterChainContext ctx, Session session) throws IOException {
    synchronized (session) {
      ByteBuffer record = ByteBuffer.allocate(session.engine.getSession().getPacketBufferSize());
      SSLEngineResult result = session.engine.wrap(NOTHING.duplicate(), record);
      if (record.flip().hasRemaining()) {
        ctx.write(Buffers.wrap(ctx.getMemoryManager(), record));
      }
      return result.getStatus() == SSLEngineResult.Status.CLOSED
          ? HandshakeStatus.NOT_HANDSHAKING
          : result.getHandshakeStatus();
    }
  }

  /** Sends the alert that tells a client what was wrong, as far as TLS has words for it. */
  private static void sayWhy(FilterChainContext ctx, Session session) {
    try {
      if (session.engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        send(ctx, session);
      }
    } catch (IOException e) {
      // It is cut anyway.
    }
  }

  @Override
  public NextAction handleWrite(FilterChainContext ctx) throws IOException {
    Session session = session(ctx.getConnection());
    Buffer message = ctx.getMessage();
    TransportContext transport = ctx.getTransportContext();
    // What is encrypted first must be sent first.
    synchronized (session) {
      Buffer wire = Buffers.wrap(ctx.getMemoryManager(), wrapAll(session.engine, message));
      message.tryDispose();
      ctx.write(null, wire, completion(transport), NO_CLONER, transport.isBlocking());
    }
    return ctx.getStopAction();
  }

  @SuppressWarnings("unchecked") // Grizzly's own is a raw type
  private static CompletionHandler<WriteResult> completion(TransportContext transport) {
    return (CompletionHandler<WriteResult>) transport.getCompletionHandler();
  }

  private static ByteBuffer wrapAll(SSLEngine engine, Buffer message) throws SSLException {
    int recordSize = engine.getSession().getPacketBufferSize();
    ByteBuffer plain = message.toByteBuffer();
    ByteBuffer wire = ByteBuffer.allocate(plain.remaining() + recordSize);
    do {
      if (wire.remaining() < recordSize) {
        wire = grown(wire);
      }
      SSLEngineResult result = engine.wrap(plain, wire);
      boolean stuck = result.bytesConsumed() == 0 && plain.hasRemaining();
      if (stuck || result.getStatus() != SSLEngineResult.Status.OK) {
        throw new SSLException("cannot be written: " + result.getStatus());
      }
    } while (plain.hasRemaining());
    return wire.flip();
  }

  private static ByteBuffer joined(Session session, Buffer read) {
    byte[] partial = session.partial;
    if (partial == null) {
      return read.toByteBuffer();
    }
    session.partial = null;
    ByteBuffer all = ByteBuffer.allocate(partial.length + read.remaining());
    all.put(partial).put(read.toByteBuffer());
    return all.flip();
  }

  private static ByteBuffer grown(ByteBuffer full) {
    return ByteBuffer.allocate(full.capacity() * 2).put(full.flip());
  }
}
