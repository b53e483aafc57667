package io.numroute.webhooks;

import org.jspecify.annotations.Nullable;

/**
 * What came of one request to a receiver.
 *
 * @param status of the response; 0 when there was none
 * @param failure why there was none; null when there was one
 * @param retryAfter header of that name, as it came; or null
 */
record Attempted(int status, @Nullable Failure failure, @Nullable String retryAfter) {

  /** Why there was no response. */
  enum Failure {
    UNKNOWN_HOST("unknown-host"),
    /** It has no address that may be connected to, or is reached without TLS. */
    ADDRESS_REFUSED("address-refused"),
    CONNECT_FAILED("connect-failed"),
    TLS_FAILED("tls-failed"),
    /** Connected, but no response in time. */
    TIMEOUT("timeout"),
    /** The connection broke, or was closed, before there was a response. */
    BROKEN("broken"),
    /** It is not HTTP, or its head is too long. */
    NOT_HTTP("not-http");

    private final String word;

    Failure(String word) {
      this.word = word;
    }
  }

  static Attempted answered(int status, @Nullable String retryAfter) {
    return new Attempted(status, null, retryAfter);
  }

  static Attempted failed(Failure failure) {
    return new Attempted(0, failure, null);
  }

  boolean delivered() {
    return status >= 200 && status <= 299;
  }

  /** The receiver wants nothing any more. */
  boolean gone() {
    return status == 410;
  }

  /** The receiver may say when to come again. */
  boolean busy() {
    return status == 429 || status == 503;
  }

  /** One of a few words; nothing that the receiver chose but the status. */
  String word() {
    return failure == null ? "status-" + status : failure.word;
  }
}
