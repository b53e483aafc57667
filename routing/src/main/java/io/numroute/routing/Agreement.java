package io.numroute.routing;

import java.util.List;
import java.util.Set;

/**
 * What an ISP has agreed with others: whom its own calls may reach, whose calls it accepts, and who
 * may name its gateways. In both lists the first entry that speaks of a call decides; when none
 * does, the call is permitted.
 *
 * @param isp whose agreement it is
 * @param reaches for calls that this ISP asks about; the other is the serving ISP
 * @param accepts for calls to numbers that this ISP serves; the other is the asking ISP
 * @param grants which of its gateways other ISPs may use in their profiles
 */
public record Agreement(
    IspId isp, List<Permission> reaches, List<Permission> accepts, List<Grant> grants) {
  /** Most entries of each kind. */
  public static final int MAX = 1_000;

  public Agreement {
    if (reaches.size() > MAX || accepts.size() > MAX || grants.size() > MAX) {
      throw new IllegalArgumentException("an agreement has at most 1000 entries of each kind");
    }
    reaches = List.copyOf(reaches);
    accepts = List.copyOf(accepts);
    grants = List.copyOf(grants);
  }

  /**
   * Whether calls are permitted.
   *
   * @param isps of the others; empty for all
   * @param prefixes of the called number; empty for all
   */
  public record Permission(boolean permit, Set<IspId> isps, PrefixSet prefixes) {
    public Permission {
      isps = Set.copyOf(isps);
    }

    boolean speaksOf(IspId other, long digits) {
      return (isps.isEmpty() || isps.contains(other))
          && (prefixes.isEmpty() || prefixes.covers(digits));
    }
  }

  /**
   * Leave to name gateways.
   *
   * @param to who may
   * @param gateways names; empty for all of this ISP's
   */
  public record Grant(IspId to, Set<String> gateways, Validity validity) {
    public Grant {
      gateways.forEach(name -> Names.check("gateway name", name));
      gateways = Set.copyOf(gateways);
    }

    boolean speaksOf(IspId other, String gateway) {
      return to.equals(other) && (gateways.isEmpty() || gateways.contains(gateway));
    }
  }

  /** Whether a list permits a call; the first entry that speaks of it decides. */
  static boolean permits(List<Permission> permissions, IspId other, long digits) {
    for (int i = 0; i < permissions.size(); i++) {
      Permission permission = permissions.get(i);
      if (permission.speaksOf(other, digits)) {
        return permission.permit();
      }
    }
    return true;
  }
}
