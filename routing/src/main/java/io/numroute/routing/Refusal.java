package io.numroute.routing;

import java.util.Locale;

/** Why a command was refused. The code is stable: results, problem types and metrics carry it. */
public enum Refusal {
  /** The actor may not do this to that entity. */
  NOT_ALLOWED,
  /** The command names an ISP that is not in the directory. */
  UNKNOWN_ISP,
  /** There is nothing to delete or withdraw. */
  NOT_FOUND,
  /** Something else still needs it. */
  IN_USE,
  /** The command names a profile that the serving ISP does not have. */
  UNKNOWN_PROFILE,
  /** A profile names a gateway that does not exist. */
  UNKNOWN_GATEWAY,
  /** A profile names a gateway that its owner did not grant. */
  NOT_GRANTED,
  /** There are as many of the kind as one ISP may have. */
  LIMIT,
  /** The number lies in no block of the actor. */
  NOT_IN_OWN_BLOCK,
  /** The number is not as long as its block says. */
  WRONG_LENGTH,
  /** A port of the number is open. */
  PORT_OPEN,
  /** The port is not in a state in which that can be done. */
  PORT_STATE,
  /** The ISP that serves the number has locked it against ports. */
  NUMBER_LOCKED,
  /** Nobody serves the number, so nobody can let it go. */
  NOT_SERVED,
  /** The gaining side serves the number already. */
  ALREADY_SERVED,
  /** Another change of who serves the number is scheduled. */
  CHANGE_SCHEDULED,
  /** The time within which that could be done is over. */
  TOO_LATE,
  /** The instant lies too far ahead. */
  TOO_FAR,
  /** The entity does not stand as the command expects: somebody else has changed it. */
  PRECONDITION_FAILED,
  /** The command is of a kind, or carries a value, that this version does not know. */
  NOT_UNDERSTOOD;

  private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

  public String code() {
    return code;
  }
}
