package io.numroute.ingest;

import io.numroute.http.Quota;
import io.numroute.notation.Change;
import io.numroute.routing.IspId;
import io.numroute.schemas.CommandId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of an inbox while this process has it: what was read and waits, the batch that is
 * worked on, and what has to be noted at the group's coordinator. One thread, but for {@link
 * #mayStillSend}.
 *
 * <p>Its life: recovering (records from the position on may have commands, from a process before or
 * from a batch whose fate is not known) -> idle -> a batch is prepared, noted, begun, done -> idle.
 */
final class InboxLane {
  private static final Logger LOG = LoggerFactory.getLogger(InboxLane.class);

  /** Records that are worked on together. */
  static final int BATCH = 64;

  /** Directory records that are sent one after the other before the first is answered. */
  static final int DIRECTORY_BATCH = 16;

  /**
   * Within that time after a position was noted the commands of its batch are sent, or they are
   * not.
   */
  static final Duration LEASE = Duration.ofSeconds(3);

  /**
   * How long Kafka may take to append what its sender has given up. A scan before that might miss
   * it.
   */
  static final Duration SETTLE = Duration.ofSeconds(5);

  private static final Duration RETRY = Duration.ofMillis(500);

  private final InboxBatch.Desk desk;
  private final Quota quota;
  private final EntityTags tags;
  private final InboxScan scan;
  private final IntToLongFunction floor;
  private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
  private final Map<Long, CommandId> known = new HashMap<>();

  private long next = -1;
  private long paidUntil = -1;
  private boolean unnoted;
  private InboxMark carried = InboxMark.NONE;
  private @Nullable InboxBatch batch;
  private @Nullable CompletableFuture<Map<Long, CommandId>> recovery;
  private volatile boolean stopped;
  private volatile long leaseEndNs;

  /**
   * @param floor by lane of {@link Admission}, an offset that no command sent from now on is before
   */
  InboxLane(
      InboxBatch.Desk desk, Quota quota, EntityTags tags, InboxScan scan, IntToLongFunction floor) {
    this.desk = desk;
    this.quota = quota;
    this.tags = tags;
    this.scan = scan;
    this.floor = floor;
  }

  static String request(IspId isp, int partition) {
    return "inbox:" + isp + ":" + partition + ":";
  }

  /** Begins at a position, with what was noted there. */
  void open(long position, InboxMark noted) {
    next = position;
    carried = noted;
    recover(noted.settled() ? Duration.ZERO : SETTLE);
  }

  /** Whether its position is known. */
  boolean isOpen() {
    return next >= 0;
  }

  /** Goes on at the first record that is still there, after older ones were deleted unread. */
  void skipTo(long position) {
    if (waiting.isEmpty() && batch == null) {
      next = position;
    }
  }

  void take(List<ConsumerRecord<byte[], byte[]>> read) {
    waiting.addAll(read);
  }

  /** Whether it wants no further records now. */
  boolean isFull() {
    return !waiting.isEmpty() || batch != null;
  }

  /** Whether something of it is under way. */
  boolean isBusy() {
    return batch != null || recovery != null;
  }

  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  private void recover(Duration after) {
    InboxMark mark = carried;
    if (mark.isNone()) {
      return;
    }
    recovery =
        CompletableFuture.supplyAsync(
            () -> scan.find(desk.request(), mark),
            after.isZero()
                ? desk.threads()
                : CompletableFuture.delayedExecutor(
                    after.toMillis(), TimeUnit.MILLISECONDS, desk.threads()));
  }

  /** Looks at what has come to an end, and prepares the next batch if it can. */
  void step() {
    if (recovery != null && recovery.isDone()) {
      recovered(recovery);
    }
    InboxBatch current = batch;
    if (current != null && current.done().isDone()) {
      batch = null;
      if (current.done().join()) {
        advance(current.end());
      } else {
        failed(current);
      }
    }
    if (batch == null && recovery == null && !stopped) {
      batch = prepared();
    }
  }

  private void recovered(CompletableFuture<Map<Long, CommandId>> finished) {
    recovery = null;
    try {
      known.putAll(finished.join());
      carried = carried.allSettled();
    } catch (RuntimeException e) {
      LOG.warn(
          "the commands of {} cannot be looked up now: {}",
          desk.request(),
          String.valueOf(e.getCause()));
      recover(RETRY);
    }
  }

  private void advance(long end) {
    next = end;
    unnoted = true;
    known.keySet().removeIf(offset -> offset < end);
    carried = carried.end() <= end ? InboxMark.NONE : carried.allSettled();
  }

  /** All is kept: the records for the next try, and what is known of their commands. */
  private void failed(InboxBatch one) {
    List<ConsumerRecord<byte[], byte[]>> again = one.messages();
    for (int i = again.size() - 1; i >= 0; i--) {
      waiting.addFirst(again.get(i));
    }
    if (one.begun()) {
      known.putAll(one.acknowledged());
      carried = one.mark();
      recover(one.settled().join() ? RETRY : SETTLE);
    }
  }

  private @Nullable InboxBatch prepared() {
    InboxBatch next = new InboxBatch(desk);
    Set<String> entities = new HashSet<>();
    Boolean ofDirectory = null;
    while (!waiting.isEmpty()) {
      ConsumerRecord<byte[], byte[]> message = waiting.peek();
      if (!pay(message.offset())) {
        break;
      }
      InboxRecord record = InboxRecord.read(message, desk.caller().actor(), tags);
      Change change = record.change();
      if (change != null) {
        boolean directory = change instanceof Change.OfDirectory;
        if ((ofDirectory != null && ofDirectory != directory) || !enter(change, entities)) {
          break;
        }
        ofDirectory = directory;
      }
      waiting.remove();
      next.add(message, record);
      if (next.size() == (Boolean.TRUE.equals(ofDirectory) ? DIRECTORY_BATCH : BATCH)) {
        break;
      }
    }
    if (next.size() == 0) {
      return null;
    }
    Map<Integer, Long> from = new HashMap<>();
    next.lanes().forEach(lane -> from.computeIfAbsent(lane, floor::applyAsLong));
    InboxMark mark = new InboxMark(from.isEmpty(), next.end(), from);
    next.mark(mark.and(carried));
    return next;
  }

  private boolean pay(long offset) {
    if (offset > paidUntil) {
      if (quota.take(desk.caller()) != null) {
        return false;
      }
      paidUntil = offset;
    }
    return true;
  }

  /** Lets a change into its lane, unless one of the same number is in the batch. */
  private boolean enter(Change change, Set<String> numbers) {
    if (change instanceof Change.OfNumber of && !numbers.add(of.command().number().toString())) {
      return false;
    }
    try {
      return desk.admission().enter(desk.commands().lane(change), Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What is to be noted before it can go on; null for nothing. */
  @Nullable OffsetAndMetadata toNote() {
    InboxBatch prepared = batch;
    if (prepared != null && !prepared.begun()) {
      return new OffsetAndMetadata(prepared.first(), prepared.mark().written());
    }
    return unnoted && prepared == null ? new OffsetAndMetadata(next, carried.written()) : null;
  }

  /**
   * The group's coordinator has noted {@link #toNote}: a prepared batch begins.
   *
   * @param askedNs when it was asked to, at the latest
   */
  void noted(long askedNs) {
    unnoted = false;
    InboxBatch prepared = batch;
    if (prepared != null && !prepared.begun()) {
      leaseEndNs = askedNs + LEASE.toNanos();
      carried = prepared.mark();
      prepared.begin(known, this::mayStillSend);
    }
  }

  /**
   * Whether this process surely still has the partition: it had it when the position was noted, and
   * nobody else is given it before the session would be over.
   */
  private boolean mayStillSend() {
    return !stopped && System.nanoTime() - leaseEndNs < 0;
  }

  /** Sends nothing any more. */
  void stop() {
    stopped = true;
    if (batch != null && !batch.begun()) {
      batch.drop();
    }
  }

  /** Whether what was sent has its place, after waiting for that. */
  boolean awaitSettled(long deadlineNs) {
    if (batch == null) {
      return recovery == null;
    }
    try {
      long leftNs = Math.max(1, deadlineNs - System.nanoTime());
      return batch.settled().get(leftNs, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  /** What is to be noted for whoever comes next, when all is settled; null for nothing new. */
  @Nullable OffsetAndMetadata toHandOver() {
    InboxBatch last = batch;
    if (last != null && last.begun()) {
      return last.done().getNow(false)
          ? new OffsetAndMetadata(last.end(), carried.end() <= last.end() ? "" : carried.written())
          : new OffsetAndMetadata(last.first(), last.mark().allSettled().written());
    }
    return unnoted ? new OffsetAndMetadata(next, carried.written()) : null;
  }
}
