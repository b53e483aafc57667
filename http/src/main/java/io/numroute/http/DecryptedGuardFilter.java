package io.numroute.http;

import java.io.IOException;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;

/** The {@link Guard} above {@link TlsFilter}, where bytes can be read. */
final class DecryptedGuardFilter extends BaseFilter {
  private final Guard guard;

  DecryptedGuardFilter(Guard guard) {
    this.guard = guard;
  }

  @Override
  public NextAction handleRead(FilterChainContext ctx) throws IOException {
    return guard.read(ctx, guard.line(ctx.getConnection()));
  }

  @Override
  public NextAction handleWrite(FilterChainContext ctx) throws IOException {
    guard.writing(ctx.getConnection());
    return ctx.getInvokeAction();
  }
}
