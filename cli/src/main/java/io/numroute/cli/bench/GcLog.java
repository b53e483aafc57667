package io.numroute.cli.bench;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM says of its collections with {@code -Xlog:gc}. */
final class GcLog {
  /** As {@code 120M->15M(245M)}: before, after, size of the heap. */
  private static final Pattern SIZES = Pattern.compile("(\\d+)M->(\\d+)M\\((\\d+)M\\)");

  private GcLog() {}

  /** The most that was in use: before some collection. */
  static long peakMib(List<String> lines) {
    long peak = 0;
    for (String line : lines) {
      Matcher sizes = SIZES.matcher(line);
      if (sizes.find()) {
        peak = Math.max(peak, Long.parseLong(sizes.group(1)));
      }
    }
    return peak;
  }
}
