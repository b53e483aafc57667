package io.numroute.edge.journal;

import io.numroute.edge.journal.SegmentReader.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the journal to {@code numroute.answers}, in order, on a thread of its own; the key is the
 * edge id, so one edge's answers stand in one partition in the order told.
 *
 * <p>What Kafka acknowledged, and nothing else, goes into the checkpoint, some times a second and
 * at the end; segments behind the checkpoint are deleted. After a crash the forwarder goes on at
 * the checkpoint and marks what an earlier process may have sent as possible duplicates; (edge,
 * epoch, sequence) says what is the same. While Kafka is away it goes on trying for ever, and the
 * journal grows up to its bound. When a send fails for good, nothing is skipped: it starts again
 * behind the last acknowledged record with a new producer.
 *
 * <p>Long, because reading, sending, acknowledgement and checkpoint are one state that one thread
 * owns.
 */
public final class JournalForwarder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalForwarder.class);
  private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long CHECKPOINT_NS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long BACKOFF_NS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration ABANDON = Duration.ofSeconds(1);

  /** Most records sent and not yet acknowledged; bounds what a restart sends again. */
  private static final int MAX_IN_FLIGHT = 100_000;

  private final AnswerJournal journal;
  private final String topic;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final Thread thread = new Thread(this::run, "journal-forwarder");
  private final Milestones acknowledged = new Milestones();

  /** In the order sent. Of the forwarder's thread. */
  private final ArrayDeque<Sent> inFlight = new ArrayDeque<>();

  private byte[] scratch = new byte[2048];

  /** Records of this epoch that some producer was given; sending them again may double them. */
  private long handedOver;

  /** Everything before this place is acknowledged. Null before anything ever was. */
  private @Nullable Checkpoint done;

  private @Nullable Checkpoint written;
  private volatile boolean finishing;
  private volatile long giveUpAtNs = Long.MAX_VALUE;
  private volatile boolean finished;
  private volatile long recordsAcknowledged;
  private volatile long bytesAcknowledged;
  private volatile long ownAcknowledged;
  private volatile @Nullable String trouble;

  /** One record under way; its own callback, called on the producer's thread. */
  private static final class Sent implements Callback {
    final Segment segment;
    final int endPosition;
    final long endSequence;
    final byte[] chain;
    final int bytes;
    volatile boolean acknowledged;
    volatile @Nullable Exception failure;

    Sent(Segment segment, int endPosition, long endSequence, byte[] chain, int bytes) {
      this.segment = segment;
      this.endPosition = endPosition;
      this.endSequence = endSequence;
      this.chain = chain;
      this.bytes = bytes;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
      if (exception == null) {
        acknowledged = true;
      } else {
        failure = exception;
      }
    }
  }

  /** Sending cannot go on with this producer. */
  private static final class SendFailed extends Exception {
    private static final long serialVersionUID = 1;

    SendFailed(Exception cause) {
      super(cause);
    }
  }

  /**
   * @param producers idempotent, acks=all; a new one is asked for at the start and after a failure
   */
  public JournalForwarder(
      AnswerJournal journal, String topic, Supplier<Producer<byte[], byte[]>> producers)
      throws IOException {
    this.journal = journal;
    this.topic = topic;
    this.producers = producers;
    this.done = Checkpoint.read(journal.directory());
    this.written = done;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Calls {@code waiter} once Kafka has acknowledged that record of this epoch. */
  public void whenAcknowledged(long sequence, long deadlineNs, Milestones.Waiter waiter) {
    acknowledged.await(sequence, deadlineNs, waiter);
  }

  /** Records acknowledged by Kafka since the start, those of earlier epochs included. */
  public long recordsAcknowledged() {
    return recordsAcknowledged;
  }

  /** Bytes of these records. */
  public long bytesAcknowledged() {
    return bytesAcknowledged;
  }

  /** Records of this epoch that Kafka has not acknowledged yet. */
  public long backlog() {
    return Math.max(0, journal.records() - ownAcknowledged);
  }

  /** Why nothing gets through at the moment; null when all is well. */
  public @Nullable String trouble() {
    return trouble;
  }

  /**
   * Sends what is left of a sealed journal, at most for {@code patience}, and ends. Returns whether
   * everything was acknowledged; what was not stays in the journal.
   */
  public boolean finish(Duration patience) {
    giveUpAtNs = System.nanoTime() + patience.toNanos();
    finishing = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    boolean hurried = false;
    while (thread.isAlive()) {
      try {
        thread.join(Math.max(1, (giveUpAtNs - System.nanoTime()) / 1_000_000 + 1));
        if (thread.isAlive() && !hurried && giveUpAtNs - System.nanoTime() < 0) {
          hurried = true;
          thread.interrupt(); // It may be waiting in the producer.
        }
      } catch (InterruptedException e) {
        interrupted = true;
        giveUpAtNs = System.nanoTime();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    acknowledged.close();
    return finished;
  }

  @Override
  public void close() {
    finish(Duration.ZERO);
  }

  private void run() {
    while (!over()) {
      Producer<byte[], byte[]> producer = null;
      try {
        producer = producers.get();
        forward(producer);
      } catch (SendFailed | KafkaException | IOException e) {
        trouble = "answers cannot be forwarded: " + rootOf(e).getMessage();
        LOG.warn("{}; they stay in the journal and are tried again", trouble);
      } catch (RuntimeException | Error e) {
        trouble = "the forwarder failed: " + e;
        LOG.error("the forwarder failed; it starts again", e);
      } finally {
        if (producer != null) {
          abandon(producer);
        }
      }
      settle();
      inFlight.clear();
      if (!over()) {
        LockSupport.parkNanos(this, BACKOFF_NS);
      }
    }
    if (Thread.interrupted()) {
      LOG.debug("interrupted to end in time");
    }
    checkpoint();
  }

  private boolean over() {
    return finished || (finishing && System.nanoTime() - giveUpAtNs >= 0);
  }

  /** Sends from the last acknowledged record on, until the journal is sealed and all is sent. */
  private void forward(Producer<byte[], byte[]> producer) throws SendFailed, IOException {
    long againUpTo = handedOver;
    long checkpointAtNs = System.nanoTime() + CHECKPOINT_NS;
    Checkpoint from = done;
    Segment first = journal.segmentFrom(from == null ? 0 : from.segment());
    if (first == null) {
      throw new IOException("the journal has no segment left");
    }
    SegmentReader reader = readerAt(first, from);
    AnswerChain chain =
        from != null && from.epoch() == first.epoch()
            ? AnswerChain.at(from.chain())
            : AnswerChain.start(first.epoch());
    while (!over()) {
      Step step = reader.next();
      if (step == Step.RECORD) {
        send(producer, reader, chain, againUpTo);
        if (inFlight.size() % 64 == 0) {
          settle();
          failOnFailure();
        }
        awaitRoom(MAX_IN_FLIGHT);
      } else if (step == Step.NOTHING && journal.ours(reader.segment())) {
        settle();
        failOnFailure();
        LockSupport.parkNanos(this, IDLE_NS);
      } else {
        boolean damaged =
            step == Step.DAMAGED
                || (step == Step.NOTHING && !reader.segment().blankFrom(reader.position()));
        Segment segment = reader.segment();
        Segment next = journal.segmentFrom(segment.number() + 1);
        if (next == null || damaged) {
          awaitRoom(0);
          if (!inFlight.isEmpty()) {
            return; // Out of time.
          }
          leave(reader, chain, next, damaged);
        }
        if (next == null) {
          finished = true;
          return;
        }
        if (next.epoch() != segment.epoch()) {
          chain = AnswerChain.start(next.epoch());
        }
        reader = new SegmentReader(next);
      }
      if (System.nanoTime() - checkpointAtNs >= 0) {
        settle();
        checkpoint();
        checkpointAtNs = System.nanoTime() + CHECKPOINT_NS;
      }
    }
  }

  private static SegmentReader readerAt(Segment segment, @Nullable Checkpoint from) {
    return from != null && from.segment() == segment.number() && from.epoch() == segment.epoch()
        ? new SegmentReader(segment, from.position(), from.sequence())
        : new SegmentReader(segment);
  }

  /** Sends the record the reader stands on; waits as long as the producer does. */
  private void send(
      Producer<byte[], byte[]> producer, SegmentReader reader, AnswerChain chain, long againUpTo)
      throws SendFailed {
    int length = reader.length();
    if (scratch.length < length + AnswerTail.MAX_BYTES) {
      scratch = new byte[length + AnswerTail.MAX_BYTES + 1024];
    }
    System.arraycopy(reader.bytes(), 0, scratch, 0, length);
    Segment segment = reader.segment();
    long sequence = reader.sequence() - 1;
    boolean again = !journal.ours(segment) || sequence < againUpTo;
    byte[] value = AnswerTail.complete(scratch, length, segment.epoch(), sequence, chain, again);
    Sent sent = new Sent(segment, reader.position(), sequence + 1, chain.value(), value.length);
    ProducerRecord<byte[], byte[]> answer =
        new ProducerRecord<>(topic, segment.edge().getBytes(StandardCharsets.UTF_8), value);
    if (journal.ours(segment)) {
      handedOver = Math.max(handedOver, sequence + 1);
    }
    inFlight.addLast(sent);
    while (true) {
      try {
        var unused = producer.send(answer, sent);
      } catch (KafkaException | IllegalStateException e) {
        throw new SendFailed(e);
      }
      // No metadata, or no room in the producer's buffer, within max.block.ms: nothing was taken.
      Exception failure = sent.failure;
      if (!(failure instanceof TimeoutException)) {
        return;
      }
      trouble = "answers cannot be forwarded: " + failure.getMessage();
      settle();
      if (over()) {
        throw new SendFailed(failure);
      }
      sent.failure = null;
    }
  }

  /**
   * Leaves a segment that is the last one or damaged, when all that could be read is acknowledged.
   * The others are left to {@link #checkpoint}.
   */
  private void leave(
      SegmentReader reader, AnswerChain chain, @Nullable Segment next, boolean damaged)
      throws IOException {
    Segment segment = reader.segment();
    if (damaged) {
      String file = String.valueOf(segment.file().getFileName());
      if (journal.ours(segment)) {
        throw new IOException("journal file " + file + " was damaged while in use");
      }
      boolean sameEpoch = next != null && next.epoch() == segment.epoch();
      LOG.error(
          "journal file {} is damaged from sequence {} on (the next file begins with {}); it is"
              + " kept as {}.damaged",
          file,
          reader.sequence(),
          next != null && sameEpoch ? Long.toString(next.firstSequence()) : "another epoch",
          file);
    }
    done =
        next == null || !damaged
            ? new Checkpoint(
                segment.number(),
                segment.epoch(),
                reader.position(),
                reader.sequence(),
                chain.value())
            : new Checkpoint(
                next.number(),
                next.epoch(),
                Segment.HEADER_BYTES,
                next.firstSequence(),
                next.epoch() == segment.epoch()
                    ? chain.value()
                    : AnswerChain.start(next.epoch()).value());
    boolean kept = checkpoint();
    if (damaged) {
      journal.setAside(segment);
    } else if (kept) {
      journal.forwarded(segment);
    }
  }

  /** Waits until at most {@code most} records are under way, or time is up. */
  private void awaitRoom(int most) throws SendFailed {
    while (inFlight.size() > most) {
      settle();
      failOnFailure();
      if (inFlight.size() <= most || over()) {
        return;
      }
      LockSupport.parkNanos(this, IDLE_NS);
    }
  }

  /** Takes note of what was acknowledged since. */
  private void settle() {
    long records = 0;
    long bytes = 0;
    Sent last = null;
    for (Sent head = inFlight.peekFirst(); head != null && head.acknowledged; ) {
      last = inFlight.pollFirst();
      records++;
      bytes += head.bytes;
      head = inFlight.peekFirst();
    }
    if (last != null) {
      done =
          new Checkpoint(
              last.segment.number(),
              last.segment.epoch(),
              last.endPosition,
              last.endSequence,
              last.chain);
      recordsAcknowledged = recordsAcknowledged + records; // One writer.
      bytesAcknowledged = bytesAcknowledged + bytes;
      trouble = null;
      if (journal.ours(last.segment)) {
        ownAcknowledged = last.endSequence;
        acknowledged.reach(last.endSequence - 1);
      }
    }
    acknowledged.expire(System.nanoTime());
  }

  private void failOnFailure() throws SendFailed {
    Sent head = inFlight.peekFirst();
    Exception failure = head == null ? null : head.failure;
    if (failure != null) {
      throw new SendFailed(failure);
    }
  }

  /**
   * Writes down what is acknowledged, and then lets the segments before it go. When the disk does
   * not take it, both wait for the next time.
   */
  private boolean checkpoint() {
    Checkpoint now = done;
    if (now == null || now == written) {
      return true;
    }
    try {
      now.write(journal.directory(), journal.durably());
      written = now;
      for (Segment segment = journal.segmentFrom(0);
          segment != null && segment.number() < now.segment();
          segment = journal.segmentFrom(0)) {
        journal.forwarded(segment);
      }
      return true;
    } catch (IOException e) {
      trouble = "the journal's checkpoint cannot be written: " + e.getMessage();
      LOG.warn("{}", trouble);
      return false;
    }
  }

  private void abandon(Producer<byte[], byte[]> producer) {
    try {
      // All is acknowledged, or the rest is sent again from the journal anyway.
      boolean interrupted = Thread.interrupted();
      producer.close(finished ? ABANDON : Duration.ZERO);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    } catch (RuntimeException e) {
      LOG.warn("a producer did not close cleanly: {}", e.toString());
    }
  }

  private static Throwable rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
