package io.numroute.ingest;

import io.numroute.routing.Verdict;
import io.numroute.schemas.avro.CommandResult;
import io.numroute.schemas.avro.ResultStatus;
import org.jspecify.annotations.Nullable;

/**
 * What became of one command.
 *
 * @param entity key of the command's record
 * @param code why it was refused: the stable word; null when accepted
 * @param detail the same for people, or null
 * @param directoryVersion version of the directory it was decided on
 */
record Outcome(
    boolean accepted,
    String entity,
    @Nullable String code,
    @Nullable String detail,
    long directoryVersion) {

  static Outcome of(String entity, Verdict verdict, long directoryVersion) {
    return verdict instanceof Verdict.Refused refused
        ? new Outcome(false, entity, refused.code().code(), refused.detail(), directoryVersion)
        : new Outcome(true, entity, null, null, directoryVersion);
  }

  static Outcome of(CommandResult result) {
    boolean accepted = result.getStatus() == ResultStatus.ACCEPTED;
    String code = result.getCode();
    return new Outcome(
        accepted,
        result.getEntity(),
        accepted || code != null ? code : "not-understood",
        result.getDetail(),
        result.getDirectoryVersion());
  }
}
