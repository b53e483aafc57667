package io.numroute.routing;

import static io.numroute.routing.TestObjects.assignment;
import static io.numroute.routing.TestObjects.block;
import static io.numroute.routing.TestObjects.directory;
import static io.numroute.routing.TestObjects.isp;
import static io.numroute.routing.TestObjects.number;

import org.jspecify.annotations.Nullable;

/**
 * A number of acme's block under commands about ports, said shortly. Each command comes at the time
 * that the test has set, and makes the number's next fact when it is accepted.
 */
final class Ports {
  static final Actor ACME = Actor.isp(new IspId("acme"));
  static final Actor BETA = Actor.isp(new IspId("beta"));
  static final Actor GAMMA = Actor.isp(new IspId("gamma"));
  static final PhoneNumber NUMBER = number("+447106123456");
  static final long TIMEOUT_MS = 100_000;
  static final long REVERSIBLE_MS = 500_000;

  Directory directory =
      directory(isp("acme"), isp("beta"), isp("gamma"), block("4471", "acme", 12));
  @Nullable NumberFact fact;
  long nowMs = 1_000_000;
  private long version = 10;

  /** Accepted as "ok", or the code of the refusal. */
  String say(Actor actor, NumberCommand command) {
    NumberRules.Applied applied =
        NumberRules.apply(directory, fact, new Origin(++version, actor, nowMs), command);
    fact = applied.fact();
    return applied.verdict() instanceof Verdict.Refused refused ? refused.code().code() : "ok";
  }

  String request(Actor actor, String to, long atMs) {
    return say(
        actor,
        new NumberCommand.RequestPort(NUMBER, assignment(to), atMs, TIMEOUT_MS, REVERSIBLE_MS));
  }

  String confirm(Actor actor) {
    return say(actor, new NumberCommand.ConfirmPort(NUMBER, id()));
  }

  String reject(Actor actor) {
    return say(actor, new NumberCommand.RejectPort(NUMBER, id(), PortRejection.OTHER));
  }

  String cancel(Actor actor) {
    return say(actor, new NumberCommand.CancelPort(NUMBER, id()));
  }

  String reverse(Actor actor) {
    return say(actor, new NumberCommand.ReversePort(NUMBER, id()));
  }

  String lock(Actor actor, boolean locked) {
    return say(actor, new NumberCommand.Lock(NUMBER, locked));
  }

  String assign(Actor actor, NumberAssignment assignment) {
    return say(actor, new NumberCommand.Assign(NUMBER, assignment));
  }

  String withdraw(Actor actor) {
    return say(actor, new NumberCommand.Withdraw(NUMBER));
  }

  /** Of the newest port; of none when there is none. */
  long id() {
    Port port = standing().port();
    return port == null ? -1 : port.id();
  }

  Standing standing() {
    return Standing.of(fact, nowMs);
  }

  String state() {
    Port port = standing().port();
    return port == null ? "none" : port.state().word();
  }

  /** Who serves, as a lookup sees it, which knows assignments and blocks but no ports. */
  String serving() {
    if (fact instanceof NumberFact.Assigned assigned) {
      NumberAssignment now = assigned.assignment().at(nowMs);
      if (now.validity().contains(nowMs)) {
        return now.servingIsp().value();
      }
    }
    return "acme";
  }

  /** Leads to that state by legal steps; the port is from acme to beta. */
  Ports in(String state) {
    switch (state) {
      case "none" -> {}
      case "requested" -> must(request(BETA, "beta", nowMs + 50_000));
      case "scheduled" -> {
        in("requested");
        must(confirm(ACME));
      }
      case "done" -> {
        in("scheduled");
        nowMs += 50_000;
      }
      case "done, late" -> {
        in("done");
        nowMs += REVERSIBLE_MS;
      }
      case "rejected" -> {
        in("requested");
        must(reject(ACME));
      }
      case "cancelled" -> {
        in("scheduled");
        must(cancel(BETA));
      }
      case "timed-out" -> {
        in("requested");
        nowMs += TIMEOUT_MS;
      }
      case "reversed" -> {
        in("done");
        must(reverse(BETA));
      }
      default -> throw new AssertionError(state);
    }
    return this;
  }

  private static void must(String said) {
    if (!said.equals("ok")) {
      throw new AssertionError(said);
    }
  }
}
