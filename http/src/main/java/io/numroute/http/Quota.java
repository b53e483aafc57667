package io.numroute.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How much of one thing each tenant may have of this process: a token bucket for each ISP, whatever
 * its credentials, and one for the authority with its auditors. It holds one window's worth and
 * fills evenly. Thread-safe, without locks; asking takes some ten nanoseconds and allocates one
 * small object.
 *
 * <p>Told to clients as in draft-ietf-httpapi-ratelimit-headers-10.
 */
public final class Quota {
  private static final String AUTHORITY = "";

  private final String name;
  private final long size;
  private final Duration window;
  private final TimeMeter meter;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  private Quota(String name, long size, Duration window, TimeMeter meter) {
    this.name = name;
    this.size = size;
    this.window = window;
    this.meter = meter;
  }

  /**
   * @param name of what is counted, as headers say it: {@code writes}
   * @param size how many in a window; 0 for no bound
   */
  public static Quota of(String name, long size, Duration window) {
    return new Quota(name, size, window, TimeMeter.SYSTEM_NANOTIME);
  }

  /** The same on a clock of one's own, in nanoseconds. */
  static Quota of(String name, long size, Duration window, LongSupplier nanoTime) {
    return new Quota(
        name,
        size,
        window,
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return nanoTime.getAsLong();
          }

          @Override
          public boolean isWallClockBased() {
            return false;
          }
        });
  }

  /**
   * That a tenant has had what it may have.
   *
   * @param retryAfterSeconds until when it has to wait, at least 1
   * @param policy value of {@code RateLimit-Policy}
   * @param limit value of {@code RateLimit}
   */
  public record Spent(long retryAfterSeconds, String policy, String limit) {
    public static final String POLICY_HEADER = "RateLimit-Policy";
    public static final String LIMIT_HEADER = "RateLimit";

    /** For the client's people. */
    public String detail() {
      return "the quota is spent: " + policy;
    }
  }

  /** Takes one; null when it was there. */
  public @Nullable Spent take(Caller caller) {
    if (size == 0) {
      return null;
    }
    Bucket bucket = bucket(caller);
    return bucket.tryConsume(1) ? null : spent(bucket);
  }

  /**
   * Takes that many whether they are there or not: what is missing is owed, and nothing is given
   * until it has come in. For what was let in by {@link #take} and turned out to be many.
   */
  public void owe(Caller caller, int count) {
    if (size > 0 && count > 0) {
      bucket(caller).consumeIgnoringRateLimits(count);
    }
  }

  /** Whether nothing is left; takes nothing. */
  public @Nullable Spent spent(Caller caller) {
    if (size == 0) {
      return null;
    }
    Bucket bucket = bucket(caller);
    return bucket.getAvailableTokens() > 0 ? null : spent(bucket);
  }

  private Spent spent(Bucket bucket) {
    long waitNs = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
    long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(waitNs + 999_999_999));
    String item = '"' + name + '"';
    return new Spent(
        seconds,
        item + ";q=" + size + ";w=" + Math.max(1, window.toSeconds()),
        item + ";r=0;t=" + seconds);
  }

  private Bucket bucket(Caller caller) {
    String tenant = caller.isp() == null ? AUTHORITY : caller.isp().value();
    Bucket bucket = buckets.get(tenant);
    return bucket == null ? buckets.computeIfAbsent(tenant, unused -> full()) : bucket;
  }

  private Bucket full() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(size).refillGreedy(size, window))
        .withCustomTimePrecision(meter)
        .build();
  }
}
