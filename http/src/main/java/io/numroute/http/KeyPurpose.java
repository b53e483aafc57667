package io.numroute.http;

import io.numroute.routing.IspId;
import org.jspecify.annotations.Nullable;

/**
 * What an API key is for. A key and its successor have the same purpose, which is how both can be
 * good while the one takes over from the other.
 *
 * @param role what it may do
 * @param isp whose it is; null for the roles that are in no ISP
 * @param name in its owner's words, such as {@code gw-london}: 1 to 32 of {@code a-z 0-9 -}
 */
public record KeyPurpose(Role role, @Nullable IspId isp, String name) {
  /** The name of keys that were given none. */
  public static final String DEFAULT_NAME = "default";

  public KeyPurpose {
    if (role.ofIsp() != (isp != null)) {
      throw new IllegalArgumentException("role " + role.word() + " and ISP do not fit");
    }
    if (!name.matches("[a-z0-9-]{1,32}")) {
      throw new IllegalArgumentException("a key's name is 1 to 32 of a-z, 0-9 and -");
    }
  }

  public static KeyPurpose authority() {
    return new KeyPurpose(Role.AUTHORITY, null, DEFAULT_NAME);
  }

  /** Everything that an ISP may do. */
  public static KeyPurpose operator(IspId isp) {
    return new KeyPurpose(Role.OPERATOR, isp, DEFAULT_NAME);
  }
}
