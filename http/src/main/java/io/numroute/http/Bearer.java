package io.numroute.http;

import org.glassfish.grizzly.http.util.BufferChunk;
import org.glassfish.grizzly.http.util.ByteChunk;
import org.glassfish.grizzly.http.util.DataChunk;
import org.jspecify.annotations.Nullable;

/** API keys out of {@code Authorization: Bearer <key>} (RFC 6750); the scheme in any case. */
public final class Bearer {
  private static final String SCHEME = "bearer ";

  private Bearer() {}

  /** The key in a field value; null when there is none. */
  public static @Nullable String key(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    String key = authorization.substring(SCHEME.length()).strip();
    return key.isEmpty() ? null : key;
  }

  /** Who a field value stands for; null when nobody. */
  public static @Nullable Caller verify(@Nullable String authorization, ApiKeys keys) {
    String key = key(authorization);
    return key == null ? null : keys.verify(key);
  }

  /** The same from Grizzly's own form of a field value, without allocation. */
  public static @Nullable Caller verify(@Nullable DataChunk authorization, ApiKeys keys) {
    if (authorization == null || authorization.isNull()) {
      return null;
    }
    if (authorization.getType() == DataChunk.Type.Bytes) {
      ByteChunk chunk = authorization.getByteChunk();
      return verify(chunk.getBuffer(), chunk.getStart(), chunk.getEnd(), keys);
    }
    if (authorization.getType() == DataChunk.Type.Buffer) {
      BufferChunk chunk = authorization.getBufferChunk();
      if (chunk.getBuffer().hasArray()) {
        int offset = chunk.getBuffer().arrayOffset();
        return verify(
            chunk.getBuffer().array(), offset + chunk.getStart(), offset + chunk.getEnd(), keys);
      }
    }
    return verify(authorization.toString(), keys);
  }

  private static @Nullable Caller verify(byte[] ascii, int from, int to, ApiKeys keys) {
    if (to - from <= SCHEME.length()) {
      return null;
    }
    for (int i = 0; i < SCHEME.length(); i++) {
      int c = ascii[from + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != SCHEME.charAt(i)) {
        return null;
      }
    }
    int first = from + SCHEME.length();
    while (first < to && ascii[first] == ' ') {
      first++;
    }
    return keys.verify(ascii, first, to);
  }
}
