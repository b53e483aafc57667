package io.numroute.ingest;

import java.util.Map;
import java.util.TreeMap;

/**
 * What is noted with a position in an inbox before commands for the records from there on are sent:
 * where in the commands logs these commands would be. Whoever takes the partition over looks there
 * first. Written into the metadata of the committed offset, {@code open;END;LANE:OFFSET,...}, with
 * numbers to the base 36; empty when nothing is under way.
 *
 * @param settled whether all that was sent has its place: nothing is on its way any more
 * @param end offset behind the last record concerned
 * @param from by lane of {@link Admission}: no command for these records is before that offset
 */
record InboxMark(boolean settled, long end, Map<Integer, Long> from) {
  static final InboxMark NONE = new InboxMark(true, 0, Map.of());

  private static final int RADIX = 36;
  private static final String SETTLED = "settled";
  private static final String OPEN = "open";

  InboxMark {
    from = Map.copyOf(from);
  }

  boolean isNone() {
    return from.isEmpty();
  }

  /** Everything that either speaks of. */
  InboxMark and(InboxMark other) {
    Map<Integer, Long> both = new TreeMap<>(from);
    other.from.forEach((lane, offset) -> both.merge(lane, offset, Math::min));
    return new InboxMark(settled && other.settled, Math.max(end, other.end), both);
  }

  InboxMark allSettled() {
    return new InboxMark(true, end, from);
  }

  /** At most 15 bytes a lane, so far below what a broker keeps with an offset (4,096 bytes). */
  String written() {
    if (isNone()) {
      return "";
    }
    StringBuilder text = new StringBuilder(settled ? SETTLED : OPEN).append(';').append(text(end));
    char separator = ';';
    for (Map.Entry<Integer, Long> lane : new TreeMap<>(from).entrySet()) {
      text.append(separator).append(text(lane.getKey())).append(':').append(text(lane.getValue()));
      separator = ',';
    }
    return text.toString();
  }

  /** The mark of its written form. Throws IllegalArgumentException for anything else. */
  static InboxMark parse(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    String[] parts = text.split(";", -1);
    if (parts.length != 3 || !(parts[0].equals(SETTLED) || parts[0].equals(OPEN))) {
      throw new IllegalArgumentException("no mark of an inbox");
    }
    Map<Integer, Long> from = new TreeMap<>();
    for (String lane : parts[2].split(",", -1)) {
      int colon = lane.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("no mark of an inbox");
      }
      from.put(
          Integer.parseInt(lane.substring(0, colon), RADIX),
          Long.parseLong(lane.substring(colon + 1), RADIX));
    }
    return new InboxMark(parts[0].equals(SETTLED), Long.parseLong(parts[1], RADIX), from);
  }

  private static String text(long number) {
    return Long.toString(number, RADIX);
  }
}
