package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/**
 * A telephony carrier that asks and serves.
 *
 * @param name for people, 1 to 200 characters
 * @param defaultCountry ISO 3166-1 alpha-2, for national input; null when all its numbers are
 *     international
 * @param defaultProfile name of the profile of its own that routes what names no other; null for
 *     all of its gateways
 */
public record Isp(
    IspId id,
    String name,
    IspState state,
    @Nullable String defaultCountry,
    @Nullable String defaultProfile) {
  private static final int MAX_NAME = 200;

  public Isp {
    if (name.isBlank()
        || name.length() > MAX_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "ISP name must be 1 to 200 characters without control characters");
    }
    if (defaultCountry != null
        && !(defaultCountry.length() == 2
            && defaultCountry.chars().allMatch(c -> c >= 'A' && c <= 'Z'))) {
      throw new IllegalArgumentException(
          "default country must be two capital letters (ISO 3166-1 alpha-2)");
    }
    if (defaultProfile != null) {
      Names.check("profile name", defaultProfile);
    }
  }

  /** Without a default profile. */
  public Isp(IspId id, String name, IspState state, @Nullable String defaultCountry) {
    this(id, name, state, defaultCountry, null);
  }
}
