package io.numroute.ingest;

import io.numroute.notation.Change;
import io.numroute.routing.Actor;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberCommand;
import org.jspecify.annotations.Nullable;

/**
 * What can be refused at the door, because no state of the directory would ever permit it. All else
 * is decided where commands are applied; passing here means nothing.
 */
final class Gate {
  private Gate() {}

  /** Why {@code actor} can never be permitted this, or null. */
  static @Nullable String refusal(Actor actor, Change change) {
    if (actor.isAuthority()) {
      return null;
    } else if (change instanceof Change.OfNumber of) {
      return of.command() instanceof NumberCommand.RequestPort request
          ? foreign(actor, request.wanted().servingIsp(), "an ISP ports numbers to itself")
          : null;
    }
    DirectoryCommand command = ((Change.OfDirectory) change).command();
    if (command instanceof DirectoryCommand.PutIsp put) {
      return foreign(actor, put.isp().id(), "another ISP is not yours to change");
    } else if (command instanceof DirectoryCommand.DeleteIsp) {
      return "only the authority takes an ISP out";
    } else if (command instanceof DirectoryCommand.PutGateway put) {
      return foreign(actor, put.gateway().id().isp(), "gateways of another ISP are not yours");
    } else if (command instanceof DirectoryCommand.DeleteGateway delete) {
      return foreign(actor, delete.id().isp(), "gateways of another ISP are not yours");
    } else if (command instanceof DirectoryCommand.PutProfile put) {
      return foreign(actor, put.profile().id().isp(), "profiles of another ISP are not yours");
    } else if (command instanceof DirectoryCommand.DeleteProfile delete) {
      return foreign(actor, delete.id().isp(), "profiles of another ISP are not yours");
    } else if (command instanceof DirectoryCommand.PutAgreement
        || command instanceof DirectoryCommand.DeleteAgreement) {
      return "only the authority publishes agreements";
    }
    return null;
  }

  private static @Nullable String foreign(Actor actor, IspId isp, String refusal) {
    return actor.is(isp) ? null : refusal;
  }
}
