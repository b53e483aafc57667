package io.numroute.ingest;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;

/**
 * Answers 304 to whoever has what it asks for: a read whose {@code If-None-Match} has the entity's
 * tag, or is {@code *} (RFC 9110, section 13.1.2, by weak comparison).
 */
final class NotModified implements ContainerResponseFilter {
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    String has = request.getHeaderString(HttpHeaders.IF_NONE_MATCH);
    String tag = response.getHeaderString(HttpHeaders.ETAG);
    boolean read =
        request.getMethod().equals(HttpMethod.GET) || request.getMethod().equals(HttpMethod.HEAD);
    if (has != null && tag != null && read && response.getStatus() == 200 && names(has, tag)) {
      response.setStatusInfo(Response.Status.NOT_MODIFIED);
      response.setEntity(null);
    }
  }

  private static boolean names(String has, String tag) {
    return has.strip().equals("*")
        || Arrays.stream(has.split(","))
            .map(String::strip)
            .anyMatch(one -> one.equals(tag) || one.equals("W/" + tag));
  }
}
