package io.numroute.cli;

import io.numroute.cli.terminal.Terminal;
import io.numroute.hop.HopClient;
import io.numroute.hop.RouterAddress;
import io.numroute.http.CredentialsFollower;
import io.numroute.ingest.Ingest;
import io.numroute.ingest.IngestConfig;
import io.numroute.schemas.Settings;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code numroute ingest}. */
@Command(
    name = "ingest",
    description = "Run an ingest: what ISPs and the authority publish comes in here.",
    footer = {
      "",
      "The least there must be in FILE:",
      "  kafka.bootstrap.servers = kafka1:9092,kafka2:9092",
      "  ingest.authority.key.file = /etc/numroute/authority.key   (first start; mode 0600)",
      "  ingest.routers = router1:9700,router2:9700",
      "Usual besides: ingest.host, ingest.port, numbers.partitions, replication.factor.",
      "Every key: docs/configuration.md."
    })
final class IngestCommand extends RoleCommand {
  IngestCommand(Terminal terminal) {
    super("ingest", terminal);
  }

  @Override
  Serving.Role configured(RoleSettings common, Settings settings) {
    IngestConfig config = IngestConfig.of(settings);
    List<RouterAddress> addresses = RouterAddress.parseAll(settings.text("ingest.routers"));
    return serving -> {
      HopClient routers =
          serving.opened(new HopClient(HopClient.Settings.DEFAULT, "ingest", addresses).start());
      CredentialsFollower credentials =
          serving.opened(new CredentialsFollower(common.kafka(), common.framing()));
      Ingest ingest =
          serving.opened(
              new Ingest(
                  config,
                  common.kafka(),
                  common.framing(),
                  common.catalogue(),
                  routers,
                  credentials));
      ingest.start();
      return new Serving.Opened(
          ingest::ready,
          config.protection().scheme() + "://" + config.host() + ":" + ingest.port());
    };
  }
}
