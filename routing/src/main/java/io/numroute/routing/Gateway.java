package io.numroute.routing;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A door into an ISP's network: where calls for its numbers are sent.
 *
 * @param host DNS name, IPv4 address, or IPv6 address without brackets; returned, never resolved
 * @param port 1 to 65535
 * @param media what it carries, at least one
 * @param strip leading digits it wants removed, 0 to 15
 * @param prepend digits it wants in front after stripping, at most 16
 * @param timeoutMs how long to try it before the next one, 1 to 300,000; null when the asking
 *     gateway decides
 * @param rerouteCauses SIP status codes, 300 to 699, after which the next gateway may be tried;
 *     empty for the asker's own
 * @param attributes opaque, at most 16, returned as given
 */
public record Gateway(
    GatewayId id,
    String host,
    int port,
    Transport transport,
    Set<Media> media,
    AdminState state,
    int strip,
    String prepend,
    @Nullable Integer timeoutMs,
    List<Integer> rerouteCauses,
    Map<String, String> attributes,
    Validity validity) {
  private static final int MAX_HOST = 253;
  private static final int MAX_ATTRIBUTES = 16;
  private static final int MAX_ATTRIBUTE = 255;

  public Gateway {
    require(
        !host.isEmpty() && host.length() <= MAX_HOST && host.chars().allMatch(Gateway::inHost),
        "gateway host must be a DNS name or an IP address");
    require(
        host.indexOf(':') < 0 || host.chars().allMatch(Gateway::inIpv6),
        "gateway host is no IPv6 address");
    require(port >= 1 && port <= 65535, "gateway port must be 1 to 65535");
    require(!media.isEmpty(), "gateway must carry at least one medium");
    require(strip >= 0 && strip <= Digits.E164_MAX, "gateway strip must be 0 to 15");
    require(
        prepend.isEmpty() || Digits.parse(prepend) != Digits.INVALID,
        "gateway prepend must be at most 16 digits");
    require(
        timeoutMs == null || (timeoutMs >= 1 && timeoutMs <= 300_000),
        "gateway timeoutMs must be 1 to 300000");
    require(
        rerouteCauses.size() <= 64 && rerouteCauses.stream().allMatch(c -> c >= 300 && c <= 699),
        "gateway rerouteCauses must be SIP codes from 300 to 699");
    require(
        attributes.size() <= MAX_ATTRIBUTES
            && attributes.entrySet().stream()
                .allMatch(
                    a ->
                        a.getKey().length() <= MAX_ATTRIBUTE
                            && a.getValue().length() <= MAX_ATTRIBUTE),
        "gateway attributes must be at most 16 of at most 255 characters");
    media = java.util.Collections.unmodifiableSet(EnumSet.copyOf(media));
    rerouteCauses = List.copyOf(rerouteCauses);
    attributes = Map.copyOf(attributes);
  }

  private static boolean inHost(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_'
        || c == ':';
  }

  private static boolean inIpv6(int c) {
    return (c >= 'a' && c <= 'f')
        || (c >= 'A' && c <= 'F')
        || (c >= '0' && c <= '9')
        || c == ':'
        || c == '.';
  }

  private static void require(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException(message);
    }
  }
}
