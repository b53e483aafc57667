package io.numroute.http;

import java.time.Duration;

/**
 * Where a {@link HttpDoor} listens and what it puts up with. All bounds are on; {@link #at} gives
 * those of production.
 *
 * @param host name or address to bind
 * @param port 0 lets the system choose
 * @param selectors I/O threads, which also run the plain handlers
 * @param workers threads for requests of Jersey that carry a body; what comes when all are busy and
 *     the queue is full is refused with 503
 * @param idleTimeout how long a connection between two requests is kept
 * @param headTimeout how long a request head may take from its first byte to its last
 * @param bodyTimeout how long a body may stay below {@link #MIN_BODY_BYTES_PER_SECOND}, and how
 *     long a client may leave written bytes unread
 * @param maxHeadBytes request line and header fields together
 * @param maxHeaders header fields of a request
 * @param maxBodyBytes entity of a request, however it is framed; Jersey applications may have their
 *     own bound
 * @param closeTimeout how long {@link HttpDoor#close} waits for requests under way
 */
public record HttpSettings(
    String host,
    int port,
    int selectors,
    int workers,
    Duration idleTimeout,
    Duration headTimeout,
    Duration bodyTimeout,
    int maxHeadBytes,
    int maxHeaders,
    long maxBodyBytes,
    Duration closeTimeout) {

  /** A body slower than this for a whole {@code bodyTimeout} is an attack or a dead line. */
  static final int MIN_BODY_BYTES_PER_SECOND = 64;

  public HttpSettings {
    check(!host.isBlank(), "host is empty");
    check(port >= 0 && port <= 65_535, "port must be 0 to 65535, is " + port);
    check(selectors > 0, "selectors must be at least 1");
    check(workers > 0, "workers must be at least 1");
    check(positive(idleTimeout), "idleTimeout must be positive");
    check(positive(headTimeout), "headTimeout must be positive");
    check(positive(bodyTimeout), "bodyTimeout must be positive");
    check(maxHeadBytes >= 256 && maxHeadBytes <= 65_536, "maxHeadBytes must be 256 to 65536");
    check(maxHeaders > 0, "maxHeaders must be at least 1");
    check(maxBodyBytes >= 0, "maxBodyBytes must not be negative");
    check(!closeTimeout.isNegative(), "closeTimeout must not be negative");
  }

  /** The settings of production for that address. */
  public static HttpSettings at(String host, int port) {
    return new HttpSettings(
        host,
        port,
        Runtime.getRuntime().availableProcessors(),
        64,
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        Duration.ofSeconds(8),
        8_192,
        100,
        1 << 20,
        Duration.ofSeconds(5));
  }

  public HttpSettings withSelectors(int selectors) {
    return new HttpSettings(
        host,
        port,
        selectors,
        workers,
        idleTimeout,
        headTimeout,
        bodyTimeout,
        maxHeadBytes,
        maxHeaders,
        maxBodyBytes,
        closeTimeout);
  }

  public HttpSettings withMaxBodyBytes(long maxBodyBytes) {
    return new HttpSettings(
        host,
        port,
        selectors,
        workers,
        idleTimeout,
        headTimeout,
        bodyTimeout,
        maxHeadBytes,
        maxHeaders,
        maxBodyBytes,
        closeTimeout);
  }

  /** The same with other limits of time. */
  public HttpSettings withTimeouts(Duration idle, Duration head, Duration body) {
    return new HttpSettings(
        host,
        port,
        selectors,
        workers,
        idle,
        head,
        body,
        maxHeadBytes,
        maxHeaders,
        maxBodyBytes,
        closeTimeout);
  }

  private static boolean positive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static void check(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException(message);
    }
  }
}
