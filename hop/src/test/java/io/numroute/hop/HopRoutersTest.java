package io.numroute.hop;

import java.util.List;

/** The contract over a real connection. */
final class HopRoutersTest extends RoutersContract {
  private final Hop hop = new Hop();

  @Override
  Routers over(FakeRouters source) {
    HopServer server = hop.server(source);
    return hop.client(Hop.DEFAULT, List.of(server));
  }

  @Override
  void closeAll() {
    hop.close();
  }
}
