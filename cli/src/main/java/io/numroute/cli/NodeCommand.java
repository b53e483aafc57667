package io.numroute.cli;

import io.numroute.cli.terminal.Logs;
import io.numroute.cli.terminal.Terminal;
import io.numroute.edge.DefaultCountries;
import io.numroute.edge.Edge;
import io.numroute.edge.EdgeConfig;
import io.numroute.http.CredentialsFollower;
import io.numroute.router.Router;
import io.numroute.router.RouterConfig;
import io.numroute.schemas.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code numroute node}. */
@Command(
    name = "node",
    description = "Run an edge and a router in one process: the hop between them is a call.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The least there must be in FILE:",
      "  kafka.bootstrap.servers = kafka1:9092,kafka2:9092",
      "  router.id = node1",
      "  router.state.dir = /var/lib/numroute/router",
      "  edge.id = node1",
      "  edge.journal.dir = /var/lib/numroute/journal",
      "It answers for the numbers its router holds: with several nodes, set",
      "router.standby.replicas to one less than there are.",
      "Every key: docs/configuration.md."
    })
final class NodeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private RoleOptions options = new RoleOptions();

  NodeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The whole of its configuration. */
  record Config(RoleSettings common, RouterConfig router, EdgeConfig edge) {
    static Config of(Settings settings) {
      return new Config(
          RoleSettings.of(settings), RouterConfig.of(settings), EdgeConfig.of(settings));
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    Logs.toStandardError();
    Config config = RoleFile.read(options.config, Config::of);
    RoleSettings common = config.common();
    return Serving.run(
        "node",
        terminal,
        serving -> {
          Router router =
              serving.opened(
                  new Router(
                      config.router(), common.kafka(), common.framing(), common.catalogue()));
          router.start();
          CredentialsFollower credentials =
              serving.opened(new CredentialsFollower(common.kafka(), common.framing()));
          Edge edge =
              serving.opened(
                  Edge.start(
                      config.edge(),
                      router.local(),
                      credentials,
                      credentials::ready,
                      // A router that has no directory yet answers no question either.
                      DefaultCountries.of(router::directory, () -> true),
                      common.kafka(),
                      common.framing()));
          return new Serving.Opened(
              () -> router.ready() && edge.ready(),
              "http://" + config.edge().host() + ":" + edge.port());
        });
  }
}
