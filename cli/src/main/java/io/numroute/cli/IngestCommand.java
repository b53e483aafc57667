package io.numroute.cli;

import io.numroute.cli.terminal.Logs;
import io.numroute.cli.terminal.Terminal;
import io.numroute.hop.HopClient;
import io.numroute.hop.RouterAddress;
import io.numroute.http.CredentialsFollower;
import io.numroute.ingest.Ingest;
import io.numroute.ingest.IngestConfig;
import io.numroute.schemas.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code numroute ingest}. */
@Command(
    name = "ingest",
    description = "Run an ingest: what ISPs and the authority publish comes in here.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The least there must be in FILE:",
      "  kafka.bootstrap.servers = kafka1:9092,kafka2:9092",
      "  ingest.authority.key.file = /etc/numroute/authority.key   (first start; mode 0600)",
      "  ingest.routers = router1:9700,router2:9700",
      "Usual besides: ingest.host, ingest.port, numbers.partitions, replication.factor.",
      "Every key: docs/configuration.md."
    })
final class IngestCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private RoleOptions options = new RoleOptions();

  IngestCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The whole of its configuration. */
  record Config(RoleSettings common, IngestConfig ingest, List<RouterAddress> routers) {
    static Config of(Settings settings) {
      return new Config(
          RoleSettings.of(settings),
          IngestConfig.of(settings),
          RouterAddress.parseAll(settings.text("ingest.routers")));
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    Logs.toStandardError();
    Config config = RoleFile.read(options.config, Config::of);
    RoleSettings common = config.common();
    return Serving.run(
        "ingest",
        terminal,
        serving -> {
          HopClient routers =
              serving.opened(
                  new HopClient(HopClient.Settings.DEFAULT, "ingest", config.routers()).start());
          CredentialsFollower credentials =
              serving.opened(new CredentialsFollower(common.kafka(), common.framing()));
          Ingest ingest =
              serving.opened(
                  new Ingest(
                      config.ingest(),
                      common.kafka(),
                      common.framing(),
                      common.catalogue(),
                      routers,
                      credentials));
          ingest.start();
          return new Serving.Opened(
              ingest::ready, "http://" + config.ingest().host() + ":" + ingest.port());
        });
  }
}
