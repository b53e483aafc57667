package io.numroute.cli;

import io.numroute.cli.terminal.Terminal;
import io.numroute.router.Router;
import io.numroute.router.RouterConfig;
import io.numroute.schemas.Settings;
import picocli.CommandLine.Command;

/** {@code numroute router}. */
@Command(
    name = "router",
    description = "Run a router: it decides changes of its share of the numbers, and lookups.",
    footer = {
      "",
      "The least there must be in FILE:",
      "  kafka.bootstrap.servers = kafka1:9092,kafka2:9092",
      "  router.id = router1",
      "  router.state.dir = /var/lib/numroute/router",
      "  router.hop.host = 0.0.0.0",
      "  router.hop.port = 9700",
      "Usual besides: router.standby.replicas, numbers.partitions, replication.factor.",
      "Every key: docs/configuration.md."
    })
final class RouterCommand extends RoleCommand {
  RouterCommand(Terminal terminal) {
    super("router", terminal);
  }

  @Override
  Serving.Role configured(RoleSettings common, Settings settings) {
    RouterConfig config = RouterConfig.of(settings);
    return serving -> {
      Router router = open(serving, common, config);
      return new Serving.Opened(router::ready, config.id());
    };
  }

  /** A router that is started. */
  static Router open(Serving serving, RoleSettings common, RouterConfig config) {
    Router router =
        serving.opened(new Router(config, common.kafka(), common.framing(), common.catalogue()));
    router.start();
    return router;
  }
}
