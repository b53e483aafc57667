package io.numroute.router;

import io.numroute.routing.Actor;
import io.numroute.routing.AdminState;
import io.numroute.routing.Block;
import io.numroute.routing.Directory;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.Isp;
import io.numroute.routing.IspId;
import io.numroute.routing.IspState;
import io.numroute.routing.Media;
import io.numroute.routing.Origin;
import io.numroute.routing.Prefix;
import io.numroute.routing.Transport;
import io.numroute.routing.Validity;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** The directory of the tests: acme holds +4471, beta +4472, both 12 digits long. */
final class World {
  static final IspId ACME = new IspId("acme");
  static final IspId BETA = new IspId("beta");

  private World() {}

  static DirectoryCommand isp(IspId id) {
    return new DirectoryCommand.PutIsp(new Isp(id, id.value(), IspState.ACTIVE, null));
  }

  static DirectoryCommand block(String prefix, IspId holder) {
    return new DirectoryCommand.PutBlock(
        new Block(Prefix.parse(prefix), 12, holder, Validity.ALWAYS));
  }

  static Directory directory() {
    Directory directory = Directory.empty().skip(0);
    directory = apply(directory, 1, isp(ACME));
    directory = apply(directory, 2, isp(BETA));
    directory = apply(directory, 3, block("4471", ACME));
    return apply(directory, 4, block("4472", BETA));
  }

  /** The same, and two gateways of acme. */
  static Directory withGateways() {
    Directory directory = apply(directory(), 5, gateway(ACME, "gw1"));
    return apply(directory, 6, gateway(ACME, "gw2"));
  }

  static DirectoryCommand gateway(IspId isp, String name) {
    return new DirectoryCommand.PutGateway(
        new Gateway(
            new GatewayId(isp, name),
            name + ".example",
            5060,
            Transport.UDP,
            EnumSet.of(Media.VOICE),
            AdminState.ENABLED,
            0,
            "",
            null,
            List.of(),
            Map.of(),
            Validity.ALWAYS));
  }

  private static Directory apply(Directory directory, long version, DirectoryCommand command) {
    Directory.Applied applied = directory.apply(new Origin(version, Actor.AUTHORITY, 0), command);
    if (!applied.verdict().accepted()) {
      throw new AssertionError(applied.verdict());
    }
    return applied.directory();
  }
}
