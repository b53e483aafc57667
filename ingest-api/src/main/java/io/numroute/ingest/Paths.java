package io.numroute.ingest;

import io.numroute.http.Problems;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Prefix;
import io.numroute.routing.ProfileId;
import java.util.function.Function;

/** Entities as paths name them. What is none ends the request with a problem. */
final class Paths {
  private Paths() {}

  static IspId isp(String segment) {
    return parse(segment, IspId::new);
  }

  static GatewayId gateway(String isp, String name) {
    IspId owner = isp(isp);
    return parse(name, n -> new GatewayId(owner, n));
  }

  static ProfileId profile(String isp, String name) {
    IspId owner = isp(isp);
    return parse(name, n -> new ProfileId(owner, n));
  }

  static Prefix prefix(String segment) {
    return parse(segment, Prefix::parse);
  }

  /** With or without its plus, which some clients lose on the way. */
  static PhoneNumber number(String segment) {
    String digits = segment.strip();
    try {
      return PhoneNumber.parse(digits.startsWith("+") ? digits : "+" + digits);
    } catch (IllegalArgumentException e) {
      throw Problems.NOT_A_NUMBER.because(e.getMessage());
    }
  }

  private static <T> T parse(String segment, Function<String, T> parse) {
    try {
      return parse.apply(segment);
    } catch (IllegalArgumentException e) {
      throw Problems.BAD_PARAMETER.because(e.getMessage());
    }
  }
}
