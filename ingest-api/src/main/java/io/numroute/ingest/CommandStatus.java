package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.http.Caller;
import io.numroute.http.Problems;
import io.numroute.notation.StrictJson;
import io.numroute.routing.Refusal;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.DirectoryCommand;
import io.numroute.schemas.avro.NumberCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Answers what became of a command, and only to whoever gave it, the authority or an auditor. The
 * id is the command's place in its log, so the command itself is read there: an id that is no
 * command of the caller's is told apart from none at all for nobody. Blocking, a few round trips.
 */
final class CommandStatus {
  private final LogReader reader;
  private final ResultSearch search;
  private final AvroFraming framing;
  private final UUID directoryLog;
  private final UUID numberLog;
  private final Outcomes directory;
  private final Outcomes numbers;

  CommandStatus(
      LogReader reader,
      ResultSearch search,
      AvroFraming framing,
      UUID directoryLog,
      UUID numberLog,
      Outcomes directory,
      Outcomes numbers) {
    this.reader = reader;
    this.search = search;
    this.framing = framing;
    this.directoryLog = directoryLog;
    this.numberLog = numberLog;
    this.directory = directory;
    this.numbers = numbers;
  }

  Reply of(CommandId id, Caller caller) {
    boolean ofDirectory = id.log().equals(directoryLog);
    Outcomes outcomes = ofDirectory ? directory : numbers;
    if (!(ofDirectory || id.log().equals(numberLog)) || id.partition() >= outcomes.partitions()) {
      throw unknown();
    }
    requireOwn(id, ofDirectory, caller);
    return Reply.json(200, json(id, outcome(id)));
  }

  /** The outcome of a command that there is, wherever it is kept; null for none yet. */
  @Nullable Outcome outcome(CommandId id) {
    boolean ofDirectory = id.log().equals(directoryLog);
    Outcomes outcomes = ofDirectory ? directory : numbers;
    Outcome outcome = outcomes.known(id.partition(), id.offset());
    if (outcome == null) {
      int results = ofDirectory ? numbers.partitions() : id.partition();
      ResultSearch.Found found = search.find(results, id.log(), id.offset());
      if (found instanceof ResultSearch.Found.Decided decided) {
        outcome = Outcome.of(decided.result());
      } else if (found instanceof ResultSearch.Found.Absent) {
        throw Problems.NOT_FOUND.because("the result of this command is kept no more");
      }
    }
    return outcome;
  }

  /** A command and its outcome; null for none yet. */
  static ObjectNode json(CommandId id, @Nullable Outcome outcome) {
    ObjectNode json = StrictJson.object();
    json.put("commandId", id.toString());
    if (outcome == null) {
      return json.put("status", "pending");
    }
    json.put("status", outcome.accepted() ? "accepted" : "refused");
    json.put("entity", outcome.entity());
    if (outcome.code() != null) {
      json.put("code", outcome.code());
      json.put("detail", outcome.detail());
    }
    return json.put("directoryVersion", outcome.directoryVersion());
  }

  /**
   * The problem that reports a refusal to whoever waited for it. A detail that begins with a place
   * of the document, as {@code /rules/0: ...}, gives the member {@code pointer}.
   */
  static Reply refused(CommandId id, Outcome outcome) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("commandId", id);
    members.put("code", String.valueOf(outcome.code()));
    String detail = outcome.detail();
    String pointer = pointer(detail);
    if (pointer != null) {
      members.put("pointer", pointer);
    }
    boolean changed = Refusal.PRECONDITION_FAILED.code().equals(outcome.code());
    return Reply.problem(
        changed ? IngestProblems.PRECONDITION_FAILED.problem() : Problems.COMMAND_REFUSED.problem(),
        detail,
        members);
  }

  /** The place of the document that a detail begins with; null when it names none. */
  static @Nullable String pointer(@Nullable String detail) {
    int colon = detail == null ? -1 : detail.indexOf(": ");
    return detail != null && detail.startsWith("/") && colon > 0
        ? detail.substring(0, colon)
        : null;
  }

  private void requireOwn(CommandId id, boolean ofDirectory, Caller caller) {
    String topic = ofDirectory ? TopicCatalogue.DIRECTORY_COMMANDS : TopicCatalogue.NUMBER_COMMANDS;
    TopicPartition place = new TopicPartition(topic, id.partition());
    long end = reader.end(place);
    ConsumerRecord<byte[], byte[]> message =
        id.offset() < end ? reader.read(place, id.offset(), end) : null;
    if (message == null || message.offset() != id.offset()) {
      throw unknown();
    }
    String givenBy = actorOf(message);
    if (givenBy == null || !(caller.seesAll() || givenBy.equals(caller.actor().toString()))) {
      throw unknown();
    }
  }

  private @Nullable String actorOf(ConsumerRecord<byte[], byte[]> message) {
    try {
      SpecificRecord command = framing.decode(message.value());
      return command instanceof DirectoryCommand directoryCommand
          ? directoryCommand.getActor()
          : command instanceof NumberCommand numberCommand ? numberCommand.getActor() : null;
    } catch (BadRecordException e) {
      return null;
    }
  }

  private static RuntimeException unknown() {
    return Problems.NOT_FOUND.because("no command of that id is known");
  }
}
