package io.numroute.hop;

import java.util.List;
import java.util.stream.Stream;

/**
 * Where a router's {@link HopServer} listens. The name is resolved anew at each connection.
 *
 * @param host name or address; IPv6 without brackets
 * @param port 1 to 65535
 */
public record RouterAddress(String host, int port) {
  public RouterAddress {
    if (host.isEmpty() || port < 1 || port > 65535) {
      throw new IllegalArgumentException("no router address: " + host + ":" + port);
    }
  }

  /** The address of {@code host:port} or {@code [ipv6]:port}. */
  public static RouterAddress parse(String text) {
    String trimmed = text.trim();
    int colon = trimmed.lastIndexOf(':');
    String host = colon < 0 ? "" : trimmed.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      if (bracketed || host.indexOf(':') < 0) {
        return new RouterAddress(host, Integer.parseInt(trimmed.substring(colon + 1)));
      }
    } catch (IllegalArgumentException e) {
      // Said below, with the whole text.
    }
    throw new IllegalArgumentException("a router address is host:port, not " + text);
  }

  /** The addresses of a list with commas. */
  public static List<RouterAddress> parseAll(String text) {
    return Stream.of(text.split(",")).map(RouterAddress::parse).toList();
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
