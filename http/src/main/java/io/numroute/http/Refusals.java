package io.numroute.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;

/** Answers the requests that the {@link Guard} puts in the place of those it refuses. */
final class Refusals extends HttpHandler {
  static final String PATH = "/~refused/";

  private static final byte[][] REQUESTS = new byte[Violation.values().length][];
  private static final byte[][] RESPONSES = new byte[Violation.values().length][];

  static {
    for (Violation violation : Violation.values()) {
      REQUESTS[violation.ordinal()] =
          ("GET "
                  + PATH
                  + violation.ordinal()
                  + " HTTP/1.1\r\nHost: r\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      RESPONSES[violation.ordinal()] =
          ("HTTP/1.1 "
                  + violation.problem().status()
                  + " Refused\r\nContent-Type: "
                  + Problem.MEDIA_TYPE
                  + "\r\nContent-Length: "
                  + violation.document().length
                  + "\r\nConnection: close\r\n\r\n"
                  + new String(violation.document(), StandardCharsets.UTF_8))
              .getBytes(StandardCharsets.UTF_8);
    }
  }

  /** A request that this handler answers with the violation's problem; shared. */
  static byte[] request(Violation violation) {
    return REQUESTS[violation.ordinal()];
  }

  /** A whole response with the violation's problem; shared. */
  static byte[] response(Violation violation) {
    return RESPONSES[violation.ordinal()];
  }

  @Override
  public void service(Request request, Response response) throws IOException {
    String number = request.getRequestURI().substring(PATH.length());
    for (Violation violation : Violation.values()) {
      if (number.equals(Integer.toString(violation.ordinal()))) {
        response.setHeader("Connection", "close");
        ProblemResponses.write(response, violation.problem().problem(), violation.document());
        return;
      }
    }
    ProblemResponses.write(response, Problems.NOT_FOUND.problem(), null);
  }
}
