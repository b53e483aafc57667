package io.numroute.routing;

import static io.numroute.routing.TestObjects.NOON;
import static io.numroute.routing.TestObjects.assigned;
import static io.numroute.routing.TestObjects.assignment;
import static io.numroute.routing.TestObjects.block;
import static io.numroute.routing.TestObjects.directory;
import static io.numroute.routing.TestObjects.isp;
import static io.numroute.routing.TestObjects.number;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NumberRulesTest {
  private static final Actor ACME = Actor.isp(new IspId("acme"));
  private static final Actor BETA = Actor.isp(new IspId("beta"));
  private static final PhoneNumber NUMBER = number("+447106123456");
  private static final Directory DIRECTORY =
      directory(isp("acme"), isp("beta"), block("44", "acme"), block("49", "beta", 12));

  private static Verdict assign(
      @Nullable NumberFact current, Actor actor, PhoneNumber number, String to) {
    return judged(
        DIRECTORY,
        current,
        new Origin(9, actor, NOON),
        new NumberCommand.Assign(number, assignment(to)));
  }

  private static Verdict withdraw(@Nullable NumberFact current, Actor actor) {
    return judged(
        DIRECTORY, current, new Origin(9, actor, NOON), new NumberCommand.Withdraw(NUMBER));
  }

  private static void assertRefused(Refusal code, Verdict verdict) {
    assertThat(verdict)
        .isInstanceOfSatisfying(Verdict.Refused.class, r -> assertThat(r.code()).isEqualTo(code));
  }

  @Test
  void aHolder_assignsNumbersOfItsBlock() {
    assertThat(assign(null, ACME, NUMBER, "beta")).isEqualTo(Verdict.ACCEPTED);
    assertRefused(Refusal.NOT_IN_OWN_BLOCK, assign(null, BETA, NUMBER, "beta"));
    assertRefused(Refusal.NOT_IN_OWN_BLOCK, assign(null, ACME, number("+33123456789"), "acme"));
    assertThat(assign(null, Actor.AUTHORITY, number("+33123456789"), "acme"))
        .isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void aPortedNumber_isNotTakenBackByTheHolder() {
    assertRefused(Refusal.NOT_ALLOWED, assign(assigned("beta"), ACME, NUMBER, "acme"));
    assertRefused(Refusal.NOT_ALLOWED, withdraw(assigned("beta"), ACME));
    assertThat(withdraw(assigned("beta"), Actor.AUTHORITY)).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void whatALaterVersionDecided_isNotTakenBackByTheHolder() {
    NumberFact ofBeta = new NumberFact.NotUnderstood(BETA, 8, 0, 0);
    assertRefused(Refusal.NOT_ALLOWED, assign(ofBeta, ACME, NUMBER, "acme"));
    assertRefused(Refusal.NOT_ALLOWED, withdraw(ofBeta, ACME));
    assertThat(withdraw(ofBeta, Actor.AUTHORITY)).isEqualTo(Verdict.ACCEPTED);
    NumberFact ofAcme = new NumberFact.NotUnderstood(ACME, 8, 0, 0);
    assertThat(assign(ofAcme, ACME, NUMBER, "acme")).isEqualTo(Verdict.ACCEPTED);
    NumberFact ofNobody = new NumberFact.NotUnderstood(Actor.UNKNOWN, 8, 0, 0);
    assertRefused(Refusal.NOT_ALLOWED, assign(ofNobody, ACME, NUMBER, "acme"));
    assertRefused(Refusal.NOT_IN_OWN_BLOCK, assign(ofNobody, Actor.UNKNOWN, NUMBER, "acme"));
  }

  @Test
  void theServingIsp_changesDetailsButDoesNotPassOn() {
    assertThat(assign(assigned("beta"), BETA, NUMBER, "beta")).isEqualTo(Verdict.ACCEPTED);
    assertRefused(Refusal.NOT_IN_OWN_BLOCK, assign(assigned("beta"), BETA, NUMBER, "acme"));
  }

  @Test
  void aWithdrawnNumber_isFreeAgain() {
    NumberFact withdrawn = new NumberFact.Withdrawn(Actor.AUTHORITY, 8, 0, 0);
    assertThat(assign(withdrawn, ACME, NUMBER, "acme")).isEqualTo(Verdict.ACCEPTED);
    assertRefused(Refusal.NOT_FOUND, withdraw(withdrawn, ACME));
    assertRefused(Refusal.NOT_FOUND, withdraw(null, Actor.AUTHORITY));
  }

  @Test
  void length_isTheBlocks() {
    assertRefused(Refusal.WRONG_LENGTH, assign(null, BETA, number("+4930123"), "beta"));
    assertThat(assign(null, BETA, number("+493012345678"), "beta")).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void toAnIspNobodyKnows_isRefused() {
    assertRefused(Refusal.UNKNOWN_ISP, assign(null, ACME, NUMBER, "gamma"));
  }

  @Test
  void afterItsInstant_theSuccessorServes() {
    NumberAssignment ported =
        new NumberAssignment(
            new IspId("acme"),
            null,
            null,
            null,
            Validity.ALWAYS,
            new NumberAssignment.Successor(NOON, assignment("beta")));
    NumberFact current = new NumberFact.Assigned(ported, Actor.AUTHORITY, 7, 0, 0);
    NumberCommand change = new NumberCommand.Assign(NUMBER, assignment("beta"));
    assertRefused(
        Refusal.NOT_IN_OWN_BLOCK,
        judged(DIRECTORY, current, new Origin(9, BETA, NOON - 1), change));
    assertThat(judged(DIRECTORY, current, new Origin(9, BETA, NOON), change))
        .isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void whatAnAssignmentNames_mustBeThere() {
    NumberAssignment profile =
        new NumberAssignment(new IspId("beta"), null, "office", null, Validity.ALWAYS);
    NumberAssignment successor =
        new NumberAssignment(
            new IspId("beta"),
            null,
            null,
            null,
            Validity.ALWAYS,
            new NumberAssignment.Successor(NOON, assignment("nobody")));
    assertThat(judge(profile))
        .isEqualTo(
            Verdict.refused(Refusal.UNKNOWN_PROFILE, "/profile: beta has no profile office"));
    assertThat(judge(successor))
        .isEqualTo(Verdict.refused(Refusal.UNKNOWN_ISP, "/successor/servingIsp: no ISP nobody"));
  }

  @Test
  void theServingIsp_passesNothingOnByASuccessor() {
    NumberAssignment passed =
        new NumberAssignment(
            new IspId("beta"),
            null,
            null,
            null,
            Validity.ALWAYS,
            new NumberAssignment.Successor(NOON, assignment("acme")));
    assertRefused(
        Refusal.NOT_IN_OWN_BLOCK,
        judged(
            DIRECTORY,
            assigned("beta"),
            new Origin(9, BETA, NOON),
            new NumberCommand.Assign(NUMBER, passed)));
  }

  private static Verdict judged(
      Directory directory, @Nullable NumberFact current, Origin origin, NumberCommand command) {
    return NumberRules.apply(directory, current, origin, command).verdict();
  }

  private static Verdict judge(NumberAssignment assignment) {
    return judged(
        DIRECTORY,
        null,
        new Origin(9, Actor.AUTHORITY, NOON),
        new NumberCommand.Assign(NUMBER, assignment));
  }
}
