package io.numroute.schemas;

import java.util.UUID;

/**
 * A place in a commands log, and so the name of the command there and a version of what it changed.
 * Written {@code <log uuid>.<partition>.<offset>}.
 */
public record CommandId(UUID log, int partition, long offset) {
  private static final int UUID_LENGTH = 36;

  public CommandId {
    if (partition < 0 || offset < 0) {
      throw new IllegalArgumentException("partition and offset of a command id begin at 0");
    }
  }

  /** The id of its written form. Throws IllegalArgumentException for anything else. */
  public static CommandId parse(String text) {
    int second = text.indexOf('.', UUID_LENGTH + 1);
    if (second < 0 || text.charAt(UUID_LENGTH) != '.') {
      throw notOne();
    }
    try {
      CommandId id =
          new CommandId(
              UUID.fromString(text.substring(0, UUID_LENGTH)),
              Integer.parseInt(text.substring(UUID_LENGTH + 1, second)),
              Long.parseLong(text.substring(second + 1)));
      if (id.toString().equalsIgnoreCase(text)) {
        return id;
      }
    } catch (IllegalArgumentException e) {
      // falls through
    }
    throw notOne();
  }

  private static IllegalArgumentException notOne() {
    return new IllegalArgumentException("a command id is <uuid>.<partition>.<offset>");
  }

  @Override
  public String toString() {
    return log + "." + partition + "." + offset;
  }
}
