package io.numroute.routing;

import java.util.List;

/**
 * What a decision came to. {@link #slug} is stable: problem types, the answer log and metrics carry
 * it.
 */
public sealed interface Outcome {
  String slug();

  /**
   * The call can go.
   *
   * @param gateways at least one, in the order to be tried; the first is the primary; not to be
   *     changed
   */
  @SuppressWarnings("ArrayRecordComponent") // shared as it is with the hot path, compared by nobody
  record Routed(IspId servingIsp, Directory.VersionedGateway[] gateways) implements Outcome {
    @Override
    public String slug() {
      return "routed";
    }
  }

  /** Nobody holds a block the number lies in. */
  record Unallocated() implements Outcome {
    @Override
    public String slug() {
      return "unallocated";
    }
  }

  /** The number lies in a block or had an assignment, but nobody serves it at that instant. */
  record Unassigned() implements Outcome {
    @Override
    public String slug() {
      return "unassigned";
    }
  }

  /** Too few digits, but more could lead somewhere. */
  record Incomplete() implements Outcome {
    @Override
    public String slug() {
      return "incomplete";
    }
  }

  /** An emergency number or a short code, which is routed by local rules, never by owner. */
  record Special() implements Outcome {
    @Override
    public String slug() {
      return "special";
    }
  }

  /** The asking ISP is not in the directory. */
  record AskingIspUnknown() implements Outcome {
    @Override
    public String slug() {
      return "asking-isp-unknown";
    }
  }

  /** The asking ISP is suspended. */
  record AskingIspSuspended() implements Outcome {
    @Override
    public String slug() {
      return "asking-isp-suspended";
    }
  }

  /** The ISP that serves the number is suspended. */
  record ServingIspSuspended(IspId servingIsp) implements Outcome {
    @Override
    public String slug() {
      return "serving-isp-suspended";
    }
  }

  /** The serving ISP has no gateway for this call now. */
  record NoGateway(IspId servingIsp, List<Dropped> dropped) implements Outcome {
    @Override
    public String slug() {
      return "no-gateway";
    }
  }

  /** A gateway that was not used. */
  record Dropped(GatewayId gateway, DropReason reason) {}

  /** Why a gateway was not used. */
  enum DropReason {
    NOT_VALID,
    DISABLED,
    MEDIA;

    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }
}
