package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/**
 * Who serves one number, whatever block it lies in.
 *
 * @param service what kind of service the number stands for; null for an ordinary line
 * @param profile the serving ISP's routing profile to use; null for its default
 * @param routingNumber the {@code rn} of RFC 4694 for neighbours that need it, or null
 */
public record NumberAssignment(
    IspId servingIsp,
    @Nullable ServiceOperation service,
    @Nullable String profile,
    @Nullable PhoneNumber routingNumber,
    Validity validity) {
  public NumberAssignment {
    if (profile != null) {
      Names.check("profile name", profile);
    }
  }
}
