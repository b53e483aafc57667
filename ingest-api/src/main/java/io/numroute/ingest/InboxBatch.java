package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.http.Caller;
import io.numroute.http.ProblemException;
import io.numroute.notation.Change;
import io.numroute.notation.StrictJson;
import io.numroute.schemas.CommandId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Some records of one partition of an inbox, worked on together: their commands are sent, decided,
 * and answered in the outbox. Either all ask for the directory, and each is sent when Kafka has the
 * one before, or all for numbers, each for another: so whatever fails on the way, no command can
 * overtake one that stood before it.
 *
 * <p>Begun by the thread of {@link Inboxes}, goes on on others.
 */
final class InboxBatch {
  /** Where a batch belongs and what it works with. */
  record Desk(
      Commands commands,
      Admission admission,
      InboxFates fates,
      RecordWriter outbox,
      Executor threads,
      Caller caller,
      String outboxTopic,
      int partition,
      String request) {}

  /** A record on its way. */
  private static final class Slot {
    final ConsumerRecord<byte[], byte[]> message;
    final InboxRecord record;
    boolean inLane;
    long enteredNs;
    @Nullable CommandId id;
    boolean mine = true;
    @Nullable ObjectNode answer;
    boolean unknown;

    Slot(ConsumerRecord<byte[], byte[]> message, InboxRecord record) {
      this.message = message;
      this.record = record;
      this.answer = record.refusal();
      this.inLane = record.change() != null;
    }

    /** Whether there is a command, or an answer without one. */
    synchronized boolean isSettled() {
      return id != null || answer != null;
    }

    synchronized boolean isUnknown() {
      return unknown;
    }
  }

  private final Desk desk;
  private final List<Slot> slots = new ArrayList<>();
  private final CompletableFuture<Boolean> settled = new CompletableFuture<>();
  private final CompletableFuture<Boolean> done = new CompletableFuture<>();
  private InboxMark mark = InboxMark.NONE;
  private boolean begun;
  private volatile boolean sending;

  InboxBatch(Desk desk) {
    this.desk = desk;
  }

  /** Takes a record in; its change, if it has one, has been let into its lane. */
  void add(ConsumerRecord<byte[], byte[]> message, InboxRecord record) {
    slots.add(new Slot(message, record));
  }

  int size() {
    return slots.size();
  }

  /** Offset of the first record. */
  long first() {
    return slots.get(0).message.offset();
  }

  /** Offset behind the last record. */
  long end() {
    return slots.get(slots.size() - 1).message.offset() + 1;
  }

  List<ConsumerRecord<byte[], byte[]>> messages() {
    return slots.stream().map(slot -> slot.message).toList();
  }

  /** Lanes of {@link Admission} that its commands go through. */
  List<Integer> lanes() {
    List<Integer> lanes = new ArrayList<>();
    for (Slot slot : slots) {
      Change change = slot.record.change();
      if (change != null) {
        lanes.add(desk.commands.lane(change));
      }
    }
    return lanes;
  }

  InboxMark mark() {
    return mark;
  }

  void mark(InboxMark noted) {
    mark = noted;
  }

  boolean begun() {
    return begun;
  }

  /** When nothing more is sent: whether the fate of all that was sent is known. */
  CompletableFuture<Boolean> settled() {
    return settled;
  }

  /** When the outbox has all answers (true), or nothing more happens (false). */
  CompletableFuture<Boolean> done() {
    return done;
  }

  /** Commands that were acknowledged, by offset of their record. */
  Map<Long, CommandId> acknowledged() {
    Map<Long, CommandId> ids = new HashMap<>();
    for (Slot slot : slots) {
      synchronized (slot) {
        if (slot.id != null) {
          ids.put(slot.record.offset(), slot.id);
        }
      }
    }
    return ids;
  }

  /**
   * Sends what has no command yet.
   *
   * @param known commands that records of this batch have already
   * @param mayStillSend asked before each; when it is not so any more, the rest is left
   */
  void begin(Map<Long, CommandId> known, BooleanSupplier mayStillSend) {
    begun = true;
    for (Slot slot : slots) {
      slot.id = known.get(slot.record.offset());
      slot.mine = slot.id == null;
    }
    boolean numbers =
        slots.stream().anyMatch(s -> s.id == null && s.record.change() instanceof Change.OfNumber);
    CompletableFuture<Long> stamp =
        numbers ? desk.commands.directoryEnd() : CompletableFuture.completedFuture(0L);
    stamp
        .thenAcceptAsync(end -> send(end, mayStillSend), desk.threads)
        .whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                settled.complete(!sending);
                end(false);
              }
            });
  }

  private void send(long stamp, BooleanSupplier mayStillSend) {
    sending = true;
    List<CompletableFuture<?>> sent = new ArrayList<>();
    boolean whole = true;
    for (Slot slot : slots) {
      Change change = slot.record.change();
      if (change == null || slot.id != null) {
        continue;
      } else if (!mayStillSend.getAsBoolean()) {
        whole = false;
        break;
      }
      slot.enteredNs = desk.admission.now();
      CompletableFuture<?> acknowledged =
          desk.commands
              .append(change, desk.caller, desk.request + slot.record.offset(), stamp)
              .handle((id, failure) -> acknowledged(slot, id, failure));
      sent.add(acknowledged);
      if (change instanceof Change.OfDirectory) {
        acknowledged.join();
        if (!slot.isSettled()) {
          whole = false;
          break;
        }
      }
    }
    boolean all = whole;
    CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
        .thenRun(
            () -> {
              settled.complete(slots.stream().noneMatch(Slot::isUnknown));
              if (all && slots.stream().allMatch(Slot::isSettled)) {
                awaitDecisions();
              } else {
                end(false);
              }
            });
  }

  private static @Nullable Void acknowledged(
      Slot slot, @Nullable CommandId id, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    synchronized (slot) {
      if (id != null) {
        slot.id = id;
      } else if (cause instanceof ProblemException problem) {
        slot.answer = slot.record.refusedBy(problem);
      } else {
        slot.unknown = !(cause instanceof KafkaAwayException away) || away.mayBeApplied();
      }
    }
    return null;
  }

  private void awaitDecisions() {
    List<CompletableFuture<?>> decided = new ArrayList<>();
    for (Slot slot : slots) {
      CommandId id = slot.id;
      if (id != null) {
        CompletableFuture<Optional<Outcome>> fate =
            slot.mine ? desk.fates.of(id) : desk.fates.ofAnybody(id);
        decided.add(
            fate.thenAccept(
                outcome -> {
                  leave(slot);
                  synchronized (slot) {
                    slot.answer = slot.record.decided(id, outcome);
                  }
                }));
      }
    }
    CompletableFuture.allOf(decided.toArray(CompletableFuture[]::new))
        .thenRunAsync(this::answer, desk.threads)
        .whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                end(false);
              }
            });
  }

  private void answer() {
    List<CompletableFuture<RecordMetadata>> told = new ArrayList<>();
    for (Slot slot : slots) {
      ObjectNode answer;
      synchronized (slot) {
        answer = slot.answer;
      }
      if (answer == null) {
        throw new IllegalStateException("a record without an answer");
      }
      CompletableFuture<RecordMetadata> one =
          desk.outbox.append(
              desk.outboxTopic, desk.partition, slot.record.place(), StrictJson.bytes(answer));
      told.add(one);
      if (one.isCompletedExceptionally()) {
        break; // each further one might block as long
      }
    }
    CompletableFuture.allOf(told.toArray(CompletableFuture[]::new))
        .whenComplete((nothing, failure) -> end(failure == null));
  }

  /** Gives up what was not begun. */
  void drop() {
    settled.complete(true);
    end(false);
  }

  private void end(boolean answered) {
    slots.forEach(this::leave);
    done.complete(answered);
  }

  private void leave(Slot slot) {
    Change change = slot.record.change();
    synchronized (slot) {
      if (change == null || !slot.inLane) {
        return;
      }
      slot.inLane = false;
    }
    desk.admission.leave(
        desk.commands.lane(change), slot.enteredNs == 0 ? desk.admission.now() : slot.enteredNs);
  }
}
