package io.numroute.hop;

import java.util.function.Function;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.Closeable;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.ICloseType;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.filterchain.TransportFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where Grizzly ends: makes a {@link FrameHandler} for each new connection and hands it what
 * arrives. Whatever goes wrong closes that one connection and leaves the thread alone.
 */
final class FrameFilter extends BaseFilter {
  private static final Logger log = LoggerFactory.getLogger(FrameFilter.class);
  private static final Attribute<End> END =
      Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute("numroute.hop.end");

  private final Function<Channel, FrameHandler> handlers;

  private FrameFilter(Function<Channel, FrameHandler> handlers) {
    this.handlers = handlers;
  }

  static FilterChain chain(Function<Channel, FrameHandler> handlers) {
    return FilterChainBuilder.stateless()
        .add(new TransportFilter())
        .add(new FrameFilter(handlers))
        .build();
  }

  @Override
  public NextAction handleAccept(FilterChainContext context) {
    return open(context);
  }

  @Override
  public NextAction handleConnect(FilterChainContext context) {
    return open(context);
  }

  private NextAction open(FilterChainContext context) {
    Connection<?> connection = context.getConnection();
    // Our own bound, by bytes, replaces Grizzly's, which would fail the write.
    connection.setMaxAsyncWriteQueueSize(-1);
    Channel channel = new Channel(connection);
    FrameHandler handler = handlers.apply(channel);
    END.set(connection, new End(channel, handler));
    connection.addCloseListener(new Closed(handler));
    return context.getStopAction();
  }

  @Override
  public NextAction handleRead(FilterChainContext context) {
    Connection<?> connection = context.getConnection();
    Buffer arrived = context.getMessage();
    End end = END.get(connection);
    try {
      end.assembler.take(arrived, end.handler);
    } catch (BadFrameException e) {
      log.warn("{} sent {}: connection closed", end.channel, e.getMessage());
      connection.terminateSilently();
    } catch (RuntimeException e) {
      log.error("while reading from {}: connection closed", end.channel, e);
      connection.terminateSilently();
    } finally {
      arrived.tryDispose();
    }
    return context.getStopAction();
  }

  @Override
  public void exceptionOccurred(FilterChainContext context, Throwable error) {
    log.debug("connection to {} failed", context.getConnection().getPeerAddress(), error);
  }

  /** Passes the end on. A class because Grizzly overloads addCloseListener. */
  @SuppressWarnings("deprecation") // the listener's interface demands the deprecated type
  private static final class Closed implements CloseListener<Closeable, ICloseType> {
    private final FrameHandler handler;

    Closed(FrameHandler handler) {
      this.handler = handler;
    }

    @Override
    public void onClosed(Closeable connection, ICloseType type) {
      handler.closed();
    }
  }

  /** Our end of a connection. */
  private static final class End {
    private final Channel channel;
    private final FrameHandler handler;
    private final FrameAssembler assembler = new FrameAssembler();

    End(Channel channel, FrameHandler handler) {
      this.channel = channel;
      this.handler = handler;
    }
  }
}
