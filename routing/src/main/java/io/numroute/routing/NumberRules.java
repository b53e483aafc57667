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
   */
  public static Verdict judge(
      Directory directory, @Nullable NumberFact current, Actor actor, NumberCommand command) {
    long digits = command.number().digits();
    NumberFact.Assigned assigned = current instanceof NumberFact.Assigned a ? a : null;
    Directory.Holding holding = directory.longestBlock(digits);
    boolean holds = holding != null && actor.is(holding.block().holder());
    boolean free = assigned == null || assigned.actor().equals(actor);
    boolean serves = assigned != null && actor.is(assigned.assignment().servingIsp());

    if (command instanceof NumberCommand.Withdraw) {
      if (assigned == null) {
        return Verdict.refused(Refusal.NOT_FOUND, "the number has no assignment");
      } else if (!actor.isAuthority() && !(holds && free)) {
        return notAllowed(holds);
      }
      return Verdict.ACCEPTED;
    }

    IspId servingIsp = ((NumberCommand.Assign) command).assignment().servingIsp();
    boolean keepsServing = serves && actor.is(servingIsp);
    if (!actor.isAuthority() && !(holds && free) && !keepsServing) {
      return notAllowed(holds);
    } else if (directory.member(servingIsp) == null) {
      return Verdict.refused(Refusal.UNKNOWN_ISP, "no ISP " + servingIsp);
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

  private static Verdict notAllowed(boolean holds) {
    return holds
        ? Verdict.refused(Refusal.NOT_ALLOWED, "the number is assigned on another's word")
        : Verdict.refused(Refusal.NOT_IN_OWN_BLOCK, "the number lies in no block of yours");
  }
}
