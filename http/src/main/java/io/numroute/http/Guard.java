package io.numroute.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.MemoryManager;
import org.glassfish.grizzly.nio.NIOConnection;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RequestScanner} on every byte of every connection of a door. What follows it in the
 * chain sees whole request heads and body bytes that passed, unchanged and without a copy.
 *
 * <p>A request that is refused before any of it was handed on is replaced by a well-formed request
 * for {@link Refusals}: so the answer takes its turn behind the answers to what was sent before,
 * and the parser closes the connection. A body that breaks later is answered directly, unless the
 * response has begun, and the connection is closed. Either way nothing behind it is ever parsed.
 *
 * <p>It is no filter itself: {@link GuardFilter} asks it on the wire, {@link DecryptedGuardFilter}
 * above TLS.
 */
final class Guard {
  private final HttpSettings settings;
  private final long slowBodyNs;
  private final boolean secure;

  /** As one would get when all clients pipeline and none reads; see RATIONALE.md. */
  private final int maxUnreadBytes;

  private final Attribute<Line> lineOf =
      Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute("numroute.line." + hashCode());
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();

  /**
   * @param secure whether connections begin with a TLS handshake
   */
  Guard(HttpSettings settings, int maxUnreadBytes, boolean secure) {
    this.settings = settings;
    this.slowBodyNs = settings.bodyTimeout().toNanos();
    this.maxUnreadBytes = maxUnreadBytes;
    this.secure = secure;
  }

  /** Every open connection. */
  Set<Line> lines() {
    return lines;
  }

  Line line(Connection<?> connection) {
    Line line = lineOf.get(connection);
    if (line == null) {
      RequestScanner scanner = new RequestScanner(settings.maxHeadBytes(), settings.maxHeaders());
      line = new Line(connection, scanner, secure);
      lineOf.set(connection, line);
      lines.add(line);
    }
    return line;
  }

  /** Told when a connection is closed. */
  void closed(Connection<?> connection) {
    Line line = lineOf.get(connection);
    if (line != null) {
      lines.remove(line);
    }
  }

  /** Told when a TLS handshake is done. */
  void established(Connection<?> connection) {
    line(connection).handshaking = false;
  }

  /** Told whenever a response is complete. */
  void responseComplete(Connection<?> connection) {
    Line line = lineOf.get(connection);
    if (line != null) {
      line.underWay.decrementAndGet();
    }
  }

  /** Told whenever something of a response is written. */
  void writing(Connection<?> connection) {
    Line line = lineOf.get(connection);
    if (line != null && !line.answered) {
      line.answered = true;
    }
  }

  /**
   * Told what a blocking read brought, after its waiting was added to {@link Line#bodyWaitNs}. A
   * server that does not read must not blame its client, so nothing else counts as slow.
   *
   * @param bytes that can be read now
   * @param held what came of a TLS record that has not ended: progress, but not yet of the body
   */
  void got(Line line, int bytes, int held) throws IOException {
    line.bodyBytes += bytes;
    double expected = line.bodyWaitNs / 1e9 * HttpSettings.MIN_BODY_BYTES_PER_SECOND;
    if (line.bodyWaitNs > slowBodyNs && line.scanner.inBody() && line.bodyBytes + held < expected) {
      throw hangUp(line, Violation.SLOW);
    }
  }

  /** Looks at what was read of a connection, and says what of it may go on. */
  NextAction read(FilterChainContext ctx, Line line) throws IOException {
    line.reads++;
    if (line.deaf) {
      return ctx.getStopAction();
    }
    if (((NIOConnection) line.connection).getAsyncWriteQueue().spaceInBytes() > maxUnreadBytes) {
      // It sends, but does not read what it is sent.
      line.deaf = true;
      line.connection.closeSilently();
      return ctx.getStopAction();
    }
    return scan(ctx, line, ctx.getMessage());
  }

  private NextAction scan(FilterChainContext ctx, Line line, Buffer read) throws IOException {
    MemoryManager<?> memory = ctx.getMemoryManager();
    Buffer buffer = read;
    byte[] partial = line.partialHead;
    if (partial != null || !read.hasArray()) {
      buffer = Buffers.wrap(memory, joined(partial, read));
      line.partialHead = null;
    }
    byte[] a = buffer.array();
    int from = buffer.arrayOffset() + buffer.position();
    int to = from + buffer.remaining();

    RequestScanner scanner = line.scanner;
    int requestAt = -1;
    int p = from;
    while (p < to) {
      boolean body = scanner.inBody();
      int end = body ? scanner.scanBody(a, p, to) : scanner.scanHead(a, p, to);
      if (end >= 0) {
        if (!body) {
          requestAt = p;
          line.underWay.incrementAndGet();
          line.answered = false;
          line.bodyBytes = 0;
          line.bodyWaitNs = 0;
        }
        p = end;
      } else if (end == RequestScanner.INCOMPLETE) {
        line.partialHead = Arrays.copyOfRange(a, p, to);
        if (p == from) {
          return ctx.getStopAction();
        }
        buffer.limit(buffer.position() + (p - from));
        to = p;
      } else if (!body || requestAt >= 0) {
        if (body) {
          line.underWay.decrementAndGet();
        }
        return refuse(ctx, line, memory, a, from, body ? requestAt : p);
      } else {
        throw hangUp(line, scanner.violation());
      }
    }
    ctx.setMessage(buffer);
    return ctx.getInvokeAction();
  }

  private static NextAction refuse(
      FilterChainContext ctx, Line line, MemoryManager<?> memory, byte[] a, int from, int to) {
    line.deaf = true;
    line.underWay.incrementAndGet();
    byte[] refusal = Refusals.request(line.scanner.violation());
    byte[] all = Arrays.copyOfRange(a, from, to + refusal.length);
    System.arraycopy(refusal, 0, all, to - from, refusal.length);
    ctx.setMessage(Buffers.wrap(memory, all));
    return ctx.getInvokeAction();
  }

  /**
   * Answers directly when no response has begun, and closes. Also used by the deadlines, for which
   * the exception is of no interest.
   */
  IOException hangUp(Line line, Violation violation) {
    boolean speak = line.underWay.get() == 0 ? line.reads > 0 : !line.answered;
    line.deaf = true;
    if (speak) {
      MemoryManager<?> memory = line.connection.getMemoryManager();
      line.connection.write(Buffers.wrap(memory, Refusals.response(violation)));
    }
    line.connection.closeSilently();
    return new IOException("connection closed: " + violation);
  }

  private static byte[] joined(byte @Nullable [] head, Buffer read) {
    int headLength = head == null ? 0 : head.length;
    byte[] all = new byte[headLength + read.remaining()];
    if (head != null) {
      System.arraycopy(head, 0, all, 0, headLength);
    }
    read.get(all, headLength, read.remaining());
    return all;
  }
}
