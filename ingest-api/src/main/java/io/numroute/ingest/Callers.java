package io.numroute.ingest;

import io.numroute.http.ApiKeys;
import io.numroute.http.Bearer;
import io.numroute.http.Caller;
import io.numroute.http.Peer;
import io.numroute.http.Problem;
import io.numroute.http.Problems;
import io.numroute.http.Quota;
import io.numroute.http.Right;
import io.numroute.routing.Directory;
import io.numroute.routing.IspId;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/**
 * Finds out who calls, whether it has asked too often, and whether its role may read or write,
 * before anything else looks at a request: {@code Authorization: Bearer} with an API key or a
 * token, or the certificate of the connection. No path below {@code /v1} is open to strangers.
 */
final class Callers implements ContainerRequestFilter {
  private static final String CALLER = "io.numroute.caller";

  private final ApiKeys keys;
  private final Quota reads;
  private final Quota writes;

  Callers(ApiKeys keys, Quota reads, Quota writes) {
    this.keys = keys;
    this.reads = reads;
    this.writes = writes;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    Caller caller = Peer.agreed(Bearer.verify(header, keys), header != null, Peer.of(request));
    if (caller == null) {
      throw Problems.UNAUTHENTICATED.because(null);
    }
    boolean read = isRead(request.getMethod());
    Quota.Spent spent = (read ? reads : writes).take(caller);
    if (spent != null) {
      request.abortWith(tooMany(spent));
      return;
    }
    caller.require(read ? Right.READ : Right.WRITE);
    request.setProperty(CALLER, caller);
  }

  private static Response tooMany(Quota.Spent spent) {
    Problem problem = Problems.TOO_MANY_REQUESTS.problem();
    return Response.status(problem.status())
        .type(Problem.MEDIA_TYPE)
        .entity(problem.json(spent.detail(), Map.of()))
        .header(HttpHeaders.RETRY_AFTER, spent.retryAfterSeconds())
        .header(Quota.Spent.POLICY_HEADER, spent.policy())
        .header(Quota.Spent.LIMIT_HEADER, spent.limit())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private static boolean isRead(String method) {
    return method.equals(HttpMethod.GET)
        || method.equals(HttpMethod.HEAD)
        || method.equals(HttpMethod.OPTIONS);
  }

  /**
   * Who sent a request about what is an ISP's own: one of the ISP, the authority, or to read it an
   * auditor. Ends the request when it is anybody else.
   *
   * @param what is its own, in the plural: gateways
   */
  static Caller own(String what, IspId isp, ContainerRequestContext request) {
    Caller caller = of(request);
    if (!caller.sees(isp)) {
      throw Problems.FORBIDDEN.because(what + " of another ISP are not yours");
    }
    return caller;
  }

  /** An ISP with what is its own, for itself or the authority. Ends the request otherwise. */
  static Directory.Member ownMember(
      String what, IspId isp, Directory directory, ContainerRequestContext request) {
    own(what, isp, request);
    Directory.Member member = directory.member(isp);
    if (member == null) {
      throw Problems.NOT_FOUND.because("no ISP " + isp);
    }
    return member;
  }

  /** Who sent a request that has passed the filter. */
  static Caller of(ContainerRequestContext request) {
    if (request.getProperty(CALLER) instanceof Caller caller) {
      return caller;
    }
    throw Problems.UNAUTHENTICATED.because(null);
  }
}
