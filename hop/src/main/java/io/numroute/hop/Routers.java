package io.numroute.hop;

import io.numroute.routing.Decision;
import io.numroute.routing.NumberFact;
import io.numroute.routing.RouteQuery;
import org.jspecify.annotations.Nullable;

/**
 * Whoever can answer a lookup: the router in this JVM, or the routers at the other end of a few
 * connections. Both keep the same contract.
 *
 * <p>Thread-safe. A callback is called exactly once, at the latest when the deadline has passed, on
 * the caller's thread or on an I/O thread; it must not block.
 */
public interface Routers extends AutoCloseable {
  /**
   * Asks for a decision.
   *
   * @param explain whether the decision's steps are wanted
   * @param deadlineNs on the clock of {@link System#nanoTime}
   */
  void lookup(RouteQuery query, boolean explain, long deadlineNs, Callback<Answered> callback);

  /**
   * Asks what is true of one number now, for the ingest's reads.
   *
   * @param digits as {@link io.numroute.routing.Digits} packs them
   */
  void fact(long digits, long deadlineNs, Callback<KnownFact> callback);

  /** Whether a lookup asked now would find a router that is ready. */
  boolean ready();

  @Override
  void close();

  /** Takes the reply. */
  interface Callback<T> {
    void answered(T reply);

    void unavailable(Unavailable reason);
  }

  /** A decision, and the state it was made on. */
  record Answered(Decision decision, Evidence evidence) {}

  /** The fact of a number, if it ever had one, and the state it was read from. */
  record KnownFact(@Nullable NumberFact fact, Evidence evidence) {}

  /**
   * Which state of the world a reply rests on.
   *
   * @param directoryLog log id of the directory commands
   * @param numberLog log id of the number commands
   * @param numberPartition partition of the number
   * @param numbersDecided offset of the newest command that partition had decided; -1 before the
   *     first
   * @param router id of the router
   * @param ageMs upper bound on how old that state is
   * @param stale whether it is older than the router's limit
   */
  record Evidence(
      String directoryLog,
      String numberLog,
      int numberPartition,
      long numbersDecided,
      String router,
      long ageMs,
      boolean stale) {}

  /** Why no router answered. */
  enum Unavailable {
    /** No router is known, connected and ready. */
    NO_ROUTER,
    /** None answered in time. */
    DEADLINE,
    /** The routers asked hold no replica of the number's partition. */
    NO_REPLICA,
    /** Too many lookups are under way. */
    BUSY
  }
}
