package io.numroute.edge.journal;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Lets answers wait until their record has got somewhere: onto the disk, or into Kafka. Records get
 * there in order of sequence, and waiters come in about that order.
 *
 * <p>Thread-safe. A waiter is called exactly once, outside the lock, on the thread that brings the
 * news, or on the caller's when there is nothing to wait for.
 */
public final class Milestones {
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long reached = -1;
  private boolean closed;

  /** Called when its record has got there ({@code true}), or will not within its time. */
  public interface Waiter {
    void arrived(boolean inTime);
  }

  private record Waiting(long sequence, long deadlineNs, Waiter waiter) {}

  /**
   * Waits for {@code sequence}.
   *
   * @param deadlineNs on the clock of {@link System#nanoTime}
   */
  void await(long sequence, long deadlineNs, Waiter waiter) {
    boolean there;
    synchronized (this) {
      there = sequence <= reached;
      if (!there && !closed) {
        waiting.addLast(new Waiting(sequence, deadlineNs, waiter));
        return;
      }
    }
    waiter.arrived(there);
  }

  /** Everything up to {@code sequence} is there. */
  void reach(long sequence) {
    synchronized (this) {
      reached = Math.max(reached, sequence);
    }
    // Waiters stand nearly, not exactly, in order: those behind a later one wait for it to arrive.
    for (Waiting next = pollArrived(); next != null; next = pollArrived()) {
      next.waiter.arrived(true);
    }
  }

  /** Sends those away whose time is up. */
  void expire(long nowNs) {
    for (Waiting next = pollLate(nowNs); next != null; next = pollLate(nowNs)) {
      next.waiter.arrived(false);
    }
  }

  /** Sends everybody away, now and from now on. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    expire(Long.MAX_VALUE);
  }

  private synchronized @Nullable Waiting pollArrived() {
    Waiting head = waiting.peekFirst();
    return head != null && head.sequence <= reached ? waiting.pollFirst() : null;
  }

  private synchronized @Nullable Waiting pollLate(long nowNs) {
    Waiting head = waiting.peekFirst();
    boolean late = head != null && (nowNs == Long.MAX_VALUE || head.deadlineNs - nowNs <= 0);
    return late ? waiting.pollFirst() : null;
  }
}
