package io.numroute.webhooks;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The header of that name (RFC 9110, 10.2.3): seconds, or a date. */
final class RetryAfter {
  private RetryAfter() {}

  /** How long to wait, at most {@code mostMs}; 0 when the header says nothing of use. */
  static long ms(@Nullable String header, Instant now, long mostMs) {
    if (header == null || header.isEmpty()) {
      return 0;
    } else if (header.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return header.length() > 9 ? mostMs : Math.min(mostMs, Long.parseLong(header) * 1000);
    }
    try {
      Instant then = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Math.max(0, Math.min(mostMs, then.toEpochMilli() - now.toEpochMilli()));
    } catch (DateTimeException | ArithmeticException e) {
      return 0;
    }
  }
}
