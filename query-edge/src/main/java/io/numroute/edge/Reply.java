package io.numroute.edge;

import io.numroute.http.Quota;

/** Where an answer goes. Called exactly once, on the caller's thread or on an I/O thread. */
interface Reply {
  /**
   * @param mediaType of {@code bytes}
   * @param maxAgeSeconds how long it may be kept; negative when not at all
   * @param bytes valid only until this method returns
   */
  void answer(int status, MediaType mediaType, int maxAgeSeconds, byte[] bytes, int length);

  /** That the answer, still to come, is a refusal for want of quota. */
  default void limited(Quota.Spent spent) {}

  /** What a body is. */
  enum MediaType {
    JSON("application/json"),
    PROBLEM("application/problem+json"),
    TEXT("text/plain; charset=utf-8");

    final String text;

    MediaType(String text) {
      this.text = text;
    }
  }
}
