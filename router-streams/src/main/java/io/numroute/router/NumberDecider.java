package io.numroute.router;

import io.numroute.replica.Asked;
import io.numroute.replica.NumberCommands;
import io.numroute.routing.Actor;
import io.numroute.routing.Digits;
import io.numroute.routing.Directory;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.NumberFact;
import io.numroute.routing.NumberRules;
import io.numroute.routing.Origin;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Refusal;
import io.numroute.routing.Verdict;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.LogHeader;
import java.time.Duration;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Decides the commands of one partition of the numbers, each once, in order: one command in, one
 * fact or one refusal out, by one put into the number store, whose changelog is the topic of facts.
 *
 * <p>Commands up to the newest one in the restored store are done and are passed over, so a replay
 * is harmless. A command is decided on a directory at least as new as its author saw. A record that
 * cannot be understood is parked, and refused when it can be told for which number.
 */
final class NumberDecider implements Processor<byte[], byte[], Void, Void> {
  private static final Duration WAIT_STEP = Duration.ofMillis(200);

  /**
   * Longest time from the poll that gave a record to the put of its fact. With the delivery timeout
   * it stays below the session timeout: a router that was stopped for longer may have lost the
   * partition and must not write into another's facts.
   */
  static final Duration STALE_POLL = Duration.ofSeconds(15);

  private final Replicas replicas;
  private final FactRecords records;
  private final AvroFraming framing;
  private final DirectoryView directory;
  private final InputEnds ends;
  private final DeciderWatch watch;
  private final Duration watermarkInterval;
  private @Nullable Task task;

  NumberDecider(
      Replicas replicas,
      FactRecords records,
      AvroFraming framing,
      DirectoryView directory,
      InputEnds ends,
      DeciderWatch watch,
      Duration watermarkInterval) {
    this.replicas = replicas;
    this.records = records;
    this.framing = framing;
    this.directory = directory;
    this.ends = ends;
    this.watch = watch;
    this.watermarkInterval = watermarkInterval;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    Task started =
        new Task(
            context,
            context.getStateStore(TopicCatalogue.NUMBER_STORE),
            replicas.partition(context.taskId().partition()));
    task = started;
    started.replica.decide();
    context.schedule(
        watermarkInterval, PunctuationType.WALL_CLOCK_TIME, now -> started.writeWatermark(now));
  }

  @Override
  public void process(Record<byte[], byte[]> message) {
    Task current = task;
    if (current == null) {
      throw new IllegalStateException("not initialised");
    }
    current.process(message);
  }

  /** The processor from one init to the next. */
  private final class Task {
    final ProcessorContext<Void, Void> context;
    final KeyValueStore<byte[], byte[]> store;
    final PartitionReplica replica;
    final int partition;
    long done;
    long watermarkDone = -1;
    long watermarkKnownMs = Long.MIN_VALUE;

    Task(
        ProcessorContext<Void, Void> context,
        KeyValueStore<byte[], byte[]> store,
        PartitionReplica replica) {
      this.context = context;
      this.store = store;
      this.replica = replica;
      partition = replica.partition();
      done = replica.newestPut();
    }

    void process(Record<byte[], byte[]> message) {
      RecordMetadata place = context.recordMetadata().orElseThrow();
      if (place.offset() <= done) {
        watch.passedOver();
        return;
      }
      try {
        SpecificRecord decoded = framing.decode(message.value());
        if (!(decoded instanceof LogHeader)) {
          decide(place.offset(), message, decoded);
        }
      } catch (BadRecordException e) {
        watch.park(message, place, e);
        refuseUnread(place.offset(), message, e);
      }
      done = place.offset();
    }

    private void decide(long offset, Record<byte[], byte[]> message, SpecificRecord decoded)
        throws BadRecordException {
      if (!(decoded instanceof io.numroute.schemas.avro.NumberCommand written)) {
        throw new BadRecordException(
            BadRecordException.Code.NOT_UNDERSTOOD,
            "a " + decoded.getSchema().getName() + " among number commands");
      }
      Asked<NumberCommand> asked =
          NumberCommands.toDomain(written, TopicCatalogue.NUMBER_COMMANDS, message.key());
      NumberCommand command = asked.command();
      Actor actor = asked.actor();
      awaitDirectory(written.getDirectoryEnd());
      Directory now = directory.current();
      NumberFact before = newest(command.number().digits());
      NumberRules.Applied applied =
          NumberRules.apply(
              now,
              before,
              new Origin(offset, actor, message.timestamp()),
              command,
              asked.precondition());
      PhoneNumber number = command.number();
      if (applied.verdict() instanceof Verdict.Refused refused) {
        put(
            Keys.refusal(number),
            records.refusal(
                number,
                actor.toString(),
                refused,
                partition,
                offset,
                now.version(),
                message.timestamp()));
        watch.refused();
        return;
      }
      NumberFact fact = Objects.requireNonNull(applied.fact());
      byte[] value = records.fact(number, fact, partition);
      replica.expect(FactRecords.entry(number, fact, value));
      put(Keys.fact(number), value);
      watch.accepted();
    }

    /** So that whoever waits for the result of a broken command gets one. */
    private void refuseUnread(long offset, Record<byte[], byte[]> message, BadRecordException e) {
      byte[] key = message.key();
      if (Keys.digits(key) == Digits.INVALID) {
        return;
      }
      PhoneNumber number = new PhoneNumber(Keys.digits(key));
      put(
          Keys.refusal(number),
          records.refusal(
              number,
              "",
              new Verdict.Refused(Refusal.NOT_UNDERSTOOD, e.code().word()),
              partition,
              offset,
              directory.current().version(),
              message.timestamp()));
      watch.refused();
    }

    /**
     * However long it takes: the command was stamped by an ingest that saw that directory. Whoever
     * asks for readiness learns of it from the watch.
     */
    private void awaitDirectory(long endOffset) {
      if (directory.awaitOffset(endOffset, Duration.ZERO)) {
        return;
      }
      try {
        watch.waitBegins(partition);
        while (!directory.awaitOffset(endOffset, WAIT_STEP)) {
          watch.checkNotClosing();
          checkNotTooLate();
        }
      } finally {
        watch.waitEnded(partition);
      }
    }

    private @Nullable NumberFact newest(long digits) {
      try {
        return replica.newest(digits);
      } catch (ReplicaGoneException e) {
        throw new StreamsException("the number store cannot be read", e);
      }
    }

    private void put(byte[] key, byte[] value) {
      checkNotTooLate();
      store.put(key, value);
    }

    private void checkNotTooLate() {
      if (ends.sincePollNs(partition, System.nanoTime()) > STALE_POLL.toNanos()) {
        throw new StreamsException("too late: the partition may be another's by now");
      }
    }

    /** Says how far decisions go, also when nothing happens. */
    void writeWatermark(long nowMs) {
      long known = ends.knownUntilMs(partition, done);
      if (known > Long.MIN_VALUE) {
        done = Math.max(done, ends.endSeen(partition) - 1);
      }
      if (known <= watermarkKnownMs && done <= watermarkDone) {
        return;
      }
      watermarkKnownMs = Math.max(known, watermarkKnownMs);
      watermarkDone = done;
      long knownMs = Math.max(0, Math.min(watermarkKnownMs, nowMs));
      put(
          Keys.WATERMARK,
          records.watermark(partition, done, directory.current().version(), knownMs));
    }
  }
}
