package io.numroute.routing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides number commands: who may assign which number to whom, and with {@link PortRules} who may
 * have it ported. Pure: the same arguments give the same verdict and the same fact.
 */
public final class NumberRules {
  private NumberRules() {}

  /**
   * What became of a command.
   *
   * @param fact what is true of the number then: new when the command is accepted, else as it was
   */
  public record Applied(Verdict verdict, @Nullable NumberFact fact) {}

  /**
   * Decides {@code command}.
   *
   * <p>The authority may assign any number. An ISP may assign and withdraw a number of a block that
   * it holds at the command's time, unless the number is assigned on somebody else's word (a ported
   * number is not taken back by the block's holder), and may change the details of an assignment by
   * which it serves the number itself. What a later version decided of a number counts as an
   * assignment of whoever asked for it.
   *
   * <p>While a port is open, only details may change: whatever would change who serves the number
   * is refused, and ends the port when the authority does it. A lock ends when another ISP serves.
   *
   * @param current what is true of the number now; null when it never had a fact
   * @param origin of the command; its time says which block is in force, who holds it, and who
   *     serves the number
   */
  public static Applied apply(
      Directory directory, @Nullable NumberFact current, Origin origin, NumberCommand command) {
    return apply(directory, current, origin, command, Precondition.NONE);
  }

  /**
   * {@link #apply(Directory, NumberFact, Origin, NumberCommand)}, if the number stands as it must:
   * at the version of its newest fact, and not there when that is that it has no assignment of its
   * own. A lock is always there when the number ever had a fact; a port stands at the version of
   * the command that moved it last.
   */
  public static Applied apply(
      Directory directory,
      @Nullable NumberFact current,
      Origin origin,
      NumberCommand command,
      Precondition precondition) {
    Standing standing = Standing.of(current, origin.timeMs());
    Ruling ruling;
    if (command instanceof NumberCommand.Assign assign) {
      ruling = assign(directory, standing, assignedBy(current, standing), origin, assign);
    } else if (command instanceof NumberCommand.Withdraw) {
      Actor by = assignedBy(current, standing);
      ruling = withdraw(directory, standing, by, origin, command.number().digits());
    } else if (current instanceof NumberFact.NotUnderstood) {
      ruling =
          Ruling.refused(
              Refusal.NOT_UNDERSTOOD, "a later version decided of the number; this one cannot");
    } else {
      ruling = new PortRules(directory, standing, origin).decide(command);
    }
    Standing after = ruling.after();
    Verdict verdict =
        after == null
            ? ruling.verdict()
            : precondition.judge(version(current, standing.port(), command));
    return new Applied(
        verdict,
        after == null || !verdict.accepted() ? current : after.fact(origin, directory.version()));
  }

  /** Where that stands which a command is about; {@link Precondition#NOT_THERE} if nowhere. */
  private static long version(
      @Nullable NumberFact current, @Nullable Port port, NumberCommand command) {
    if (command instanceof NumberCommand.OfPort of) {
      return port != null && port.id() == of.port() ? port.since() : Precondition.NOT_THERE;
    } else if (command instanceof NumberCommand.RequestPort) {
      return Precondition.NOT_THERE; // the port it asks for
    }
    if (current == null
        || (current instanceof NumberFact.Withdrawn && !(command instanceof NumberCommand.Lock))) {
      return Precondition.NOT_THERE;
    }
    return current.version();
  }

  /** On whose word the number is assigned; null when it is not. */
  private static @Nullable Actor assignedBy(@Nullable NumberFact current, Standing standing) {
    Given given = standing.given();
    if (current instanceof NumberFact.NotUnderstood later) {
      return later.actor();
    }
    return given == null ? null : given.by();
  }

  private static Ruling withdraw(
      Directory directory,
      Standing standing,
      @Nullable Actor assignedBy,
      Origin origin,
      long digits) {
    boolean holds = holds(directory.blockAt(digits, origin.timeMs()), origin.actor());
    if (assignedBy == null) {
      return Ruling.refused(Refusal.NOT_FOUND, "the number has no assignment");
    } else if (!origin.actor().isAuthority() && !(holds && assignedBy.equals(origin.actor()))) {
      return notAllowed(holds);
    }
    return changed(directory, standing, origin, digits, null);
  }

  private static Ruling assign(
      Directory directory,
      Standing standing,
      @Nullable Actor assignedBy,
      Origin origin,
      NumberCommand.Assign command) {
    Actor actor = origin.actor();
    long digits = command.number().digits();
    NumberAssignment assignment = command.assignment();
    NumberAssignment.Successor successor = assignment.successor();
    Block block = directory.blockAt(digits, origin.timeMs());
    boolean holds = holds(block, actor);
    boolean free = assignedBy == null || assignedBy.equals(actor);
    Given given = standing.given();
    boolean keepsServing =
        given != null
            && actor.is(given.assignment().servingIsp())
            && actor.is(assignment.servingIsp())
            && (successor == null || actor.is(successor.assignment().servingIsp()));
    if (!actor.isAuthority() && !(holds && free) && !keepsServing) {
      return notAllowed(holds);
    }
    Verdict served = checkServing(directory, assignment, "/");
    if (served.accepted() && successor != null) {
      served = checkServing(directory, successor.assignment(), "/successor/");
    }
    if (!served.accepted()) {
      return new Ruling(served, null);
    } else if (block != null
        && block.totalLength() != Block.ANY_LENGTH
        && block.totalLength() != Digits.length(digits)) {
      return Ruling.refused(
          Refusal.WRONG_LENGTH,
          "numbers of block " + block.prefix() + " have " + block.totalLength() + " digits");
    }
    return changed(directory, standing, origin, digits, new Given(assignment, actor));
  }

  /** What a permitted change of the assignment means for the lock and for an open port. */
  private static Ruling changed(
      Directory directory, Standing standing, Origin origin, long digits, @Nullable Given next) {
    long nowMs = origin.timeMs();
    Standing after = standing.with(next);
    IspId servedBy = standing.serving(directory, digits, nowMs);
    boolean same = Objects.equals(servedBy, after.serving(directory, digits, nowMs));
    Port open = standing.openPort();
    if (open != null) {
      boolean detailsOnly =
          same
              && next != null
              && next.assignment().successor() == null
              && next.assignment().validity().contains(nowMs);
      if (!detailsOnly && !origin.actor().isAuthority()) {
        return Ruling.refused(Refusal.PORT_OPEN, "a port of the number is open");
      } else if (!detailsOnly) {
        after = after.with(open.moved(new PortState.Cancelled(nowMs), origin));
      }
    }
    return Ruling.accepted(same ? after : after.locked(false));
  }

  private static boolean holds(@Nullable Block block, Actor actor) {
    return block != null && actor.is(block.holder());
  }

  /**
   * Whether an assignment names what is there.
   *
   * @param place pointer of the assignment in its document, ending in a slash
   */
  private static Verdict checkServing(
      Directory directory, NumberAssignment assignment, String place) {
    Directory.Member serving = directory.member(assignment.servingIsp());
    String profile = assignment.profile();
    if (serving == null) {
      return Verdict.refused(
          Refusal.UNKNOWN_ISP, place + "servingIsp: no ISP " + assignment.servingIsp());
    } else if (profile != null && serving.profile(profile) == null) {
      return Verdict.refused(
          Refusal.UNKNOWN_PROFILE,
          place + "profile: " + assignment.servingIsp() + " has no profile " + profile);
    }
    return Verdict.ACCEPTED;
  }

  private static Ruling notAllowed(boolean holds) {
    return holds
        ? Ruling.refused(Refusal.NOT_ALLOWED, "the number is assigned on another's word")
        : Ruling.refused(Refusal.NOT_IN_OWN_BLOCK, "the number lies in no block of yours");
  }
}
