package io.numroute.webhooks;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where webhooks of an ISP go: {@code https://host[:port]/path?query}. Its query may hold a secret,
 * so {@link #toString} shows scheme, host and port alone.
 */
public final class Receiver {
  static final int MAX_LENGTH = 1000;

  private final URI uri;

  private Receiver(URI uri) {
    this.uri = uri;
  }

  /**
   * Throws IllegalArgumentException, which says what is wrong and quotes nothing.
   *
   * @param privateToo whether http will do, and any address that stands in it
   */
  public static Receiver parse(String text, boolean privateToo) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("expected a URL such as https://host.example/path", e);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    require(
        scheme.equals("https") || (privateToo && scheme.equals("http")),
        "the scheme must be https");
    require(text.length() <= MAX_LENGTH, "at most " + MAX_LENGTH + " characters");
    require(isAscii(text), "characters other than ASCII must be encoded");
    require(uri.getRawUserInfo() == null, "no user or password may stand in it");
    require(uri.getHost() != null && !uri.getHost().isEmpty(), "a host must be named");
    require(uri.getPort() != 0 && uri.getPort() <= 65_535, "the port must be 1 to 65535");
    require(uri.getRawFragment() == null, "it must have no fragment");
    Receiver receiver = new Receiver(uri);
    require(privateToo || receiver.mayBePublic(), "its address is none of the public Internet");
    return receiver;
  }

  /** False for an address that is none; what a name means is seen when it is connected to. */
  private boolean mayBePublic() {
    String host = host();
    if (!host.matches("[0-9.]+|.*:.*")) {
      return true;
    }
    try {
      return AddressRule.PUBLIC.permits(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static void require(boolean good, String rule) {
    if (!good) {
      throw new IllegalArgumentException(rule);
    }
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 127);
  }

  boolean isTls() {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /** Name or address, an IPv6 one without brackets. */
  String host() {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    return uri.getPort() >= 0 ? uri.getPort() : isTls() ? 443 : 80;
  }

  /** What HTTP calls the host: with its port unless it is the scheme's own. */
  String authority() {
    return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }

  /** Path and query, as they came. */
  String target() {
    String path = uri.getRawPath();
    String query = uri.getRawQuery();
    return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
  }

  /** All of it, for its owner alone. */
  public String url() {
    return uri.toString();
  }

  /** Without the query's values, for those who may not act in the owner's name. */
  public String masked() {
    String query = uri.getRawQuery();
    String url = url();
    return query == null ? url : url.substring(0, url.length() - query.length()) + "...";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Receiver receiver && uri.equals(receiver.uri);
  }

  @Override
  public int hashCode() {
    return uri.hashCode();
  }

  @Override
  public String toString() {
    return uri.getScheme() + "://" + authority();
  }
}
