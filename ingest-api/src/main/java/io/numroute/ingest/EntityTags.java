package io.numroute.ingest;

import io.numroute.http.Problems;
import io.numroute.notation.Change;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Precondition;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.NumberPartitions;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.UUID;
import java.util.function.Function;

/**
 * Entity tags (RFC 9110, section 8.8.3): the id of the command that made an entity what it is, in
 * quotes. So whoever waited for a command knows the tag of what it made.
 *
 * <p>What {@code If-Match} and {@code If-None-Match} of a change say is not judged here: it goes
 * into the command, and is judged where commands of an entity are decided one after the other.
 */
final class EntityTags {
  private static final int MAX_TAG = 100;

  private final UUID directoryLog;
  private final UUID numberLog;
  private final int partitions;

  EntityTags(UUID directoryLog, UUID numberLog, int partitions) {
    this.directoryLog = directoryLog;
    this.numberLog = numberLog;
    this.partitions = partitions;
  }

  /** The tag of an entity of the directory. */
  String ofDirectory(long version) {
    return quoted(new CommandId(directoryLog, 0, version));
  }

  /** The tag of a number, its lock or its port. */
  String ofNumber(PhoneNumber number, long version) {
    return quoted(new CommandId(numberLog, partition(number), version));
  }

  private static String quoted(CommandId id) {
    return "\"" + id + "\"";
  }

  private int partition(PhoneNumber number) {
    return NumberPartitions.of(number.toString(), partitions);
  }

  /**
   * A change with what the request demands of the entity as it stands. Ends the request when that
   * cannot be understood, and with 412 when it can never hold.
   *
   * @param header of the request, by its name; null when it has none
   */
  Change conditional(Change change, Function<String, String> header) {
    String match = header.apply(HttpHeaders.IF_MATCH);
    String noneMatch = header.apply(HttpHeaders.IF_NONE_MATCH);
    if (match == null && noneMatch == null) {
      return change;
    } else if (match != null && noneMatch != null) {
      throw Problems.BAD_PARAMETER.because("If-Match or If-None-Match, not both");
    } else if (match == null) {
      if (!noneMatch.strip().equals("*")) {
        throw Problems.BAD_PARAMETER.because("If-None-Match of a change is *");
      }
      return change.provided(Precondition.ABSENT);
    }
    String tag = match.strip();
    return change.provided(
        tag.equals("*") ? Precondition.EXISTS : Precondition.standsAt(version(change, tag)));
  }

  private long version(Change change, String tag) {
    boolean isOne =
        tag.length() > 2
            && tag.length() <= MAX_TAG
            && tag.endsWith("\"")
            && tag.indexOf('"') == (tag.startsWith("W/") ? 2 : 0)
            && tag.indexOf('"', tag.indexOf('"') + 1) == tag.length() - 1;
    if (!isOne) {
      throw Problems.BAD_PARAMETER.because("If-Match is one entity tag in its quotes, or *");
    }
    try {
      CommandId id = CommandId.parse(tag.substring(1, tag.length() - 1)); // a weak one is none
      boolean ofThisLog =
          change instanceof Change.OfNumber of
              ? id.log().equals(numberLog) && id.partition() == partition(of.command().number())
              : id.log().equals(directoryLog) && id.partition() == 0;
      if (ofThisLog) {
        return id.offset();
      }
    } catch (IllegalArgumentException e) {
      // falls through
    }
    throw IngestProblems.PRECONDITION_FAILED.because("no entity here ever had that tag");
  }
}
