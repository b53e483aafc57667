package io.numroute.routing.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A span of local time in an IANA time zone that occurs once, or as a recurrence rule says. An
 * instant is in the window when it is in any occurrence.
 *
 * <p>A local time that a change of daylight saving time leaves out is read with the offset before
 * the change, one that comes twice is the first (RFC 5545, section 3.3.5).
 *
 * <p>Instants are answered from <em>spans</em> of 2^35 ms (398 days), each a sorted array of the
 * instants at which the window opens or closes. A span is computed when it is first asked for and
 * kept in one of four places; a later span that falls into the same place replaces it. So memory is
 * bounded whatever instants are asked about, and {@link #prepare} keeps the computing off the hot
 * path. A span is a pure function of window and time zone data, so racing threads write the same.
 */
public final class Window {
  /** A window starts no sooner. */
  public static final int FIRST_YEAR = 1970;

  /** A window starts no later. */
  public static final int LAST_YEAR = 2199;

  private static final int SPAN_BITS = 35;
  private static final int PLACES = 4;
  private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

  /** More than any zone has ever been off UTC, and than any change of offset. */
  private static final long MARGIN_MS = 2 * 86_400_000L;

  private final ZoneId zone;
  private final LocalDateTime start;
  private final WindowLength length;
  private final @Nullable Recurrence recurrence;
  private final AtomicReferenceArray<@Nullable Span> spans = new AtomicReferenceArray<>(PLACES);

  /**
   * @param start of the first occurrence, whole seconds, from 1970 to 2199
   * @param recurrence null when it occurs once
   * @throws IllegalArgumentException when the window never opens
   */
  public Window(
      ZoneId zone, LocalDateTime start, WindowLength length, @Nullable Recurrence recurrence) {
    if (start.getYear() < FIRST_YEAR || start.getYear() > LAST_YEAR || start.getNano() != 0) {
      throw new IllegalArgumentException("a window starts at a whole second from 1970 to 2199");
    }
    this.zone = zone;
    this.start = start;
    this.length = length;
    this.recurrence = recurrence;
    if (!opens()) {
      throw new IllegalArgumentException("the window never opens");
    }
  }

  /**
   * The time zone of an IANA name. Throws IllegalArgumentException for anything else, an offset
   * included: it would be wrong half of the year.
   */
  public static ZoneId zone(String name) {
    if (!ZONES.contains(name) || name.startsWith("SystemV/")) {
      throw new IllegalArgumentException("no IANA time zone, which looks like Europe/London");
    }
    return ZoneId.of(name);
  }

  public ZoneId zone() {
    return zone;
  }

  public LocalDateTime start() {
    return start;
  }

  public WindowLength length() {
    return length;
  }

  public @Nullable Recurrence recurrence() {
    return recurrence;
  }

  /** How often it may open on one day: what it costs to compute. */
  public int startsADay() {
    return recurrence == null ? 1 : recurrence.startsADay();
  }

  /** Whether the instant is in the window. */
  boolean contains(long atMs, Horizon horizon) {
    Span span = span(atMs >> SPAN_BITS);
    int changes = span.changesThrough(atMs);
    horizon.consider(changes < span.changesMs.length ? span.changesMs[changes] : span.untilMs);
    return (changes & 1) != 0;
  }

  void prepare(long atMs) {
    span(atMs >> SPAN_BITS);
    span((atMs >> SPAN_BITS) + 1);
  }

  private Span span(long index) {
    int place = (int) index & PLACES - 1;
    Span span = spans.get(place);
    if (span == null || span.index != index) {
      span = compute(index);
      spans.set(place, span);
    }
    return span;
  }

  private Span compute(long index) {
    long fromMs = index << SPAN_BITS;
    Builder builder = new Builder(fromMs, fromMs + (1L << SPAN_BITS));
    LocalDateTime from = local(fromMs - MARGIN_MS).minusDays(WindowLength.MAX_DAYS);
    LocalDateTime until = local(builder.untilMs + MARGIN_MS);
    visit(
        from,
        next -> {
          if (next.isAfter(until)) {
            return false;
          }
          builder.add(instantMs(next, zone), length.endMs(next, zone));
          return true;
        });
    return builder.span(index);
  }

  private boolean opens() {
    boolean[] found = new boolean[1];
    visit(
        start,
        next -> {
          found[0] = instantMs(next, zone) < length.endMs(next, zone);
          return !found[0];
        });
    return found[0];
  }

  private void visit(LocalDateTime from, Recurrence.Visitor visitor) {
    if (recurrence == null) {
      visitor.start(start);
    } else {
      recurrence.visit(zone, start, from, visitor);
    }
  }

  private LocalDateTime local(long ms) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(ms), zone).withNano(0);
  }

  static long instantMs(LocalDateTime local, ZoneId zone) {
    return ZonedDateTime.ofLocal(local, zone, null).toInstant().toEpochMilli();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Window that
        && zone.equals(that.zone)
        && start.equals(that.start)
        && length.equals(that.length)
        && Objects.equals(recurrence, that.recurrence);
  }

  @Override
  public int hashCode() {
    return Objects.hash(zone, start, length, recurrence);
  }

  @Override
  public String toString() {
    return zone + " " + start + " " + length + (recurrence == null ? "" : " " + recurrence);
  }

  /** When the window opens (even index) and closes (odd index) in [fromMs, untilMs). */
  private record Span(long index, long untilMs, long[] changesMs) {
    /** How many changes come no later than the instant. */
    int changesThrough(long atMs) {
      int low = 0;
      int high = changesMs.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (changesMs[middle] <= atMs) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }

  /** Joins occurrences that touch or overlap, and cuts them to the span. */
  private static final class Builder {
    private final long fromMs;
    private final long untilMs;
    private long[] starts = new long[64];
    private long[] ends = new long[64];
    private int count;

    Builder(long fromMs, long untilMs) {
      this.fromMs = fromMs;
      this.untilMs = untilMs;
    }

    void add(long startMs, long endMs) {
      if (startMs >= endMs || endMs <= fromMs || startMs >= untilMs) {
        return;
      }
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
        ends = Arrays.copyOf(ends, 2 * count);
      }
      // Starts come in order, but for those that a change of offset puts together.
      int at = count++;
      while (at > 0 && starts[at - 1] > startMs) {
        starts[at] = starts[at - 1];
        ends[at] = ends[at - 1];
        at--;
      }
      starts[at] = startMs;
      ends[at] = endMs;
    }

    Span span(long index) {
      long[] changes = new long[2 * count];
      int size = 0;
      for (int i = 0; i < count; i++) {
        if (size > 0 && starts[i] <= changes[size - 1]) {
          changes[size - 1] = Math.max(changes[size - 1], ends[i]);
        } else {
          changes[size++] = Math.max(starts[i], fromMs);
          changes[size++] = ends[i];
        }
      }
      return new Span(index, untilMs, Arrays.copyOf(changes, size));
    }
  }
}
