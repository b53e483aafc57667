package io.numroute.router;

import io.numroute.replica.NumberFacts;
import io.numroute.routing.Actor;
import io.numroute.routing.Digits;
import io.numroute.routing.NumberFact;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Verdict;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.FactFraming;
import io.numroute.schemas.LogId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The records of the topic of facts: made for the processor, read for the store. The one place
 * where facts meet Avro in this module.
 */
final class FactRecords {
  private final AvroFraming framing;
  private final String logId;
  private final LogId log;

  /**
   * @param logId of the number commands; facts about another log are not ours
   */
  FactRecords(AvroFraming framing, String logId) {
    this.framing = framing;
    this.logId = logId;
    log = LogId.parse(logId);
  }

  /**
   * What that record says, or null when it is no fact about our log. One that a later version wrote
   * in a way that this one does not understand is a {@link NumberFact.NotUnderstood}; under a key
   * that this version does not know it still says how far decisions go.
   */
  Overlay.@Nullable Entry read(byte @Nullable [] key, byte @Nullable [] value) {
    if (key == null || value == null) {
      return null;
    }
    try {
      io.numroute.schemas.avro.NumberFact message = FactFraming.decode(framing, value);
      if (!message.getCommandLog().equals(logId)) {
        return null;
      }
      long offset = message.getCommandOffset();
      NumberFact fact = NumberFacts.toDomain(message);
      long digits = Keys.digits(key);
      boolean laterKind = fact instanceof NumberFact.NotUnderstood && digits == Digits.INVALID;
      if (fact == null || laterKind) {
        return new Overlay.Entry(0, null, offset, message.getCommandTimeMs(), value);
      }
      if (digits == Digits.INVALID
          || !Arrays.equals(key, message.getNumber().getBytes(StandardCharsets.US_ASCII))) {
        return null;
      }
      return new Overlay.Entry(
          digits, PackedFact.pack(fact), offset, message.getCommandTimeMs(), value);
    } catch (BadRecordException e) {
      return null;
    }
  }

  /** What {@link #read} would say of {@code value}, which {@link #fact} made. */
  static Overlay.Entry entry(PhoneNumber number, NumberFact fact, byte[] value) {
    return new Overlay.Entry(
        number.digits(), PackedFact.pack(fact), fact.version(), fact.timeMs(), value);
  }

  /** That the number has that fact since the command at {@code fact.version()}. */
  byte[] fact(PhoneNumber number, NumberFact fact, int partition) {
    CommandId command = new CommandId(log.value(), partition, fact.version());
    return framing.encode(NumberFacts.toAvro(number, fact, command));
  }

  /**
   * That a command was refused.
   *
   * @param actor as the command names it; empty when it cannot be read
   */
  byte[] refusal(
      PhoneNumber number,
      String actor,
      Verdict.Refused verdict,
      int partition,
      long offset,
      long directoryVersion,
      long commandTimeMs) {
    CommandId command = new CommandId(log.value(), partition, offset);
    io.numroute.schemas.avro.NumberFact message =
        NumberFacts.refused(
            number, Actor.AUTHORITY, verdict, command, directoryVersion, commandTimeMs);
    message.setActor(actor);
    return framing.encode(message);
  }

  /**
   * That every command up to {@code decided}, and every one appended before {@code knownUntilMs},
   * is decided.
   */
  byte[] watermark(int partition, long decided, long directoryVersion, long knownUntilMs) {
    return framing.encode(
        NumberFacts.watermark(log, partition, decided, directoryVersion, knownUntilMs));
  }
}
