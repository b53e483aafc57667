package io.numroute.http;

import java.io.IOException;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.filterchain.TransportFilter;

/**
 * The transport filter, with the {@link Guard} on what it reads. It is the transport filter itself,
 * rather than a filter behind it, to spare each request a step, and to measure how long a blocking
 * read waited for the client. Below TLS it measures only, and {@link DecryptedGuardFilter} has the
 * guard.
 */
final class GuardFilter extends TransportFilter {
  private final Guard guard;
  private final boolean belowTls;

  GuardFilter(Guard guard, boolean belowTls) {
    this.guard = guard;
    this.belowTls = belowTls;
  }

  @Override
  public NextAction handleRead(FilterChainContext ctx) throws IOException {
    Line line = guard.line(ctx.getConnection());
    NextAction action;
    if (ctx.getTransportContext().isBlocking()) {
      long start = System.nanoTime();
      action = super.handleRead(ctx);
      line.bodyWaitNs += System.nanoTime() - start;
      if (!belowTls) {
        guard.got(line, ctx.getMessage() instanceof Buffer read ? read.remaining() : 0, 0);
      }
    } else {
      action = super.handleRead(ctx);
    }
    return belowTls || action.type() != ctx.getInvokeAction().type()
        ? action
        : guard.read(ctx, line);
  }

  @Override
  public NextAction handleWrite(FilterChainContext ctx) throws IOException {
    if (!belowTls) {
      guard.writing(ctx.getConnection());
    }
    return super.handleWrite(ctx);
  }

  @Override
  public NextAction handleAccept(FilterChainContext ctx) throws IOException {
    guard.line(ctx.getConnection());
    return super.handleAccept(ctx);
  }

  @Override
  public NextAction handleClose(FilterChainContext ctx) throws IOException {
    guard.closed(ctx.getConnection());
    return super.handleClose(ctx);
  }
}
