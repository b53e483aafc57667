package io.numroute.systemtests;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what, written a second time: from the words of {@code docs/ports.md} and of the rules,
 * of maps and texts, with nothing of the product's own code. It decides commands in the order of
 * their logs and says what must have become of them.
 *
 * <p>It knows what {@link TenancyIT} asks for: ISPs that are always there, blocks without length
 * and time, gateways, assignments without time, locks, and ports that take effect when confirmed.
 */
final class TenancyModel {
  static final String ACCEPTED = "accepted";
  static final String AUTHORITY = "authority";
  private static final long ANY = -1;
  private static final long NONE = -2;

  /** The directory after one command; never changed. */
  record State(Map<String, Block> blocks, Map<String, Gateway> gateways) {
    /** The longest block above which that prefix or number lies, itself included if {@code own}. */
    @Nullable Block above(String digits, boolean own) {
      for (int length = digits.length() - (own ? 0 : 1); length > 0; length--) {
        Block block = blocks.get(digits.substring(0, length));
        if (block != null) {
          return block;
        }
      }
      return null;
    }
  }

  /**
   * @param length of its numbers, 0 for any
   */
  record Block(String holder, int length, String givenBy, long version) {}

  record Gateway(int port, long version) {}

  /** An assignment and on whose word it stands. */
  record Given(String isp, String by) {}

  record Port(long id, String to, String state, @Nullable Given former, long since) {}

  record Numbered(@Nullable Given given, boolean locked, @Nullable Port port, long version) {
    static final Numbered NEVER = new Numbered(null, false, null, ANY);
  }

  private final Set<String> isps;
  private final TreeMap<Long, State> states = new TreeMap<>();
  private final Map<String, Numbered> numbers = new HashMap<>();

  TenancyModel(Set<String> isps) {
    this.isps = isps;
    states.put(-1L, new State(Map.of(), Map.of()));
  }

  /** The directory as a command found it that was decided on that version. */
  State at(long version) {
    return states.floorEntry(version).getValue();
  }

  State newest() {
    return states.lastEntry().getValue();
  }

  Numbered number(String number) {
    return numbers.getOrDefault(number, Numbered.NEVER);
  }

  /** Who serves a number now; null for nobody. */
  @Nullable String serving(State state, String number) {
    return serving(state, number(number), number);
  }

  private static @Nullable String serving(State state, Numbered numbered, String number) {
    if (numbered.given != null) {
      return numbered.given.isp;
    }
    Block block = state.above(number, true);
    return block == null ? null : block.holder;
  }

  private static boolean is(String actor, @Nullable String isp) {
    return actor.equals("isp:" + isp);
  }

  private static boolean meets(@Nullable Long expects, boolean there, long version) {
    if (expects == null) {
      return true;
    }
    return expects == ANY ? there : expects == NONE ? !there : there && expects == version;
  }

  // ------------------------------------------------------------------ directory

  String putBlock(
      long version,
      String actor,
      @Nullable Long expects,
      String prefix,
      String holder,
      int length) {
    State state = newest();
    Block old = state.blocks.get(prefix);
    Block above = state.above(prefix, false);
    boolean gives =
        above != null && is(actor, above.holder) && (old == null || old.givenBy.equals(actor));
    boolean keeps =
        old != null && is(actor, old.holder) && old.holder.equals(holder) && old.length == length;
    if (!actor.equals(AUTHORITY) && !gives && !keeps) {
      return "not-allowed";
    } else if (!isps.contains(holder)) {
      return "unknown-isp";
    } else if (!meets(expects, old != null, old == null ? 0 : old.version)) {
      return "precondition-failed";
    }
    Map<String, Block> blocks = new HashMap<>(state.blocks);
    blocks.put(
        prefix, new Block(holder, length, old != null && keeps ? old.givenBy : actor, version));
    states.put(version, new State(blocks, state.gateways));
    return ACCEPTED;
  }

  String deleteBlock(long version, String actor, @Nullable Long expects, String prefix) {
    State state = newest();
    Block old = state.blocks.get(prefix);
    if (old == null) {
      return "not-found";
    }
    Block above = state.above(prefix, false);
    boolean takesBack = above != null && is(actor, above.holder) && old.givenBy.equals(actor);
    if (!actor.equals(AUTHORITY) && !takesBack && !is(actor, old.holder)) {
      return "not-allowed";
    } else if (!meets(expects, true, old.version)) {
      return "precondition-failed";
    }
    Map<String, Block> blocks = new HashMap<>(state.blocks);
    blocks.remove(prefix);
    states.put(version, new State(blocks, state.gateways));
    return ACCEPTED;
  }

  /**
   * @param port null to take it out
   */
  String gateway(
      long version,
      String actor,
      @Nullable Long expects,
      String isp,
      String name,
      @Nullable Integer port) {
    State state = newest();
    Gateway old = state.gateways.get(isp + "/" + name);
    if (!actor.equals(AUTHORITY) && !is(actor, isp)) {
      return "not-allowed";
    } else if (port == null && old == null) {
      return "not-found";
    } else if (!isps.contains(isp)) {
      return "unknown-isp";
    } else if (!meets(expects, old != null, old == null ? 0 : old.version)) {
      return "precondition-failed";
    }
    Map<String, Gateway> gateways = new HashMap<>(state.gateways);
    if (port == null) {
      gateways.remove(isp + "/" + name);
    } else {
      gateways.put(isp + "/" + name, new Gateway(port, version));
    }
    states.put(version, new State(state.blocks, gateways));
    return ACCEPTED;
  }

  // ------------------------------------------------------------------ numbers

  String assign(
      State state, long version, String actor, @Nullable Long expects, String number, String isp) {
    Numbered old = number(number);
    boolean holds = holds(state, actor, number);
    boolean free = old.given == null || old.given.by.equals(actor);
    boolean keepsServing = old.given != null && is(actor, old.given.isp) && is(actor, isp);
    if (!actor.equals(AUTHORITY) && !(holds && free) && !keepsServing) {
      return holds ? "not-allowed" : "not-in-own-block";
    } else if (!isps.contains(isp)) {
      return "unknown-isp";
    }
    return changed(state, version, actor, expects, number, new Given(isp, actor));
  }

  String withdraw(State state, long version, String actor, @Nullable Long expects, String number) {
    Numbered old = number(number);
    boolean holds = holds(state, actor, number);
    if (old.given == null) {
      return "not-found";
    } else if (!actor.equals(AUTHORITY) && !(holds && old.given.by.equals(actor))) {
      return holds ? "not-allowed" : "not-in-own-block";
    }
    return changed(state, version, actor, expects, number, null);
  }

  private static boolean holds(State state, String actor, String number) {
    Block block = state.above(number, true);
    return block != null && is(actor, block.holder);
  }

  private String changed(
      State state,
      long version,
      String actor,
      @Nullable Long expects,
      String number,
      @Nullable Given next) {
    Numbered old = number(number);
    Numbered given = new Numbered(next, old.locked, old.port, version);
    boolean sameIsp = Objects.equals(serving(state, old, number), serving(state, given, number));
    Port port = old.port;
    if (port != null && port.state.equals("requested") && !(sameIsp && next != null)) {
      if (!actor.equals(AUTHORITY)) {
        return "port-open";
      }
      port = new Port(port.id, port.to, "cancelled", port.former, version);
    }
    if (!meets(expects, old.given != null, old.version)) {
      return "precondition-failed";
    }
    numbers.put(number, new Numbered(next, sameIsp && old.locked, port, version));
    return ACCEPTED;
  }

  String lock(
      State state,
      long version,
      String actor,
      @Nullable Long expects,
      String number,
      boolean locked) {
    Numbered old = number(number);
    String serves = serving(state, old, number);
    if (!actor.equals(AUTHORITY) && !is(actor, serves)) {
      return "not-allowed";
    } else if (serves == null) {
      return "not-served";
    } else if (!meets(expects, old.version >= 0, old.version)) {
      return "precondition-failed";
    }
    numbers.put(number, new Numbered(old.given, locked, old.port, version));
    return ACCEPTED;
  }

  String requestPort(
      State state, long version, String actor, @Nullable Long expects, String number, String to) {
    Numbered old = number(number);
    String serves = serving(state, old, number);
    if (!actor.equals(AUTHORITY) && !is(actor, to)) {
      return "not-allowed";
    } else if (!isps.contains(to)) {
      return "unknown-isp";
    } else if (serves == null) {
      return "not-served";
    } else if (serves.equals(to)) {
      return "already-served";
    } else if (old.port != null && old.port.state.equals("requested")) {
      return "port-open";
    } else if (old.locked && !actor.equals(AUTHORITY)) {
      return "number-locked";
    } else if (!meets(expects, false, 0)) { // the port it asks for is not there
      return "precondition-failed";
    }
    Port port = new Port(version, to, "requested", null, version);
    numbers.put(number, new Numbered(old.given, old.locked, port, version));
    return ACCEPTED;
  }

  /**
   * @param move confirm, reject, cancel or reverse
   */
  String movePort(
      State state,
      long version,
      String actor,
      @Nullable Long expects,
      String number,
      long id,
      String move) {
    Numbered old = number(number);
    Port port = old.port;
    if (port == null || port.id != id) {
      return "not-found";
    }
    String serves = serving(state, old, number);
    boolean losing = move.equals("confirm") || move.equals("reject");
    if (!actor.equals(AUTHORITY) && !is(actor, losing ? serves : port.to)) {
      return "not-allowed";
    } else if (!port.state.equals(move.equals("reverse") ? "done" : "requested")) {
      return "port-state";
    } else if (move.equals("confirm") && port.to.equals(serves)) {
      return "already-served";
    } else if (move.equals("reverse") && (old.given == null || !old.given.isp.equals(port.to))) {
      return "port-state";
    } else if (!meets(expects, true, port.since)) {
      return "precondition-failed";
    }
    Given given = old.given;
    boolean locked = old.locked;
    Given former = port.former;
    String next;
    switch (move) {
      case "confirm" -> {
        former = given;
        given = new Given(port.to, "isp:" + port.to);
        locked = false;
        next = "done";
      }
      case "reverse" -> {
        given = former;
        locked = false;
        next = "reversed";
      }
      default -> next = move.equals("reject") ? "rejected" : "cancelled";
    }
    Port moved = new Port(id, port.to, next, former, version);
    numbers.put(number, new Numbered(given, locked, moved, version));
    return ACCEPTED;
  }
}
