package io.numroute.webhooks;

import io.numroute.schemas.avro.PortEventKind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an ISP may be told of. */
public enum EventType {
  PORT_REQUESTED(PortEventKind.REQUESTED),
  PORT_SCHEDULED(PortEventKind.SCHEDULED),
  PORT_DONE(PortEventKind.DONE),
  PORT_REJECTED(PortEventKind.REJECTED),
  PORT_CANCELLED(PortEventKind.CANCELLED),
  PORT_TIMED_OUT(PortEventKind.TIMED_OUT),
  PORT_REVERSED(PortEventKind.REVERSED);

  private final PortEventKind kind;
  private final String word;

  EventType(PortEventKind kind) {
    this.kind = kind;
    this.word = "port." + kind.name().toLowerCase(Locale.ROOT);
  }

  /** As bodies, documents and records write it: {@code port.timed_out}. */
  public String word() {
    return word;
  }

  /** The constant of that word, or null. */
  public static @Nullable EventType ofWord(String word) {
    for (EventType type : values()) {
      if (type.word.equals(word)) {
        return type;
      }
    }
    return null;
  }

  /** Null for a kind that this version does not know. */
  static @Nullable EventType of(PortEventKind kind) {
    for (EventType type : values()) {
      if (type.kind == kind) {
        return type;
      }
    }
    return null;
  }
}
