package io.numroute.http;

import org.jspecify.annotations.Nullable;

/** Tells who an API key stands for. Thread-safe; called once per request. */
public interface ApiKeys {
  /**
   * The caller that the key stands for; null when the key is malformed, unknown or revoked, or its
   * secret is wrong. Allocates nothing on the way to a known caller.
   *
   * @param ascii holds the key, as presented, in {@code [from, to)}
   */
  @Nullable Caller verify(byte[] ascii, int from, int to);

  /** The same for text. */
  default @Nullable Caller verify(String presented) {
    byte[] ascii = ApiKey.ascii(presented);
    return verify(ascii, 0, ascii.length);
  }
}
