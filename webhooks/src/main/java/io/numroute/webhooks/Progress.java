package io.numroute.webhooks;

import io.numroute.routing.IspId;
import org.jspecify.annotations.Nullable;

/**
 * How far an ISP's webhook is, and how that goes. Instants are epoch milliseconds, null for never.
 *
 * @param next every event of the ISP before this offset was delivered or set apart, or is none that
 *     it wants
 * @param revision of the subscription that {@code attempts}, {@code failingSince}, {@code
 *     nextAttempt} and {@code disabled} belong to
 * @param attempts failures in a row
 * @param failingSince the first of them
 * @param nextAttempt not before this
 * @param disabled the receiver said that it is gone
 * @param failure why the last attempt that failed did: a word of {@link Attempted#word}
 * @param waiting events known to wait, {@link Lane#HELD} for as many or more
 * @param waitingSince when the oldest of them was published
 * @param delivered how many, ever
 * @param setApart how many, ever
 */
public record Progress(
    IspId isp,
    long next,
    long revision,
    int attempts,
    @Nullable Long failingSince,
    @Nullable Long nextAttempt,
    boolean disabled,
    @Nullable Long lastSuccess,
    @Nullable Long lastFailure,
    @Nullable String failure,
    int waiting,
    @Nullable Long waitingSince,
    long delivered,
    long setApart) {

  /** Nothing was tried yet. */
  static Progress begin(IspId isp, long next, long revision) {
    return new Progress(isp, next, revision, 0, null, null, false, null, null, null, 0, null, 0, 0);
  }

  /** The same place, under that subscription: one that is newer begins without failures. */
  Progress under(Subscription subscription) {
    return revision == subscription.revision()
        ? this
        : new Progress(
            isp,
            Math.max(next, subscription.from()),
            subscription.revision(),
            0,
            null,
            null,
            false,
            lastSuccess,
            lastFailure,
            failure,
            waiting,
            waitingSince,
            delivered,
            setApart);
  }

  /** Nothing before {@code offset} is wanted. */
  Progress passing(long offset) {
    return at(offset, setApart);
  }

  /** The receiver took the event before {@code offset}. */
  Progress told(long offset, long nowMs) {
    return new Progress(
        isp,
        offset,
        revision,
        0,
        null,
        null,
        false,
        nowMs,
        lastFailure,
        failure,
        waiting,
        waitingSince,
        delivered + 1,
        setApart);
  }

  /** The event before {@code offset} was given up. */
  Progress givenUp(long offset) {
    return at(offset, setApart + 1);
  }

  private Progress at(long offset, long apart) {
    return new Progress(
        isp,
        offset,
        revision,
        attempts,
        failingSince,
        nextAttempt,
        disabled,
        lastSuccess,
        lastFailure,
        failure,
        waiting,
        waitingSince,
        delivered,
        apart);
  }

  /**
   * It was tried in vain.
   *
   * @param again when it is tried again
   * @param gone and that is for good
   */
  Progress failed(String word, long nowMs, long again, boolean gone) {
    return new Progress(
        isp,
        next,
        revision,
        attempts + 1,
        failingSince == null ? (Long) nowMs : failingSince,
        gone ? null : (Long) again,
        gone,
        lastSuccess,
        nowMs,
        word,
        waiting,
        waitingSince,
        delivered,
        setApart);
  }

  Progress waiting(int events, @Nullable Long since) {
    return new Progress(
        isp,
        next,
        revision,
        attempts,
        failingSince,
        nextAttempt,
        disabled,
        lastSuccess,
        lastFailure,
        failure,
        events,
        since,
        delivered,
        setApart);
  }
}
