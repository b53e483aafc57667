package io.numroute.hop;

import io.numroute.routing.Decision;
import io.numroute.routing.GatewayId;
import io.numroute.routing.NumberFact;
import io.numroute.routing.RouteQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whoever can answer a lookup: the router in this JVM, or the routers at the other end of a few
 * connections. Both keep the same contract.
 *
 * <p>Thread-safe. A callback is called exactly once, at the latest when the deadline has passed, on
 * the caller's thread or on an I/O thread; it must not block.
 */
public interface Routers extends AutoCloseable {
  /** Longest overlay of a what-if, in bytes. */
  int MAX_OVERLAY = 64 << 10;

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

  /**
   * Asks what the decision would be if some changes were in force, beside today's; both explained.
   * For people, not for calls: it may take some milliseconds of a router's time.
   *
   * @param overlay the body of the what-if, {@code {"changes":[...]}} in UTF-8, at most {@link
   *     #MAX_OVERLAY} bytes; kept, so not to be changed
   */
  void whatIf(RouteQuery query, byte[] overlay, long deadlineNs, Callback<WhatIf> callback);

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

  /** What became of a what-if. */
  sealed interface WhatIf permits Explored, OverlayRefused {}

  /** Both decisions, explained, on the same state but for the overlay. */
  record Explored(Decision today, Decision proposed, Evidence evidence) implements WhatIf {}

  /**
   * The overlay cannot be applied, and nothing was decided.
   *
   * @param place JSON pointer into the overlay; empty for the whole of it
   * @param detail what is wrong there, at most 4,000 characters
   */
  record OverlayRefused(String place, String detail) implements WhatIf {
    private static final int MAX_CHARS = 4_000;

    public OverlayRefused {
      if (place.length() > MAX_CHARS || detail.length() > MAX_CHARS) {
        throw new IllegalArgumentException("a refusal of more than " + MAX_CHARS + " characters");
      }
    }

    /** Of an overlay over {@link Routers#MAX_OVERLAY}. */
    public static OverlayRefused tooLarge() {
      return new OverlayRefused("", "is larger than " + MAX_OVERLAY + " bytes");
    }
  }

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
   * @param down the gateways that could have served but were reported down at the instant asked
   *     about, at most {@link #MAX_DOWN}; with them the decision can be computed again
   */
  record Evidence(
      String directoryLog,
      String numberLog,
      int numberPartition,
      long numbersDecided,
      String router,
      long ageMs,
      boolean stale,
      List<DownGateway> down) {
    /** More than an ISP's gateways and one rule's targets come to. */
    public static final int MAX_DOWN = 1 << 12;

    public Evidence {
      if (down.size() > MAX_DOWN) {
        throw new IllegalArgumentException("more gateways down than " + MAX_DOWN);
      }
      down = List.copyOf(down);
    }

    /** Nothing was down. */
    public Evidence(
        String directoryLog,
        String numberLog,
        int numberPartition,
        long numbersDecided,
        String router,
        long ageMs,
        boolean stale) {
      this(
          directoryLog,
          numberLog,
          numberPartition,
          numbersDecided,
          router,
          ageMs,
          stale,
          List.of());
    }
  }

  /**
   * A gateway that was reported down.
   *
   * @param version offset of the report behind it on {@code numroute.gateway-state}
   */
  record DownGateway(GatewayId gateway, long version) {}

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
