package io.numroute.http;

import org.jspecify.annotations.Nullable;

/**
 * The API keys of {@code numroute.credentials}, followed by a plain consumer on a thread of its
 * own.
 */
public final class CredentialsFollower implements ApiKeys, AutoCloseable {
  /** Whether everything that the topic held at the start has been applied. */
  public boolean ready() {
    return false;
  }

  @Override
  public @Nullable Caller verify(byte[] ascii, int from, int to) {
    return null;
  }

  @Override
  public void close() {}
}
