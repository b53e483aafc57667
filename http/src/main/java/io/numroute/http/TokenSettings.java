package io.numroute.http;

import io.numroute.schemas.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whose tokens are taken for what.
 *
 * @param issuer the value of {@code iss}
 * @param audience one of the values of {@code aud}
 * @param keys where the issuer's keys are (JWKS, RFC 7517): https, http on the machine itself, or a
 *     file
 * @param algorithms those that are taken (RFC 7518), of {@link #KNOWN}
 * @param skew by how much the issuer's clock may differ
 * @param longest for how long a token may be made
 * @param ispClaim names the ISP
 * @param roleClaim says the {@link Role}
 */
public record TokenSettings(
    String issuer,
    String audience,
    URI keys,
    Set<String> algorithms,
    Duration skew,
    Duration longest,
    String ispClaim,
    String roleClaim) {
  /** Signatures by a private key; nothing that shares a secret, and nothing unsigned. */
  public static final Set<String> KNOWN =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  private static final String USUAL = "RS256,PS256,ES256";
  private static final Set<String> OWN_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Duration MOST_SKEW = Duration.ofMinutes(5);
  private static final Duration MOST_LONGEST = Duration.ofHours(24);

  public TokenSettings {
    algorithms = Set.copyOf(algorithms);
    require(!issuer.isBlank(), "jwt.issuer must not be empty");
    require(!audience.isBlank(), "jwt.audience must not be empty");
    require(isSafe(keys), "jwt.keys must be an https URL, an http URL of this machine, or a file");
    require(
        !algorithms.isEmpty() && KNOWN.containsAll(algorithms),
        "jwt.algorithms must be of " + new TreeSet<>(KNOWN));
    require(!skew.isNegative() && skew.compareTo(MOST_SKEW) <= 0, "jwt.skew must be 0s to 5m");
    require(
        longest.compareTo(Duration.ofSeconds(1)) >= 0 && longest.compareTo(MOST_LONGEST) <= 0,
        "jwt.longest must be 1s to 24h");
    require(
        !ispClaim.isBlank() && !roleClaim.isBlank() && !ispClaim.equals(roleClaim),
        "jwt.claim.isp and jwt.claim.role must be two names");
  }

  /**
   * Of {@code jwt.issuer}, {@code jwt.audience} ({@code numroute}), {@code jwt.keys}, {@code
   * jwt.algorithms} (RS256,PS256,ES256), {@code jwt.skew} (30s), {@code jwt.longest} (1h), {@code
   * jwt.claim.isp} (numroute_isp) and {@code jwt.claim.role} (numroute_role); null when there is no
   * issuer.
   */
  public static @Nullable TokenSettings of(Settings settings) {
    String issuer = settings.text("jwt.issuer", "");
    String audience = settings.text("jwt.audience", "numroute");
    String keys = settings.text("jwt.keys", "");
    List<String> algorithms = Arrays.asList(settings.text("jwt.algorithms", USUAL).split(" *, *"));
    Duration skew = settings.duration("jwt.skew", Duration.ofSeconds(30));
    Duration longest = settings.duration("jwt.longest", Duration.ofHours(1));
    String ispClaim = settings.text("jwt.claim.isp", "numroute_isp");
    String roleClaim = settings.text("jwt.claim.role", "numroute_role");
    if (issuer.isEmpty()) {
      require(keys.isEmpty(), "jwt.keys needs jwt.issuer");
      return null;
    }
    require(!keys.isEmpty(), "jwt.issuer needs jwt.keys");
    return new TokenSettings(
        issuer, audience, place(keys), Set.copyOf(algorithms), skew, longest, ispClaim, roleClaim);
  }

  private static URI place(String keys) {
    try {
      URI uri = keys.matches("(?i)[a-z]+://.*") ? URI.create(keys) : Path.of(keys).toUri();
      return uri;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("setting jwt.keys is neither a URL nor a file", e);
    }
  }

  private static boolean isSafe(URI keys) {
    String scheme = String.valueOf(keys.getScheme());
    return switch (scheme) {
      case "file" -> true;
      case "https" -> keys.getHost() != null;
      case "http" -> keys.getHost() != null && OWN_MACHINE.contains(keys.getHost());
      default -> false;
    };
  }

  private static void require(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException("setting " + message);
    }
  }
}
