package io.numroute.http;

import io.numroute.routing.Actor;
import io.numroute.routing.IspId;
import io.numroute.routing.Proof;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, whatever proved it. Made once per credential, not per request.
 *
 * @param role what the credential may do
 * @param isp whose it is; null for the authority and its auditors
 * @param proof how it was proved
 */
public record Caller(Role role, @Nullable IspId isp, Proof proof) {
  public Caller {
    if (role.ofIsp() != (isp != null)) {
      throw new IllegalArgumentException("role " + role.word() + " and ISP do not fit");
    }
  }

  /** Someone of an ISP. */
  public static Caller of(IspId isp, Role role, Proof proof) {
    return new Caller(role, isp, proof);
  }

  /** The authority itself. */
  public static Caller authority(Proof proof) {
    return new Caller(Role.AUTHORITY, null, proof);
  }

  /** In whose name it acts. Throws IllegalStateException for an auditor, who acts in none. */
  public Actor actor() {
    if (isp != null) {
      return Actor.isp(isp);
    } else if (role == Role.AUTHORITY) {
      return Actor.AUTHORITY;
    }
    throw new IllegalStateException("an auditor acts in nobody's name");
  }

  public boolean may(Right right) {
    return role.may(right);
  }

  /** Whether what anybody owns is shown to it. */
  public boolean seesAll() {
    return isp == null;
  }

  /** Whether what that ISP owns is shown to it. */
  public boolean sees(IspId owner) {
    return isp == null || isp.equals(owner);
  }

  /** Ends the request when the role does not permit that. */
  public void require(Right right) {
    if (!may(right)) {
      throw Problems.ROLE_FORBIDS.because(refusal(right));
    }
  }

  /** Why the role does not permit that, in words. */
  public String refusal(Right right) {
    return "the role " + role.word() + " may not " + right.words();
  }
}
