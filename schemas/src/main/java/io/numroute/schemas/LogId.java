package io.numroute.schemas;

import java.util.UUID;

/** The name that a commands log gave itself in its first records; a recreated topic has another. */
public record LogId(UUID value) {
  public static LogId parse(String text) {
    return new LogId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
