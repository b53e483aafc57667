package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/**
 * What a number's fact says of its portability.
 *
 * @param locked whether ports of it are refused, by the ISP that serves it
 * @param port the newest one, open or ended; null when there never was one
 */
public record Porting(boolean locked, @Nullable Port port) {
  /** Not locked, never ported: what almost all numbers are. */
  public static final Porting NONE = new Porting(false, null);

  /** {@link #NONE} itself when there is nothing to say. */
  public static Porting of(boolean locked, @Nullable Port port) {
    return locked || port != null ? new Porting(locked, port) : NONE;
  }
}
