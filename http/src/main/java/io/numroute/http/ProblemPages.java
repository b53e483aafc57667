package io.numroute.http;

import java.nio.charset.StandardCharsets;
import org.glassfish.grizzly.http.server.ErrorPageGenerator;
import org.glassfish.grizzly.http.server.Request;
import org.jspecify.annotations.Nullable;

/** Problem documents in the place of Grizzly's own error pages. */
final class ProblemPages implements ErrorPageGenerator {
  @Override
  public String generate(
      Request request,
      int status,
      @Nullable String reason,
      @Nullable String description,
      @Nullable Throwable exception) {
    request.getResponse().setContentType(Problem.MEDIA_TYPE);
    return new String(Problems.ofStatus(status).problem().json(), StandardCharsets.UTF_8);
  }
}
