package io.numroute.router;

import io.numroute.replica.NumberFacts;
import io.numroute.routing.Digits;
import io.numroute.routing.NumberFact;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.avro.FactKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of the topic of facts: made for the processor, read for the store. The one place where
 * facts meet Avro in this module.
 */
final class FactRecords {
  private final AvroFraming framing;
  private final String logId;

  /**
   * @param logId of the number commands; facts about another log are not ours
   */
  FactRecords(AvroFraming framing, String logId) {
    this.framing = framing;
    this.logId = logId;
  }

  /** What that record says, or null when it is nothing this version can understand. */
  Overlay.@Nullable Entry read(byte @Nullable [] key, byte @Nullable [] value) {
    if (key == null || value == null) {
      return null;
    }
    try {
      SpecificRecord decoded = framing.decode(value);
      if (!(decoded instanceof io.numroute.schemas.avro.NumberFact message)
          || !message.getCommandLog().equals(logId)) {
        return null;
      }
      long offset = message.getCommandOffset();
      FactKind kind = message.getKind();
      if (kind == FactKind.REFUSED || kind == FactKind.WATERMARK) {
        return new Overlay.Entry(0, null, offset, message.getCommandTimeMs(), value);
      }
      long digits = Keys.digits(key);
      if (digits == Digits.INVALID
          || !Arrays.equals(key, message.getNumber().getBytes(StandardCharsets.US_ASCII))) {
        return null;
      }
      NumberFact fact = NumberFacts.toDomain(message);
      return new Overlay.Entry(
          digits, PackedFact.pack(fact), offset, message.getCommandTimeMs(), value);
    } catch (BadRecordException e) {
      return null;
    }
  }

  /** That the number has that fact since the command at {@code fact.version()}. */
  byte[] fact(String number, NumberFact fact, int partition, long commandTimeMs) {
    return framing.encode(NumberFacts.toAvro(fact, number, logId, partition, commandTimeMs));
  }

  /**
   * That a command was refused.
   *
   * @param actor as the command names it; empty when it cannot be read
   */
  byte[] refusal(
      String number,
      String actor,
      String code,
      String detail,
      int partition,
      long offset,
      long directoryVersion,
      long commandTimeMs) {
    io.numroute.schemas.avro.NumberFact message = empty(FactKind.REFUSED, partition, offset);
    message.setNumber(number);
    message.setActor(actor);
    message.setRefusalCode(code);
    message.setRefusalDetail(detail);
    message.setDirectoryVersion(directoryVersion);
    message.setCommandTimeMs(commandTimeMs);
    return framing.encode(message);
  }

  /**
   * That every command up to {@code decided}, and every one appended before {@code knownUntilMs}, is
   * decided.
   */
  byte[] watermark(int partition, long decided, long directoryVersion, long knownUntilMs) {
    io.numroute.schemas.avro.NumberFact message = empty(FactKind.WATERMARK, partition, decided);
    message.setDirectoryVersion(directoryVersion);
    message.setCommandTimeMs(knownUntilMs);
    return framing.encode(message);
  }

  private io.numroute.schemas.avro.NumberFact empty(FactKind kind, int partition, long offset) {
    io.numroute.schemas.avro.NumberFact message = new io.numroute.schemas.avro.NumberFact();
    message.setKind(kind);
    message.setNumber("");
    message.setActor("");
    message.setCommandLog(logId);
    message.setCommandPartition(partition);
    message.setCommandOffset(offset);
    return message;
  }
}
