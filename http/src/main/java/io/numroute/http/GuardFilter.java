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
import org.glassfish.grizzly.filterchain.TransportFilter;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.MemoryManager;
import org.glassfish.grizzly.nio.NIOConnection;
import org.jspecify.annotations.Nullable;

/**
 * The transport filter with a {@link RequestScanner} on every byte that it reads. What follows it
 * in the chain sees whole request heads and body bytes that passed, unchanged and without a copy.
 *
 * <p>A request that is refused before any of it was handed on is replaced by a well-formed request
 * for {@link Refusals}: so the answer takes its turn behind the answers to what was sent before,
 * and the parser closes the connection. A body that breaks later is answered directly, unless the
 * response has begun, and the connection is closed. Either way nothing behind it is ever parsed.
 *
 * <p>It is the transport filter itself, rather than a filter behind it, to spare each request a
 * step, and to measure how long a blocking read waited for the client.
 */
final class GuardFilter extends TransportFilter {
  private final HttpSettings settings;
  private final long slowBodyNs;

  /** As one would get when all clients pipeline and none reads; see RATIONALE.md. */
  private final int maxUnreadBytes;

  private final Attribute<Line> lineOf =
      Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute("numroute.line." + hashCode());
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();

  GuardFilter(HttpSettings settings, int maxUnreadBytes) {
    this.settings = settings;
    this.slowBodyNs = settings.bodyTimeout().toNanos();
    this.maxUnreadBytes = maxUnreadBytes;
  }

  /** Every open connection. */
  Set<Line> lines() {
    return lines;
  }

  /** Told by the codec whenever a response is complete. */
  void responseComplete(Connection<?> connection) {
    Line line = lineOf.get(connection);
    if (line != null) {
      line.underWay.decrementAndGet();
    }
  }

  @Override
  public NextAction handleRead(FilterChainContext ctx) throws IOException {
    Line line = line(ctx.getConnection());
    NextAction action;
    if (ctx.getTransportContext().isBlocking()) {
      long start = System.nanoTime();
      action = super.handleRead(ctx);
      line.bodyWaitNs += System.nanoTime() - start;
    } else {
      action = super.handleRead(ctx);
    }
    if (action.type() != ctx.getInvokeAction().type()) {
      return action;
    }
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

  @Override
  public NextAction handleWrite(FilterChainContext ctx) throws IOException {
    Line line = lineOf.get(ctx.getConnection());
    if (line != null && !line.answered) {
      line.answered = true;
    }
    return super.handleWrite(ctx);
  }

  @Override
  public NextAction handleClose(FilterChainContext ctx) throws IOException {
    Line line = lineOf.get(ctx.getConnection());
    if (line != null) {
      lines.remove(line);
    }
    return super.handleClose(ctx);
  }

  @Override
  public NextAction handleAccept(FilterChainContext ctx) throws IOException {
    line(ctx.getConnection());
    return super.handleAccept(ctx);
  }

  private Line line(Connection<?> connection) {
    Line line = lineOf.get(connection);
    if (line == null) {
      line =
          new Line(connection, new RequestScanner(settings.maxHeadBytes(), settings.maxHeaders()));
      lineOf.set(connection, line);
      lines.add(line);
    }
    return line;
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
        if (body) {
          line.bodyBytes += end - p;
        } else {
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
    if (scanner.inBody() && line.bodyWaitNs > slowBodyNs && isSlow(line)) {
      throw hangUp(line, Violation.SLOW);
    }
    ctx.setMessage(buffer);
    return ctx.getInvokeAction();
  }

  private static boolean isSlow(Line line) {
    double seconds = line.bodyWaitNs / 1e9;
    return line.bodyBytes < seconds * HttpSettings.MIN_BODY_BYTES_PER_SECOND;
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
