package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/**
 * A number at one instant: its fact with all that became of it by time alone. A port whose deadline
 * has passed is timed out, one whose instant has come is done, a successor that has taken over is
 * the assignment. Commands are decided on it, and make the next one.
 *
 * @param given the assignment that speaks, whatever is scheduled after it by a port; null when the
 *     number's block speaks
 * @param port with {@link PortState.Scheduled} the gaining side follows {@code given}
 */
public record Standing(@Nullable Given given, boolean locked, @Nullable Port port) {
  private static final Standing NONE = new Standing(null, false, null);

  /**
   * What stands at that instant.
   *
   * @param fact null when the number never had one
   */
  public static Standing of(@Nullable NumberFact fact, long atMs) {
    if (fact == null) {
      return NONE;
    }
    Porting porting = fact.porting();
    Port port = porting.port();
    Given given = null;
    if (fact instanceof NumberFact.Assigned assigned) {
      NumberAssignment speaks =
          port != null && port.state() instanceof PortState.Scheduled
              ? beforeThePort(assigned.assignment())
              : assigned.assignment().at(atMs);
      given = speaks == null ? null : new Given(speaks, assigned.assignedBy());
    }
    Standing standing = new Standing(given, porting.locked(), port);
    if (port != null && port.state() instanceof PortState.Scheduled scheduled) {
      return atMs < scheduled.fromMs()
          ? standing
          : standing.taken(port.became(scheduled.tookEffect(given)));
    } else if (port != null
        && port.state() instanceof PortState.Requested requested
        && atMs >= requested.deadlineMs()) {
      return standing.with(port.became(requested.timedOut()));
    }
    return standing;
  }

  /** What {@link #composed} made it of: null when the block speaks until the port takes effect. */
  private static @Nullable NumberAssignment beforeThePort(NumberAssignment composed) {
    return composed.successor() == null ? null : composed.without();
  }

  /** The fact that says so, of the command at {@code origin}. */
  NumberFact fact(Origin origin, long directoryVersion) {
    Porting porting = Porting.of(locked, port);
    Given composed = composed();
    return composed == null
        ? new NumberFact.Withdrawn(
            porting, origin.actor(), origin.version(), directoryVersion, origin.timeMs())
        : new NumberFact.Assigned(
            composed.assignment(),
            composed.by(),
            porting,
            origin.actor(),
            origin.version(),
            directoryVersion,
            origin.timeMs());
  }

  /** With what a port has scheduled, so that whoever looks a number up needs to know no ports. */
  private @Nullable Given composed() {
    if (port == null || !(port.state() instanceof PortState.Scheduled scheduled)) {
      return given;
    }
    NumberAssignment next = port.wanted();
    return given == null
        ? new Given(
            next.within(new Validity(scheduled.fromMs(), Long.MAX_VALUE)), Actor.isp(port.to()))
        : new Given(
            given.assignment().followedBy(new NumberAssignment.Successor(scheduled.fromMs(), next)),
            given.by());
  }

  /** The port when it is open, else null. */
  @Nullable Port openPort() {
    return port != null && port.state().isOpen() ? port : null;
  }

  Standing with(@Nullable Given next) {
    return new Standing(next, locked, port);
  }

  Standing with(Port next) {
    return new Standing(given, locked, next);
  }

  Standing locked(boolean next) {
    return new Standing(given, next, port);
  }

  /** The port is done: the gaining side serves on its own word, and the losing side's lock ends. */
  Standing taken(Port done) {
    return new Standing(new Given(done.wanted(), Actor.isp(done.to())), false, done);
  }

  /**
   * Who serves the number then: by its assignment in force, else as the holder of the block that
   * speaks for it. Null when nobody does.
   */
  public @Nullable IspId serving(Directory directory, long digits, long atMs) {
    if (given != null) {
      NumberAssignment speaks = given.assignment().at(atMs);
      if (speaks.validity().contains(atMs)) {
        return speaks.servingIsp();
      }
    }
    int length = Digits.length(digits);
    Directory.Holding holding = directory.longestBlock(digits);
    while (holding != null) {
      Block block = holding.block().at(atMs);
      int total = block.totalLength();
      if (block.validity().contains(atMs) && (total == Block.ANY_LENGTH || total >= length)) {
        return total > length ? null : block.holder();
      }
      holding = directory.longestBlockAbove(block.prefix().digits());
    }
    return null;
  }
}
