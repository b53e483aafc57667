package io.numroute.ingest;

import io.numroute.http.Caller;
import io.numroute.http.Quota;
import io.numroute.http.Role;
import io.numroute.routing.IspId;
import io.numroute.routing.Proof;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on the inboxes of ISPs: what an ISP writes to its topic is done in its name, and answered
 * on its outbox. All ingests share the partitions, as one consumer group.
 *
 * <pre>
 *   inbox --poll--> InboxLane (waits) --InboxBatch--> commands logs --decided--> outbox
 *                     |   quota, Admission              ^
 *                     '-- position noted, with InboxMark: before anything is sent
 * </pre>
 *
 * <p><b>One command for each record.</b> Before the commands of a batch are sent, the group's
 * coordinator notes the position and where in the commands logs these commands would be. Each
 * carries its record's place. So whoever has the partition next reads the logs from there ({@link
 * InboxScan}) and sends only what is missing. A process that lost a partition unawares does not
 * send any more: {@link #SESSION} is longer than {@link InboxLane#LEASE} and all that the producer
 * may then take ({@code RATIONALE.md} has what remains).
 *
 * <p>One thread owns consumer and lanes. While nobody has an inbox, it joins no group.
 *
 * <p>Long, because all that a rebalance may interrupt is done on that one thread, by one owner.
 */
final class Inboxes implements AutoCloseable {
  static final String GROUP = "numroute-inboxes";

  /** Without a sign of life for so long a process has lost its partitions. */
  static final Duration SESSION = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger(Inboxes.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration HAND_OVER = Duration.ofSeconds(9);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration IDLE = Duration.ofMillis(250);
  private static final Duration WAITING = Duration.ofMillis(20);
  private static final Duration BUSY = Duration.ofMillis(4);
  private static final int THREADS = 8;

  /** What one ISP may have in flight in each lane at most. */
  private static final int WINDOW = 1000;

  /** What all inboxes share. */
  record Office(
      Commands commands,
      RecordWriter outbox,
      EntityTags tags,
      InboxScan scan,
      ResultSearch search,
      Quota quota,
      Outcomes directory,
      Outcomes numbers,
      BooleanSupplier ready) {}

  private final KafkaSettings kafka;
  private final Office office;
  private final ThreadPoolExecutor threads;
  private final InboxFates fates;
  private final Map<TopicPartition, InboxLane> lanes = new HashMap<>();
  private final Map<IspId, Admission> admissions = new HashMap<>();
  private final Map<Integer, Long> ends = new HashMap<>();
  private final Set<String> denied = new HashSet<>();
  private final Thread thread;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile boolean look;
  private volatile boolean well = true;
  private volatile boolean closed;

  Inboxes(KafkaSettings kafka, Office office) {
    this.kafka = kafka;
    this.office = office;
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread worker = new Thread(task, "ingest-inbox-work");
              worker.setDaemon(true);
              return worker;
            });
    threads.allowCoreThreadTimeOut(true);
    fates = new InboxFates(office.commands, office.search, office.numbers.partitions(), threads);
    thread = new Thread(this::run, "ingest-inboxes");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Whether they were worked on when last looked at. */
  boolean well() {
    return well;
  }

  /** Looks for new inboxes soon. */
  void look() {
    look = true;
  }

  private void run() {
    try (KafkaConsumer<byte[], byte[]> opened = new KafkaConsumer<>(settings())) {
      consumer = opened;
      long lookedNs = System.nanoTime() - BETWEEN_LOOKS.toNanos();
      Set<String> topics = Set.of();
      while (!closed) {
        try {
          if (look || System.nanoTime() - lookedNs >= BETWEEN_LOOKS.toNanos()) {
            look = false;
            topics = subscribe(opened, topics);
            lookedNs = System.nanoTime();
          }
          if (topics.isEmpty()) {
            pause(IDLE);
          } else {
            turn(opened);
          }
          well = true;
        } catch (TopicAuthorizationException e) {
          LOG.error(
              "inboxes that may not be read are left out from now on: {}", e.unauthorizedTopics());
          denied.addAll(e.unauthorizedTopics());
          look = true;
        } catch (OffsetOutOfRangeException e) {
          skip(opened, e.partitions());
        } catch (WakeupException | InterruptException e) {
          closed = true;
        } catch (KafkaException e) {
          well = false;
          LOG.warn("inboxes cannot be worked on now: {}", e.toString());
          pause(PAUSE);
        } catch (RuntimeException e) {
          well = false;
          LOG.error("inboxes cannot be worked on now", e);
          pause(PAUSE);
        }
      }
    } catch (KafkaException e) { // of closing
      LOG.warn("while leaving the inboxes: {}", e.toString());
    }
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "numroute-ingest-inboxes");
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION.toMillis());
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3000);
    settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 60_000);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 * 1024);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
    return settings;
  }

  /** The inboxes that are there now, subscribed. */
  private Set<String> subscribe(KafkaConsumer<byte[], byte[]> opened, Set<String> before) {
    Set<String> found = new TreeSet<>();
    for (String topic : opened.listTopics(TIMEOUT).keySet()) {
      if (owner(topic) != null && !denied.contains(topic)) {
        found.add(topic);
      }
    }
    if (!found.equals(before)) {
      if (ends.isEmpty()) {
        readEnds(opened);
      }
      if (found.isEmpty()) {
        opened.unsubscribe();
      } else {
        opened.subscribe(found, new Shares(opened));
      }
      LOG.info("inboxes: {}", found);
    }
    return found;
  }

  /** Whose inbox a topic is; null when it is none. */
  static @Nullable IspId owner(String topic) {
    if (!topic.startsWith(TopicCatalogue.INBOX_PREFIX)) {
      return null;
    }
    try {
      return new IspId(topic.substring(TopicCatalogue.INBOX_PREFIX.length()));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Where the commands logs end when this process begins. */
  private void readEnds(KafkaConsumer<byte[], byte[]> opened) {
    Map<TopicPartition, Integer> places = new HashMap<>();
    places.put(new TopicPartition(TopicCatalogue.DIRECTORY_COMMANDS, 0), Admission.DIRECTORY);
    for (int i = 0; i < office.numbers.partitions(); i++) {
      places.put(new TopicPartition(TopicCatalogue.NUMBER_COMMANDS, i), Admission.numbers(i));
    }
    opened
        .endOffsets(places.keySet(), TIMEOUT)
        .forEach((place, end) -> ends.put(places.get(place), end));
  }

  /**
   * Commands that are sent from now on are behind those that are decided, and behind these ends.
   */
  private long floor(int lane) {
    long decided =
        lane == Admission.DIRECTORY
            ? office.directory.newest(0)
            : office.numbers.newest(lane - Admission.numbers(0));
    return Math.max(ends.getOrDefault(lane, 0L), decided + 1);
  }

  private void turn(KafkaConsumer<byte[], byte[]> opened) {
    KafkaException trouble = null;
    try {
      if (office.ready.getAsBoolean()) {
        open(opened);
        lanes.values().forEach(InboxLane::step);
        note(opened);
      }
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (RebalanceInProgressException e) {
      // noted once more when polling has come to its end
    } catch (KafkaException e) {
      trouble = e; // polling keeps the partitions
    }
    fill(opened, opened.poll(patience()));
    if (trouble != null) {
      throw trouble;
    }
  }

  private Duration patience() {
    boolean waiting = false;
    for (InboxLane lane : lanes.values()) {
      if (!lane.isOpen() || lane.isBusy()) {
        return BUSY;
      }
      waiting |= lane.isWaiting();
    }
    return waiting ? WAITING : IDLE;
  }

  /** Finds out where partitions that came to this process are to be begun. */
  private void open(KafkaConsumer<byte[], byte[]> opened) {
    Set<TopicPartition> fresh = new HashSet<>();
    lanes.forEach(
        (place, lane) -> {
          if (!lane.isOpen()) {
            fresh.add(place);
          }
        });
    if (fresh.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> noted = opened.committed(fresh, TIMEOUT);
    Map<TopicPartition, Long> begins = opened.beginningOffsets(fresh, TIMEOUT);
    for (TopicPartition place : fresh) {
      InboxLane lane = lanes.get(place);
      OffsetAndMetadata position = noted.get(place);
      long begin = begins.getOrDefault(place, 0L);
      if (lane != null) {
        try {
          InboxMark mark = InboxMark.parse(position == null ? "" : position.metadata());
          long offset = position == null ? begin : Math.max(begin, position.offset());
          opened.seek(place, offset);
          lane.open(offset, mark);
          opened.resume(List.of(place));
        } catch (IllegalArgumentException e) {
          throw new KafkaException(place + " has a position that is not understood", e);
        }
      }
    }
  }

  private void note(KafkaConsumer<byte[], byte[]> opened) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    lanes.forEach(
        (place, lane) -> {
          OffsetAndMetadata position = lane.toNote();
          if (position != null) {
            positions.put(place, position);
          }
        });
    if (positions.isEmpty()) {
      return;
    }
    long askedNs = System.nanoTime();
    opened.commitSync(positions, TIMEOUT);
    for (TopicPartition place : positions.keySet()) {
      InboxLane lane = lanes.get(place);
      if (lane != null) {
        lane.noted(askedNs);
      }
    }
  }

  private void fill(
      KafkaConsumer<byte[], byte[]> opened, ConsumerRecords<byte[], byte[]> messages) {
    for (TopicPartition place : messages.partitions()) {
      InboxLane lane = lanes.get(place);
      if (lane != null) {
        lane.take(messages.records(place));
      }
    }
    List<TopicPartition> full = new ArrayList<>();
    List<TopicPartition> free = new ArrayList<>();
    lanes.forEach((place, lane) -> (lane.isFull() ? full : free).add(place));
    free.removeIf(place -> !isOpen(place));
    opened.pause(full);
    opened.resume(free);
  }

  private boolean isOpen(TopicPartition place) {
    InboxLane lane = lanes.get(place);
    return lane != null && lane.isOpen();
  }

  private void skip(KafkaConsumer<byte[], byte[]> opened, Set<TopicPartition> places) {
    try {
      opened
          .beginningOffsets(places, TIMEOUT)
          .forEach(
              (place, begin) -> {
                LOG.error("records of {} before {} were deleted unread", place, begin);
                opened.seek(place, begin);
                InboxLane lane = lanes.get(place);
                if (lane != null) {
                  lane.skipTo(begin);
                }
              });
    } catch (KafkaException e) {
      LOG.warn("inboxes cannot be worked on now: {}", e.toString());
    }
  }

  private InboxLane lane(TopicPartition place) {
    IspId isp = owner(place.topic());
    if (isp == null) {
      throw new IllegalStateException("no inbox: " + place);
    }
    InboxBatch.Desk desk =
        new InboxBatch.Desk(
            office.commands,
            admissions.computeIfAbsent(
                isp,
                unused -> new Admission(office.numbers.partitions(), WINDOW, System::nanoTime)),
            fates,
            office.outbox,
            threads,
            Caller.of(isp, Role.OPERATOR, Proof.inbox(place.topic())),
            TopicCatalogue.OUTBOX_PREFIX + isp,
            place.partition(),
            InboxLane.request(isp, place.partition()));
    return new InboxLane(desk, office.quota, office.tags, office.scan, this::floor);
  }

  /** What happens when partitions come and go, on the thread that polls. */
  private final class Shares implements ConsumerRebalanceListener {
    private final KafkaConsumer<byte[], byte[]> opened;

    Shares(KafkaConsumer<byte[], byte[]> opened) {
      this.opened = opened;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> places) {
      for (TopicPartition place : places) {
        opened.seek(place, 0); // the true position is asked for where failures are dealt with
        lanes.put(place, lane(place));
      }
      opened.pause(places);
    }

    /** What was sent finds its place before somebody else goes on. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> places) {
      Map<TopicPartition, InboxLane> gone = take(places);
      long deadlineNs = System.nanoTime() + HAND_OVER.toNanos();
      Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
      gone.forEach(
          (place, lane) -> {
            OffsetAndMetadata position = lane.awaitSettled(deadlineNs) ? lane.toHandOver() : null;
            if (position != null) {
              positions.put(place, position);
            }
          });
      if (!positions.isEmpty()) {
        try {
          opened.commitSync(positions, TIMEOUT);
        } catch (KafkaException e) {
          LOG.warn("positions of inboxes were not handed over: {}", e.toString());
        }
      }
    }

    /** Somebody else has them already. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> places) {
      LOG.warn("{} partitions of inboxes were lost", take(places).size());
    }

    private Map<TopicPartition, InboxLane> take(Collection<TopicPartition> places) {
      Map<TopicPartition, InboxLane> gone = new HashMap<>();
      for (TopicPartition place : places) {
        InboxLane lane = lanes.remove(place);
        if (lane != null) {
          lane.stop();
          gone.put(place, lane);
        }
      }
      return gone;
    }
  }

  @SuppressWarnings("WaitNotInLoop") // woken early is as good
  private synchronized void pause(Duration time) {
    try {
      if (!closed) {
        wait(time.toMillis());
      }
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    KafkaConsumer<byte[], byte[]> opened = consumer;
    if (opened != null) {
      opened.wakeup();
    }
    try {
      thread.join(HAND_OVER.plusSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdown();
  }
}
