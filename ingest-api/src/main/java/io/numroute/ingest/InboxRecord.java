package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.http.ProblemException;
import io.numroute.notation.BadDocumentException;
import io.numroute.notation.Change;
import io.numroute.notation.ImportLine;
import io.numroute.notation.StrictJson;
import io.numroute.routing.Actor;
import io.numroute.schemas.CommandId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One record of an inbox, read: either what it asks for, or why it never can be. And what the
 * outbox says of it, in the words of HTTP.
 *
 * @param place in the inbox, {@code PARTITION:OFFSET}
 * @param id by which its sender knows it; null for none
 * @param change what is asked for; null when it is refused
 * @param refusal the answer to what never can be; null when there is a change
 */
record InboxRecord(
    long offset,
    String place,
    @Nullable String id,
    @Nullable Change change,
    @Nullable ObjectNode refusal) {
  /** Bytes of the header {@code id}. */
  static final int MAX_ID = 128;

  private static final int MAX_CONDITION = 128;

  /** Reads a record in the name of whoever alone may write to its topic. */
  static InboxRecord read(ConsumerRecord<byte[], byte[]> record, Actor actor, EntityTags tags) {
    String place = record.partition() + ":" + record.offset();
    String id = null;
    try {
      id = header(record, "id", MAX_ID);
      Change change = change(record, tags);
      String refusal = Gate.refusal(actor, change);
      return refusal == null
          ? new InboxRecord(record.offset(), place, id, change, null)
          : refused(record, place, id, "not-allowed", refusal, "", 0);
    } catch (BadDocumentException e) {
      return refused(record, place, id, e.code(), e.detailWithPlace(), e.pointer(), e.column());
    } catch (ProblemException e) {
      return refused(record, place, id, e.problem().slug(), e.detail(), "", 0);
    }
  }

  private static Change change(ConsumerRecord<byte[], byte[]> record, EntityTags tags)
      throws BadDocumentException {
    byte[] value = record.value();
    if (value == null) {
      throw new BadDocumentException(BadDocumentException.BAD_JSON, "", "a record without a value");
    } else if (value.length > LineReader.MAX_LINE) {
      throw new BadDocumentException(
          BadDocumentException.LINE_TOO_LONG, "", "more than " + LineReader.MAX_LINE + " bytes");
    }
    String match = header(record, "if-match", MAX_CONDITION);
    String noneMatch = header(record, "if-none-match", MAX_CONDITION);
    Change change = ImportLine.parse(value, 0, value.length);
    return tags.conditional(change, name -> name.equals("If-Match") ? match : noneMatch);
  }

  private static @Nullable String header(
      ConsumerRecord<byte[], byte[]> record, String name, int most) throws BadDocumentException {
    Header header = record.headers().lastHeader(name);
    if (header == null || header.value() == null) {
      return null;
    } else if (header.value().length > most) {
      throw new BadDocumentException(
          BadDocumentException.BAD_VALUE, "", "header " + name + ": more than " + most + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header.value())).toString();
    } catch (CharacterCodingException e) {
      throw new BadDocumentException(
          BadDocumentException.BAD_VALUE, "", "header " + name + ": not UTF-8");
    }
  }

  private static InboxRecord refused(
      ConsumerRecord<byte[], byte[]> record,
      String place,
      @Nullable String id,
      String code,
      @Nullable String detail,
      String pointer,
      int column) {
    ObjectNode answer = answer(place, id);
    answer.put("status", "refused").put("code", code);
    if (detail != null) {
      answer.put("detail", detail);
    }
    if (!pointer.isEmpty()) {
      answer.put("pointer", pointer);
    }
    if (column > 0) {
      answer.put("column", column);
    }
    return new InboxRecord(record.offset(), place, id, null, answer);
  }

  /** The answer when a command was too long for its log. */
  ObjectNode refusedBy(ProblemException problem) {
    ObjectNode answer = answer(place, id);
    answer.put("status", "refused").put("code", problem.problem().slug());
    return problem.detail() == null ? answer : answer.put("detail", problem.detail());
  }

  /**
   * The answer of a command that was decided.
   *
   * @param outcome empty when nobody can tell any more
   */
  ObjectNode decided(CommandId command, Optional<Outcome> outcome) {
    ObjectNode answer = answer(place, id);
    if (outcome.isEmpty()) {
      return answer.put("commandId", command.toString()).put("status", "unknown");
    }
    answer.setAll(CommandStatus.json(command, outcome.get()));
    String pointer = CommandStatus.pointer(outcome.get().detail());
    return pointer == null ? answer : answer.put("pointer", pointer);
  }

  private static ObjectNode answer(String place, @Nullable String id) {
    ObjectNode answer = StrictJson.object().put("inbox", place);
    return id == null ? answer : answer.put("id", id);
  }
}
