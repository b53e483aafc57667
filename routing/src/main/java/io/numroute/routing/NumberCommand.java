package io.numroute.routing;

/** What somebody asks of one number. {@link NumberRules#judge} decides it. */
public sealed interface NumberCommand {
  PhoneNumber number();

  /** Let that ISP serve the number from now on. */
  record Assign(PhoneNumber number, NumberAssignment assignment) implements NumberCommand {}

  /** Let the number fall back to its block. */
  record Withdraw(PhoneNumber number) implements NumberCommand {}
}
