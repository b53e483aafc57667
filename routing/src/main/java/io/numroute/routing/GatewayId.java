package io.numroute.routing;

/**
 * A gateway's owner and its name there, written {@code acme/gw1}. Order is by text.
 *
 * @param name as {@link IspId}'s rule for names; one object for one text
 */
public record GatewayId(IspId isp, String name) implements Comparable<GatewayId> {
  public GatewayId {
    Names.check("gateway name", name);
    name = name.intern();
  }

  @Override
  public int compareTo(GatewayId other) {
    int byIsp = isp.compareTo(other.isp);
    return byIsp != 0 ? byIsp : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return isp + "/" + name;
  }
}
