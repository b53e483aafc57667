package io.numroute.hop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Servers and clients of one test, on ports of the system's choice. */
final class Hop implements AutoCloseable {
  /** As in production, but a busy machine's pauses are no silence. */
  static final HopClient.Settings DEFAULT =
      HopClient.Settings.DEFAULT.withHeartbeat(Duration.ofSeconds(1));

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  HopServer server(Routers local) {
    return server(local, HopServer.Settings.of("127.0.0.1", 0), Versions.OURS);
  }

  HopServer server(Routers local, HopServer.Settings settings, Versions versions) {
    HopServer server = new HopServer(settings, "router-of-test", local, versions).start();
    open.push(server);
    return server;
  }

  /** A client that is connected to all of them. */
  HopClient client(HopClient.Settings settings, List<HopServer> servers) {
    HopClient client = unconnected(settings, servers);
    RoutersContract.await(() -> client.readyRouters() == servers.size());
    return client;
  }

  HopClient unconnected(HopClient.Settings settings, List<HopServer> servers) {
    HopClient client =
        new HopClient(settings, "edge-of-test", servers.stream().map(Hop::address).toList())
            .start();
    open.push(client);
    return client;
  }

  static RouterAddress address(HopServer server) {
    return new RouterAddress("127.0.0.1", server.port());
  }

  @Override
  public void close() {
    open.forEach(
        one -> {
          try {
            one.close();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }
}
