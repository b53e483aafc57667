package io.numroute.routing;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
   * @param assignment the number's own in force, which may carry a routing number and a service;
   *     null when its block decided
   */
  @SuppressWarnings("ArrayRecordComponent") // shared as it is with the hot path, compared by nobody
  record Routed(
      IspId servingIsp,
      Directory.VersionedGateway[] gateways,
      @Nullable NumberAssignment assignment)
      implements Outcome {
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

  /**
   * An agreement forbids the call.
   *
   * @param whose the ISP whose agreement says so: the asking or the serving one
   */
  record RefusedByAgreement(IspId servingIsp, IspId whose) implements Outcome {
    @Override
    public String slug() {
      return "refused-by-agreement";
    }
  }

  /**
   * A rule of the serving ISP turns the call away.
   *
   * @param rule its name
   * @param sipCode the final response it asks for, 400 to 699
   * @param reason its own words
   */
  record RefusedByRule(IspId servingIsp, String rule, int sipCode, String reason)
      implements Outcome {
    @Override
    public String slug() {
      return "refused-by-rule";
    }
  }

  /**
   * Gateways are there, but none carries this kind of call.
   *
   * @param possible the kinds that could have gone, at least one
   * @param dropped why each gateway was not used
   */
  record MediaNotCarried(IspId servingIsp, Set<Media> possible, List<Dropped> dropped)
      implements Outcome {
    @Override
    public String slug() {
      return "media-not-carried";
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
    /** Outside of its validity. */
    NOT_VALID,
    /** Its owner disabled it. */
    DISABLED,
    /** It does not carry this kind of call. */
    MEDIA,
    /** It was reported down. */
    DOWN,
    /** It is not there any more. */
    GONE,
    /** Its owner does not, or no longer, grant it. */
    NOT_GRANTED,
    /** Its owner is suspended. */
    OWNER_SUSPENDED,
    /** A later version of Numroute wrote something about it that this one does not understand. */
    NOT_UNDERSTOOD;

    private final String word = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    public String word() {
      return word;
    }
  }
}
