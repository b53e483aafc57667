package io.numroute.routing;

/**
 * A routing profile's owner and its name there, written {@code acme/office}.
 *
 * @param name as {@link IspId}'s rule for names
 */
public record ProfileId(IspId isp, String name) implements Comparable<ProfileId> {
  public ProfileId {
    Names.check("profile name", name);
  }

  @Override
  public int compareTo(ProfileId other) {
    int byIsp = isp.compareTo(other.isp);
    return byIsp != 0 ? byIsp : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return isp + "/" + name;
  }
}
