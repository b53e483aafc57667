package io.numroute.edge;

import io.numroute.routing.Gateway;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The SIP header fields that a gateway wants on its leg: its attributes named {@code header.X-...},
 * of plain characters. Only such, since the owner of a gateway must not write the asker's From or
 * Route; others are attributes as any.
 */
final class RouteHeaders {
  private static final String PREFIX = "header.";
  private static final Pattern NAME = Pattern.compile("X-[A-Za-z0-9-]{1,60}");

  /** No comma, bracket or quote either: FreeSWITCH would take them for its own. */
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9 ._~:/@+=-]{1,200}");

  private RouteHeaders() {}

  /** By name, in the order of names. */
  static Map<String, String> of(Gateway gateway) {
    Map<String, String> headers = new TreeMap<>();
    gateway
        .attributes()
        .forEach(
            (key, value) -> {
              if (key.startsWith(PREFIX)
                  && NAME.matcher(key.substring(PREFIX.length())).matches()
                  && VALUE.matcher(value).matches()) {
                headers.put(key.substring(PREFIX.length()), value);
              }
            });
    return headers;
  }
}
