package io.numroute.hop;

/** The contract without a hop: what the remote one is held against. */
final class LocalRoutersTest extends RoutersContract {
  @Override
  Routers over(FakeRouters source) {
    return source;
  }

  @Override
  void closeAll() {}
}
