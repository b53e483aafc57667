package io.numroute.cli;

import io.numroute.cli.terminal.Terminal;
import io.numroute.edge.DefaultCountries;
import io.numroute.edge.Edge;
import io.numroute.edge.EdgeConfig;
import io.numroute.hop.HopClient;
import io.numroute.hop.RouterAddress;
import io.numroute.hop.Routers;
import io.numroute.http.CredentialsFollower;
import io.numroute.replica.DirectoryFollower;
import io.numroute.schemas.Settings;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code numroute edge}. */
@Command(
    name = "edge",
    description = "Run an edge: gateways ask it, it asks the routers and logs every answer.",
    footer = {
      "",
      "The least there must be in FILE:",
      "  kafka.bootstrap.servers = kafka1:9092,kafka2:9092",
      "  edge.id = edge1",
      "  edge.journal.dir = /var/lib/numroute/journal",
      "  edge.routers = router1:9700,router2:9700",
      "Usual besides: edge.host, edge.port, edge.journal.fsync, edge.policy.",
      "Every key: docs/configuration.md."
    })
final class EdgeCommand extends RoleCommand {
  EdgeCommand(Terminal terminal) {
    super("edge", terminal);
  }

  @Override
  Serving.Role configured(RoleSettings common, Settings settings) {
    EdgeConfig config = EdgeConfig.of(settings);
    List<RouterAddress> addresses = RouterAddress.parseAll(settings.text("edge.routers"));
    return serving -> {
      HopClient routers =
          serving.opened(new HopClient(HopClient.Settings.DEFAULT, config.id(), addresses).start());
      DirectoryFollower directory =
          serving.opened(new DirectoryFollower(common.kafka(), common.framing()));
      directory.start();
      DefaultCountries countries = DefaultCountries.of(directory::current, directory::ready);
      Edge edge = open(serving, common, config, routers, countries);
      return new Serving.Opened(edge::ready, url(config, edge));
    };
  }

  /** An edge that asks these routers. */
  static Edge open(
      Serving serving,
      RoleSettings common,
      EdgeConfig config,
      Routers routers,
      DefaultCountries countries)
      throws IOException {
    CredentialsFollower credentials =
        serving.opened(new CredentialsFollower(common.kafka(), common.framing()));
    return serving.opened(
        Edge.start(
            config,
            routers,
            credentials,
            credentials::ready,
            countries,
            common.kafka(),
            common.framing()));
  }

  /** Where it listens. */
  static String url(EdgeConfig config, Edge edge) {
    return config.protection().scheme() + "://" + config.host() + ":" + edge.port();
  }
}
