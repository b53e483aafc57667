package io.numroute.cli;

import io.numroute.cli.terminal.Terminal;
import io.numroute.edge.DefaultCountries;
import io.numroute.edge.Edge;
import io.numroute.edge.EdgeConfig;
import io.numroute.router.Router;
import io.numroute.router.RouterConfig;
import io.numroute.schemas.Settings;
import picocli.CommandLine.Command;

/** {@code numroute node}. */
@Command(
    name = "node",
    description = "Run an edge and a router in one process: the hop between them is a call.",
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
final class NodeCommand extends RoleCommand {
  NodeCommand(Terminal terminal) {
    super("node", terminal);
  }

  @Override
  Serving.Role configured(RoleSettings common, Settings settings) {
    RouterConfig routerConfig = RouterConfig.of(settings);
    EdgeConfig edgeConfig = EdgeConfig.of(settings);
    return serving -> {
      Router router = RouterCommand.open(serving, common, routerConfig);
      // A router that has no directory yet answers no question either.
      DefaultCountries countries = DefaultCountries.of(router::directory, () -> true);
      Edge edge = EdgeCommand.open(serving, common, edgeConfig, router.local(), countries);
      return new Serving.Opened(
          () -> router.ready() && edge.ready(), EdgeCommand.url(edgeConfig, edge));
    };
  }
}
