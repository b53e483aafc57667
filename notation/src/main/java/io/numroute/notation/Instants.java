package io.numroute.notation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.Validity;
import java.time.Instant;

/** Instants in documents: ISO 8601, UTC, absent where there is no bound. */
public final class Instants {
  private Instants() {}

  static void write(ObjectNode json, Validity validity) {
    if (validity.fromMs() != Long.MIN_VALUE) {
      json.put("validFrom", text(validity.fromMs()));
    }
    if (validity.untilMs() != Long.MAX_VALUE) {
      json.put("validUntil", text(validity.untilMs()));
    }
  }

  static String text(long ms) {
    return Instant.ofEpochMilli(ms).toString();
  }
}
