package io.numroute.http;

import java.io.IOException;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.KeepAlive;
import org.glassfish.grizzly.memory.Buffers;

/**
 * Grizzly's HTTP parser, which tells the guard of complete responses, and answers what it refuses
 * itself with a problem document.
 */
final class ProblemCodec extends HttpServerFilter {
  private final Guard guard;

  @SuppressWarnings("deprecation") // the only constructor that takes limits
  ProblemCodec(Guard guard, HttpSettings settings, KeepAlive keepAlive) {
    super(
        true,
        // The guard has checked it; room for the request that a refusal is.
        settings.maxHeadBytes() + 1_024,
        null,
        keepAlive,
        null,
        settings.maxHeaders() + 1,
        100);
    this.guard = guard;
  }

  /** Drops what a client had sent ahead when its connection was cut. */
  @Override
  public NextAction handleRead(FilterChainContext ctx) throws IOException {
    return ctx.getConnection().isOpen() ? super.handleRead(ctx) : ctx.getStopAction();
  }

  @Override
  public NextAction handleEvent(FilterChainContext ctx, FilterChainEvent event) throws IOException {
    if (event == RESPONSE_COMPLETE_EVENT) {
      guard.responseComplete(ctx.getConnection());
    }
    return super.handleEvent(ctx, event);
  }

  @Override
  protected HttpContent customizeErrorResponse(HttpResponsePacket response) {
    byte[] document = Problems.BAD_REQUEST.problem().json();
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(document.length);
    return HttpContent.builder(response).content(Buffers.wrap(null, document)).last(true).build();
  }
}
