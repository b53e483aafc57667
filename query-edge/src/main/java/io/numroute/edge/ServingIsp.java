package io.numroute.edge;

import io.numroute.routing.IspId;
import io.numroute.routing.Outcome;
import org.jspecify.annotations.Nullable;

/** The ISP that serves the number, as far as an outcome got to it. */
final class ServingIsp {
  private ServingIsp() {}

  /** Null when the outcome names none. */
  static @Nullable IspId of(Outcome outcome) {
    if (outcome instanceof Outcome.Routed routed) {
      return routed.servingIsp();
    } else if (outcome instanceof Outcome.NoGateway none) {
      return none.servingIsp();
    } else if (outcome instanceof Outcome.MediaNotCarried none) {
      return none.servingIsp();
    } else if (outcome instanceof Outcome.RefusedByAgreement refused) {
      return refused.servingIsp();
    } else if (outcome instanceof Outcome.RefusedByRule refused) {
      return refused.servingIsp();
    } else if (outcome instanceof Outcome.ServingIspSuspended suspended) {
      return suspended.servingIsp();
    }
    return null;
  }
}
