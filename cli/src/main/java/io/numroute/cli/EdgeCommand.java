package io.numroute.cli;

import io.numroute.cli.terminal.Logs;
import io.numroute.cli.terminal.Terminal;
import io.numroute.edge.DefaultCountries;
import io.numroute.edge.Edge;
import io.numroute.edge.EdgeConfig;
import io.numroute.hop.HopClient;
import io.numroute.hop.RouterAddress;
import io.numroute.http.CredentialsFollower;
import io.numroute.replica.DirectoryFollower;
import io.numroute.schemas.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code numroute edge}. */
@Command(
    name = "edge",
    description = "Run an edge: gateways ask it, it asks the routers and logs every answer.",
    mixinStandardHelpOptions = true,
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
final class EdgeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private RoleOptions options = new RoleOptions();

  EdgeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The whole of its configuration. */
  record Config(RoleSettings common, EdgeConfig edge, List<RouterAddress> routers) {
    static Config of(Settings settings) {
      return new Config(
          RoleSettings.of(settings),
          EdgeConfig.of(settings),
          RouterAddress.parseAll(settings.text("edge.routers")));
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    Logs.toStandardError();
    Config config = RoleFile.read(options.config, Config::of);
    RoleSettings common = config.common();
    return Serving.run(
        "edge",
        terminal,
        serving -> {
          HopClient routers =
              serving.opened(
                  new HopClient(HopClient.Settings.DEFAULT, config.edge().id(), config.routers())
                      .start());
          CredentialsFollower credentials =
              serving.opened(new CredentialsFollower(common.kafka(), common.framing()));
          DirectoryFollower directory =
              serving.opened(new DirectoryFollower(common.kafka(), common.framing()));
          directory.start();
          Edge edge =
              serving.opened(
                  Edge.start(
                      config.edge(),
                      routers,
                      credentials,
                      credentials::ready,
                      DefaultCountries.of(directory::current, directory::ready),
                      common.kafka(),
                      common.framing()));
          return new Serving.Opened(
              edge::ready, "http://" + config.edge().host() + ":" + edge.port());
        });
  }
}
