package io.numroute.cli;

import io.numroute.cli.terminal.Logs;
import io.numroute.cli.terminal.Terminal;
import io.numroute.router.Router;
import io.numroute.router.RouterConfig;
import io.numroute.schemas.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code numroute router}. */
@Command(
    name = "router",
    description = "Run a router: it decides changes of its share of the numbers, and lookups.",
    mixinStandardHelpOptions = true,
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
final class RouterCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private RoleOptions options = new RoleOptions();

  RouterCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The whole of its configuration. */
  record Config(RoleSettings common, RouterConfig router) {
    static Config of(Settings settings) {
      return new Config(RoleSettings.of(settings), RouterConfig.of(settings));
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    Logs.toStandardError();
    Config config = RoleFile.read(options.config, Config::of);
    RoleSettings common = config.common();
    return Serving.run(
        "router",
        terminal,
        serving -> {
          Router router =
              serving.opened(
                  new Router(
                      config.router(), common.kafka(), common.framing(), common.catalogue()));
          router.start();
          return new Serving.Opened(router::ready, config.router().id());
        });
  }
}
