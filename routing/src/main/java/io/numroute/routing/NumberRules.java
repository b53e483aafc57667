package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/**
 * Decides number commands: who may assign which number to whom. Pure: the same arguments give the
 * same verdict.
 */
public final class NumberRules {
  private NumberRules() {}

  /**
   * The verdict on {@code command}.
   *
   * <p>The authority may assign any number. An ISP may assign and withdraw a number of a block that
   * it holds, unless the number is assigned on somebody else's word (a ported number is not taken
   * back by the block's holder), and may change the details of an assignment by which it serves the
   * number itself.
   *
   * @param current what is true of the number now; null when it never had an assignment
   * @param origin of the command; its time says who serves the number now
   */
  public static Verdict judge(
      Directory directory, @Nullable NumberFact current, Origin origin, NumberCommand command) {
    Actor actor = origin.actor();
    long digits = command.number().digits();
    NumberFact.Assigned assigned = current instanceof NumberFact.Assigned a ? a : null;
    Directory.Holding holding = directory.longestBlock(digits);
    boolean holds = holding != null && actor.is(holding.block().holder());
    boolean free = assigned == null || assigned.actor().equals(actor);
    boolean serves =
        assigned != null && actor.is(assigned.assignment().at(origin.timeMs()).servingIsp());

    if (command instanceof NumberCommand.Withdraw) {
      if (assigned == null) {
        return Verdict.refused(Refusal.NOT_FOUND, "the number has no assignment");
      } else if (!actor.isAuthority() && !(holds && free)) {
        return notAllowed(holds);
      }
      return Verdict.ACCEPTED;
    }

    NumberAssignment assignment = ((NumberCommand.Assign) command).assignment();
    NumberAssignment.Successor successor = assignment.successor();
    boolean keepsServing =
        serves
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
      return served;
    } else if (holding != null
        && holding.block().totalLength() != Block.ANY_LENGTH
        && holding.block().totalLength() != Digits.length(digits)) {
      return Verdict.refused(
          Refusal.WRONG_LENGTH,
          "numbers of block "
              + holding.block().prefix()
              + " have "
              + holding.block().totalLength()
              + " digits");
    }
    return Verdict.ACCEPTED;
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

  private static Verdict notAllowed(boolean holds) {
    return holds
        ? Verdict.refused(Refusal.NOT_ALLOWED, "the number is assigned on another's word")
        : Verdict.refused(Refusal.NOT_IN_OWN_BLOCK, "the number lies in no block of yours");
  }
}
