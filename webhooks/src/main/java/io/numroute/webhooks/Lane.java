package io.numroute.webhooks;

import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.BadRecordException.Code;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ISP's events on their way to its receiver: one after the other, each until it is taken or the
 * time for it is over. How far it is stands in Kafka before the next is sent, so a crash repeats at
 * most one.
 *
 * <p>It holds the next {@link #HELD} events. When more come it is <em>behind</em>: it lets them
 * pass, and reads them again when it gets there. Thread-safe; at most one thread at a time tells.
 */
final class Lane {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /** Some 30 KiB. */
  static final int HELD = 64;

  /** An ISP that is not told of anything for this many events notes that it has passed them. */
  private static final long PASSED = 1000;

  /** When it is not the receiver that is away, but Kafka. */
  private static final long TROUBLE_MS = 1000;

  private static final long IDLE = -1;

  private final Means means;
  private final Deque<Event> held = new ArrayDeque<>();
  private Subscription subscription;
  private Progress progress;

  /** Events before this are held, told, or not this ISP's. */
  private long wanted;

  /** Whether there may be events from {@link #wanted} to {@link #passed} that are not held. */
  private boolean behind;

  private long passed;
  private boolean telling;
  private boolean unwritten;
  private boolean closed;
  private @Nullable Future<?> alarm;

  /** What all lanes share. */
  record Means(
      HttpPost post,
      PortDocuments ports,
      Backlog backlog,
      WebhookWriter writer,
      BiConsumer<ConsumerRecord<byte[], byte[]>, BadRecordException> park,
      SigningKeys keys,
      Backoff backoff,
      Executor threads,
      ScheduledExecutorService timer,
      Clock clock,
      DoubleSupplier random) {}

  /**
   * @param progress where to go on
   * @param passed the next event to be offered
   */
  Lane(Means means, Subscription subscription, Progress progress, long passed) {
    this.means = means;
    this.subscription = subscription;
    this.progress = progress.under(subscription);
    this.wanted = this.progress.next();
    this.passed = passed;
    this.behind = wanted < passed;
  }

  /** Begins with what there is, not before the time that was set for it. */
  synchronized void start() {
    Long at = progress.nextAttempt();
    long waitMs = at == null ? 0 : at - means.clock.millis();
    if (waitMs > 0) {
      alarm(Math.min(waitMs, 2 * means.backoff.most().toMillis()));
    } else {
      go();
    }
  }

  /** The next event of this ISP. */
  synchronized void offer(Event event) {
    passed = Math.max(passed, event.offset() + 1);
    if (behind || event.offset() < wanted) {
      return;
    } else if (held.size() >= HELD || progress.disabled()) {
      behind = true;
      return;
    }
    wanted = event.offset() + 1;
    if (subscription.wants(event.type())) {
      held.add(event);
      go();
    }
  }

  /** Every event before that was offered to whom it is for. */
  synchronized void passed(long offset) {
    passed = Math.max(passed, offset);
    boolean idle = !telling && held.isEmpty() && !behind && !progress.disabled();
    if (idle && passed - progress.next() >= PASSED) {
      wanted = passed;
      progress = progress.passing(passed);
      unwritten = true;
      begin();
    }
  }

  /** Goes on under a newer subscription, at once. */
  synchronized void change(Subscription newer) {
    subscription = newer;
    progress = progress.under(newer);
    // What was held may be less than what is wanted now.
    held.clear();
    wanted = progress.next();
    behind = wanted < passed;
    silence();
    go();
  }

  synchronized long revision() {
    return subscription.revision();
  }

  /** Ends it. What is under way counts as not told. */
  synchronized void close() {
    closed = true;
    silence();
  }

  private void silence() {
    Future<?> set = alarm;
    if (set != null) {
      set.cancel(false);
      alarm = null;
    }
  }

  private void alarm(long ms) {
    alarm =
        means.timer.schedule(
            () -> {
              synchronized (this) {
                alarm = null;
                go();
              }
            },
            ms,
            TimeUnit.MILLISECONDS);
  }

  private void go() {
    if (unwritten || ((!held.isEmpty() || behind) && !progress.disabled())) {
      begin();
    }
  }

  private void begin() {
    if (!closed && !telling && alarm == null) {
      telling = true;
      means.threads.execute(this::tell);
    }
  }

  private void tell() {
    long waitMs = 0;
    try {
      while (waitMs == 0) {
        waitMs = step();
      }
    } catch (IOException | RuntimeException e) {
      // Its message may quote what it was about.
      LOG.warn("the webhook of {} waits: {}", subscription().isp(), e.getClass().getSimpleName());
      LOG.debug("why", e);
      waitMs = TROUBLE_MS;
    }
    synchronized (this) {
      telling = false;
      if (waitMs == IDLE) {
        go();
      } else if (!closed) {
        alarm(waitMs);
      }
    }
  }

  /** Tells one event. How long to wait for the next: 0 for not at all, {@link #IDLE} for one. */
  private long step() throws IOException {
    write();
    Event event = next();
    Subscription to = subscription();
    if (event == null || isClosed()) {
      return isClosed() || !isBehind() ? IDLE : 0;
    }
    EventMessage message;
    try {
      message = EventMessage.of(event.told(), event.type(), means.ports.of(event.told()));
    } catch (BadRecordException e) {
      return setApart(event, e);
    }
    Instant begun = means.clock.instant();
    Attempted attempted =
        means.post.send(to.receiver(), message.headers(means.keys, begun), message.body());
    long waitMs = attempted.delivered() ? delivered(event) : failed(event, to, attempted);
    write();
    return waitMs;
  }

  private synchronized long delivered(Event event) {
    if (closed) {
      return IDLE;
    }
    progress = progress.told(event.offset() + 1, means.clock.millis());
    return done(event);
  }

  private long failed(Event event, Subscription to, Attempted attempted) {
    long nowMs = means.clock.millis();
    synchronized (this) {
      if (closed) {
        return IDLE;
      } else if (to.revision() != subscription.revision()) {
        return 0; // There is another receiver by now.
      }
      long delayMs = delayMs(attempted, nowMs);
      progress = progress.failed(attempted.word(), nowMs, nowMs + delayMs, attempted.gone());
      count();
      if (attempted.gone()) {
        LOG.warn("the webhook of {} is disabled: its receiver is gone", to.isp());
        held.clear();
        wanted = progress.next();
        behind = true;
        return IDLE;
      } else if (!isOver(event, nowMs)) {
        LOG.info("the webhook of {} failed: {}", to.isp(), attempted.word());
        return delayMs;
      }
    }
    setApart(event, new BadRecordException(Code.UNDELIVERED, attempted.word()));
    synchronized (this) {
      Event after = held.peek();
      boolean atOnce = after == null ? behind : isOver(after, nowMs);
      Long at = progress.nextAttempt();
      return atOnce || at == null ? 0 : Math.max(1, at - nowMs);
    }
  }

  private long delayMs(Attempted attempted, long nowMs) {
    long delayMs =
        Math.max(1, means.backoff.delayMs(progress.attempts() + 1, means.random.getAsDouble()));
    long most = means.backoff.most().toMillis();
    return attempted.busy()
        ? Math.max(
            delayMs, RetryAfter.ms(attempted.retryAfter(), Instant.ofEpochMilli(nowMs), most))
        : delayMs;
  }

  /** Whether it has waited long enough for a receiver that failed all that time. */
  private boolean isOver(Event event, long nowMs) {
    Long since = progress.failingSince();
    return since != null
        && nowMs - Math.max(since, event.publishedMs()) >= means.backoff.giveUp().toMillis();
  }

  private long setApart(Event event, BadRecordException why) {
    means.park.accept(event.message(), why);
    synchronized (this) {
      progress = progress.givenUp(event.offset() + 1);
      return done(event);
    }
  }

  private long done(Event event) {
    if (held.peek() == event) {
      held.remove();
    }
    wanted = Math.max(wanted, progress.next());
    count();
    return 0;
  }

  private void count() {
    Event oldest = held.peek();
    int waiting = behind ? HELD : held.size();
    progress = progress.waiting(waiting, oldest == null ? null : oldest.publishedMs());
    unwritten = true;
  }

  private void write() throws IOException {
    Progress now;
    synchronized (this) {
      if (!unwritten || closed) {
        return;
      }
      now = progress;
    }
    means.writer.write(now);
    synchronized (this) {
      unwritten = !progress.equals(now);
    }
  }

  /** The next event to tell, from the topic if none is held. Null when none was found. */
  private @Nullable Event next() {
    long from;
    long to;
    long revision;
    synchronized (this) {
      if (!held.isEmpty() || !behind || progress.disabled()) {
        return progress.disabled() ? null : held.peek();
      }
      from = wanted;
      to = passed;
      revision = subscription.revision();
    }
    Backlog.Page page = means.backlog.read(subscription().isp(), from, to, HELD);
    synchronized (this) {
      if (revision != subscription.revision()) {
        return null;
      }
      page.events().stream().filter(e -> subscription.wants(e.type())).forEach(held::add);
      wanted = page.next();
      behind = wanted < passed;
      return held.peek();
    }
  }

  private synchronized Subscription subscription() {
    return subscription;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized boolean isBehind() {
    return behind && !progress.disabled();
  }
}
