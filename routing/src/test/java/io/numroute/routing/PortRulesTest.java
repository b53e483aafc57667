package io.numroute.routing;

import static io.numroute.routing.Ports.ACME;
import static io.numroute.routing.Ports.BETA;
import static io.numroute.routing.Ports.GAMMA;
import static io.numroute.routing.Ports.NUMBER;
import static io.numroute.routing.TestObjects.assignment;
import static io.numroute.routing.TestObjects.block;
import static io.numroute.routing.TestObjects.directory;
import static io.numroute.routing.TestObjects.isp;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortRulesTest {
  private static final List<Actor> ACTORS = List.of(ACME, BETA, GAMMA, Actor.AUTHORITY);

  /** What the losing side, the gaining side, a stranger and the authority are told. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      textBlock =
          """
          none,         confirm, not-found    not-found    not-found    not-found
          none,         reject,  not-found    not-found    not-found    not-found
          none,         cancel,  not-found    not-found    not-found    not-found
          none,         reverse, not-found    not-found    not-found    not-found
          requested,    confirm, ok           not-allowed  not-allowed  ok
          requested,    reject,  ok           not-allowed  not-allowed  ok
          requested,    cancel,  not-allowed  ok           not-allowed  ok
          requested,    reverse, not-allowed  port-state   not-allowed  port-state
          scheduled,    confirm, port-state   not-allowed  not-allowed  port-state
          scheduled,    reject,  port-state   not-allowed  not-allowed  port-state
          scheduled,    cancel,  not-allowed  ok           not-allowed  ok
          scheduled,    reverse, not-allowed  port-state   not-allowed  port-state
          done,         confirm, not-allowed  port-state   not-allowed  port-state
          done,         reject,  not-allowed  port-state   not-allowed  port-state
          done,         cancel,  not-allowed  port-state   not-allowed  port-state
          done,         reverse, not-allowed  ok           not-allowed  ok
          'done, late', confirm, not-allowed  port-state   not-allowed  port-state
          'done, late', reject,  not-allowed  port-state   not-allowed  port-state
          'done, late', cancel,  not-allowed  port-state   not-allowed  port-state
          'done, late', reverse, not-allowed  too-late     not-allowed  ok
          rejected,     confirm, port-state   not-allowed  not-allowed  port-state
          rejected,     reject,  port-state   not-allowed  not-allowed  port-state
          rejected,     cancel,  not-allowed  port-state   not-allowed  port-state
          rejected,     reverse, not-allowed  port-state   not-allowed  port-state
          cancelled,    confirm, port-state   not-allowed  not-allowed  port-state
          cancelled,    reject,  port-state   not-allowed  not-allowed  port-state
          cancelled,    cancel,  not-allowed  port-state   not-allowed  port-state
          cancelled,    reverse, not-allowed  port-state   not-allowed  port-state
          timed-out,    confirm, port-state   not-allowed  not-allowed  port-state
          timed-out,    reject,  port-state   not-allowed  not-allowed  port-state
          timed-out,    cancel,  not-allowed  port-state   not-allowed  port-state
          timed-out,    reverse, not-allowed  port-state   not-allowed  port-state
          reversed,     confirm, port-state   not-allowed  not-allowed  port-state
          reversed,     reject,  port-state   not-allowed  not-allowed  port-state
          reversed,     cancel,  not-allowed  port-state   not-allowed  port-state
          reversed,     reverse, not-allowed  port-state   not-allowed  port-state
          """)
  void everyStateEveryStepEveryActor(String state, String step, String told) {
    String[] expected = told.split(" +");
    for (int i = 0; i < ACTORS.size(); i++) {
      Ports ports = new Ports().in(state);
      NumberFact before = ports.fact;
      Actor actor = ACTORS.get(i);
      String said =
          switch (step) {
            case "confirm" -> ports.confirm(actor);
            case "reject" -> ports.reject(actor);
            case "cancel" -> ports.cancel(actor);
            default -> ports.reverse(actor);
          };
      assertThat(said).as("%s by %s", step, actor).isEqualTo(expected[i]);
      if (!said.equals("ok")) {
        assertThat(ports.fact).as("a refusal changes nothing").isSameAs(before);
      }
    }
  }

  /** What a new request to gamma is told, by each actor. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      textBlock =
          """
          none,         not-allowed  not-allowed  ok         ok
          requested,    not-allowed  not-allowed  port-open  port-open
          scheduled,    not-allowed  not-allowed  port-open  port-open
          done,         not-allowed  not-allowed  ok         ok
          'done, late', not-allowed  not-allowed  ok         ok
          rejected,     not-allowed  not-allowed  ok         ok
          cancelled,    not-allowed  not-allowed  ok         ok
          timed-out,    not-allowed  not-allowed  ok         ok
          reversed,     not-allowed  not-allowed  ok         ok
          """)
  void anIspPortsOnlyToItself_andOnePortAtATime(String state, String told) {
    String[] expected = told.split(" +");
    for (int i = 0; i < ACTORS.size(); i++) {
      Ports ports = new Ports().in(state);
      assertThat(ports.request(ACTORS.get(i), "gamma", Port.AT_ONCE)).isEqualTo(expected[i]);
    }
  }

  @Test
  void atItsInstant_theGainingSideServesByItself_andNobodyTakesTheNumberBack() {
    Ports ports = new Ports().in("scheduled");
    assertThat(ports.serving()).isEqualTo("acme");
    ports.nowMs += 49_999;
    assertThat(ports.serving() + " " + ports.state()).isEqualTo("acme scheduled");
    ports.nowMs += 1;
    assertThat(ports.serving() + " " + ports.state()).isEqualTo("beta done");

    assertThat(ports.assign(ACME, assignment("acme"))).isEqualTo("not-allowed");
    assertThat(ports.withdraw(ACME)).isEqualTo("not-allowed");
    assertThat(ports.assign(GAMMA, assignment("gamma"))).isEqualTo("not-in-own-block");
    assertThat(ports.assign(BETA, assignment("beta"))).isEqualTo("ok");
    assertThat(ports.assign(ACME, assignment("acme"))).isEqualTo("not-allowed");
    assertThat(ports.state()).as("and the port stays known").isEqualTo("done");
  }

  @Test
  void whenTheInstantIsPast_aConfirmationDoesItAtOnce() {
    Ports ports = new Ports();
    assertThat(ports.request(BETA, "beta", ports.nowMs + 10)).isEqualTo("ok");
    ports.nowMs += 10;
    assertThat(ports.confirm(ACME)).isEqualTo("ok");
    assertThat(ports.serving() + " " + ports.state()).isEqualTo("beta done");
    assertThat(ports.fact)
        .isInstanceOfSatisfying(
            NumberFact.Assigned.class,
            fact -> {
              assertThat(fact.assignedBy()).as("on whose word it stands").isEqualTo(BETA);
              assertThat(fact.actor()).as("who said so").isEqualTo(ACME);
            });
  }

  @Test
  void aReversalGivesBackWhatWasThere() {
    NumberAssignment before =
        new NumberAssignment(
            new IspId("acme"),
            ServiceOperation.RESERVATION,
            null,
            null,
            new Validity(5, Long.MAX_VALUE));
    Ports ports = new Ports();
    assertThat(ports.assign(ACME, before)).isEqualTo("ok");
    ports.in("done");
    assertThat(ports.reverse(BETA)).isEqualTo("ok");
    assertThat(ports.standing().given()).isEqualTo(new Given(before, ACME));
    assertThat(ports.withdraw(ACME)).as("it is acme's again").isEqualTo("ok");

    Ports block = new Ports().in("reversed");
    assertThat(block.fact).isInstanceOf(NumberFact.Withdrawn.class);
    assertThat(block.serving()).isEqualTo("acme");
  }

  @Test
  void whatWasGivenToAnotherSinceIsNotReversed() {
    Ports ports = new Ports().in("done");
    assertThat(ports.assign(Actor.AUTHORITY, assignment("gamma"))).isEqualTo("ok");
    assertThat(ports.reverse(BETA)).isEqualTo("port-state");
    assertThat(ports.serving()).isEqualTo("gamma");
  }

  @ParameterizedTest
  @ValueSource(strings = {"requested", "scheduled"})
  void whileAPortIsOpen_onlyDetailsChange(String state) {
    Ports ports = new Ports();
    assertThat(ports.assign(ACME, assignment("acme"))).isEqualTo("ok");
    ports.in(state);
    assertThat(ports.withdraw(ACME)).isEqualTo("port-open");
    assertThat(ports.assign(ACME, assignment("gamma"))).isEqualTo("port-open");
    assertThat(ports.assign(ACME, followed("acme", ports.nowMs + 9, "acme")))
        .isEqualTo("port-open");
    assertThat(ports.assign(ACME, later("acme", ports.nowMs + 1))).isEqualTo("port-open");
    NumberAssignment details =
        new NumberAssignment(
            new IspId("acme"), ServiceOperation.RESERVATION, null, null, Validity.ALWAYS);
    assertThat(ports.assign(ACME, details)).isEqualTo("ok");
    assertThat(ports.state()).isEqualTo(state);
    Given given = ports.standing().given();
    assertThat(given == null ? null : given.assignment()).isEqualTo(details);
    if (state.equals("scheduled")) {
      ports.nowMs += 50_000;
      assertThat(ports.serving()).as("the instant still counts").isEqualTo("beta");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"requested", "scheduled"})
  void whatTheAuthorityChangesEndsAnOpenPort(String state) {
    Ports given = new Ports().in(state);
    assertThat(given.assign(Actor.AUTHORITY, assignment("gamma"))).isEqualTo("ok");
    assertThat(given.state()).isEqualTo("cancelled");
    given.nowMs += 50_000;
    assertThat(given.serving()).isEqualTo("gamma");

    Ports withdrawn = new Ports();
    assertThat(withdrawn.assign(ACME, assignment("acme"))).isEqualTo("ok");
    withdrawn.in(state);
    assertThat(withdrawn.withdraw(Actor.AUTHORITY)).isEqualTo("ok");
    assertThat(withdrawn.state()).isEqualTo("cancelled");
    withdrawn.nowMs += 50_000;
    assertThat(withdrawn.serving()).isEqualTo("acme");

    Ports details = new Ports().in(state);
    assertThat(details.assign(Actor.AUTHORITY, assignment("acme"))).isEqualTo("ok");
    assertThat(details.state()).isEqualTo(state);
  }

  @Test
  void aLock_isOfWhoServes_andEndsWithIt() {
    Ports ports = new Ports();
    assertThat(ports.lock(BETA, true)).isEqualTo("not-allowed");
    assertThat(ports.lock(ACME, true)).isEqualTo("ok");
    assertThat(ports.request(BETA, "beta", Port.AT_ONCE)).isEqualTo("number-locked");
    assertThat(ports.lock(BETA, false)).isEqualTo("not-allowed");
    assertThat(ports.request(Actor.AUTHORITY, "beta", Port.AT_ONCE)).isEqualTo("ok");
    assertThat(ports.confirm(ACME)).isEqualTo("ok");
    assertThat(ports.standing().locked()).as("beta has not locked it").isFalse();
    assertThat(ports.lock(ACME, true)).isEqualTo("not-allowed");
    assertThat(ports.lock(BETA, true)).isEqualTo("ok");
    assertThat(ports.assign(BETA, assignment("beta"))).isEqualTo("ok");
    assertThat(ports.standing().locked()).as("details leave it").isTrue();
    assertThat(ports.assign(Actor.AUTHORITY, assignment("acme"))).isEqualTo("ok");
    assertThat(ports.standing().locked()).as("another serves").isFalse();
  }

  @Test
  void aCommandAboutAPortChangesNotOnWhoseWordTheAssignmentStands() {
    Ports ports = new Ports();
    assertThat(ports.assign(ACME, assignment("acme"))).isEqualTo("ok");
    assertThat(ports.request(GAMMA, "gamma", Port.AT_ONCE)).isEqualTo("ok");
    assertThat(ports.assign(GAMMA, assignment("gamma"))).isEqualTo("not-in-own-block");
    assertThat(ports.reject(ACME)).isEqualTo("ok");
    assertThat(ports.withdraw(GAMMA)).isEqualTo("not-in-own-block");
    assertThat(ports.withdraw(ACME)).isEqualTo("ok");
  }

  @Test
  void whoServesAtTheTimeAnswers() {
    Ports ports = new Ports().in("requested");
    ports.directory = directory(isp("acme"), isp("beta"), isp("gamma"), block("4471", "gamma", 12));
    assertThat(ports.confirm(ACME)).isEqualTo("not-allowed");
    assertThat(ports.confirm(GAMMA)).isEqualTo("ok");
    Port port = ports.standing().port();
    assertThat(port == null ? null : port.from()).isEqualTo(new IspId("gamma"));
  }

  @Test
  void whatCannotBePorted() {
    Ports ports = new Ports();
    assertThat(ports.request(ACME, "acme", Port.AT_ONCE)).isEqualTo("already-served");
    assertThat(ports.request(Actor.AUTHORITY, "nobody", Port.AT_ONCE)).isEqualTo("unknown-isp");
    assertThat(ports.request(BETA, "beta", ports.nowMs + Port.MAX_AHEAD_MS)).isEqualTo("ok");
    assertThat(ports.cancel(BETA)).isEqualTo("ok");
    assertThat(ports.request(BETA, "beta", ports.nowMs + Port.MAX_AHEAD_MS + 1))
        .isEqualTo("too-far");
    NumberAssignment unknown =
        new NumberAssignment(new IspId("beta"), null, "office", null, Validity.ALWAYS);
    assertThat(
            ports.say(BETA, new NumberCommand.RequestPort(NUMBER, unknown, Port.AT_ONCE, 1000, 0)))
        .isEqualTo("unknown-profile");
    assertThat(ports.assign(ACME, followed("acme", ports.nowMs + 1, "gamma"))).isEqualTo("ok");
    assertThat(ports.request(BETA, "beta", Port.AT_ONCE)).isEqualTo("change-scheduled");
    ports.nowMs += 1;
    assertThat(ports.request(BETA, "beta", Port.AT_ONCE)).as("from gamma now").isEqualTo("ok");

    ports.directory = directory(isp("acme"), isp("beta"));
    ports.fact = null;
    assertThat(ports.request(BETA, "beta", Port.AT_ONCE)).isEqualTo("not-served");
    assertThat(ports.lock(Actor.AUTHORITY, true)).isEqualTo("not-served");
    ports.fact = new NumberFact.NotUnderstood(ACME, 1, 2, 3);
    assertThat(ports.request(BETA, "beta", Port.AT_ONCE)).isEqualTo("not-understood");
  }

  @Test
  void onlyTheNewestPortIsMoved() {
    Ports ports = new Ports().in("requested");
    long first = ports.id();
    assertThat(ports.cancel(BETA)).isEqualTo("ok");
    assertThat(ports.request(GAMMA, "gamma", Port.AT_ONCE)).isEqualTo("ok");
    assertThat(ports.say(ACME, new NumberCommand.ConfirmPort(NUMBER, first)))
        .isEqualTo("not-found");
    assertThat(ports.state()).isEqualTo("requested");
  }

  @Test
  void theExplanationOfADecisionNamesThePort() {
    Ports ports = new Ports().in("requested");
    assertThat(ports.lock(ACME, true)).isEqualTo("ok");
    assertThat(explained(ports))
        .contains(
            "port 11 from acme to beta: requested, to be answered before 1970-01-01T00:18:20Z",
            "is locked against ports");
    assertThat(ports.confirm(ACME)).isEqualTo("ok");
    assertThat(explained(ports))
        .contains("port 11 from acme to beta: scheduled for 1970-01-01T00:17:30Z");
    ports.nowMs += 50_000;
    assertThat(explained(ports))
        .contains("port 11 from acme to beta: done since 1970-01-01T00:17:30Z")
        .doesNotContain("is locked against ports");
  }

  private static List<String> explained(Ports ports) {
    RouteQuery query =
        new RouteQuery(new IspId("gamma"), NUMBER.digits(), Media.VOICE, ports.nowMs, 1, 5);
    return Decider.explain(query, ports.directory, ports.fact, GatewayStates.none())
        .steps()
        .stream()
        .map(Decision.Step::finding)
        .toList();
  }

  private static NumberAssignment followed(String isp, long fromMs, String next) {
    return assignment(isp).followedBy(new NumberAssignment.Successor(fromMs, assignment(next)));
  }

  private static NumberAssignment later(String isp, long fromMs) {
    return assignment(isp).within(new Validity(fromMs, Long.MAX_VALUE));
  }
}
