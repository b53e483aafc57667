package io.numroute.routing;

import static io.numroute.routing.TestObjects.NOON;
import static io.numroute.routing.TestObjects.assignment;
import static io.numroute.routing.TestObjects.block;
import static io.numroute.routing.TestObjects.directory;
import static io.numroute.routing.TestObjects.gateway;
import static io.numroute.routing.TestObjects.id;
import static io.numroute.routing.TestObjects.isp;
import static io.numroute.routing.TestObjects.number;
import static io.numroute.routing.TestObjects.prefix;
import static io.numroute.routing.TestObjects.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Commands that are done only if what they are about stands as they expect. */
class PreconditionTest {
  private static final Actor ACME = Actor.isp(new IspId("acme"));
  private static final Actor BETA = Actor.isp(new IspId("beta"));
  private static final IspId ID = id("acme");
  private static final RoutingProfile PROFILE =
      new RoutingProfile(new ProfileId(ID, "office"), List.of(), Validity.ALWAYS);
  private static final Agreement AGREEMENT = new Agreement(ID, List.of(), List.of(), List.of());

  /** How one kind of entity is put and deleted, in a directory that has all it needs. */
  private record Kind(Directory without, DirectoryCommand put, DirectoryCommand delete) {}

  private static final Map<String, Kind> KINDS =
      Map.of(
          "isp",
          new Kind(directory(), put(isp("acme")), new DirectoryCommand.DeleteIsp(ID)),
          "gateway",
          new Kind(
              directory(isp("acme")),
              put(gateway("acme", "gw1")),
              new DirectoryCommand.DeleteGateway(new GatewayId(ID, "gw1"))),
          "block",
          new Kind(
              directory(isp("acme")),
              put(block("44", "acme")),
              new DirectoryCommand.DeleteBlock(prefix("44"))),
          "profile",
          new Kind(
              directory(isp("acme")),
              new DirectoryCommand.PutProfile(PROFILE),
              new DirectoryCommand.DeleteProfile(PROFILE.id())),
          "agreement",
          new Kind(
              directory(isp("acme")),
              new DirectoryCommand.PutAgreement(AGREEMENT),
              new DirectoryCommand.DeleteAgreement(ID)));

  private static Directory.Applied apply(
      Directory directory, DirectoryCommand command, Precondition precondition) {
    return directory.apply(
        new Origin(directory.version() + 1, Actor.AUTHORITY, NOON), command, precondition);
  }

  private static Directory accepted(
      Directory directory, DirectoryCommand command, Precondition precondition) {
    Directory.Applied applied = apply(directory, command, precondition);
    assertThat(applied.verdict()).isEqualTo(Verdict.ACCEPTED);
    return applied.directory();
  }

  private static Directory failed(
      Directory directory, DirectoryCommand command, Precondition precondition) {
    Directory.Applied applied = apply(directory, command, precondition);
    assertFailed(applied.verdict());
    assertThat(applied.directory().version()).isEqualTo(directory.version() + 1);
    return applied.directory();
  }

  private static void assertFailed(Verdict verdict) {
    assertRefused(Refusal.PRECONDITION_FAILED, verdict);
  }

  private static void assertRefused(Refusal code, Verdict verdict) {
    assertThat(verdict)
        .isInstanceOfSatisfying(Verdict.Refused.class, r -> assertThat(r.code()).isEqualTo(code));
  }

  @TestFactory
  List<DynamicTest> eachEntityStandsAtTheCommandThatMadeIt() {
    return KINDS.entrySet().stream()
        .map(kind -> DynamicTest.dynamicTest(kind.getKey(), () -> comesChangesAndGoes(kind)))
        .toList();
  }

  private static void comesChangesAndGoes(Map.Entry<String, Kind> entry) {
    Kind kind = entry.getValue();
    Directory none = failed(kind.without, kind.put, Precondition.EXISTS);
    none = failed(none, kind.put, Precondition.standsAt(none.version()));

    Directory first = accepted(none, kind.put, Precondition.ABSENT);
    long made = first.version();
    Directory moved = failed(first, kind.put, Precondition.ABSENT);
    moved = failed(moved, kind.put, Precondition.standsAt(moved.version()));

    Directory second = accepted(moved, kind.put, Precondition.standsAt(made));
    long changed = second.version();
    Directory still = failed(second, kind.put, Precondition.standsAt(made));
    still = failed(still, kind.delete, Precondition.standsAt(made));
    still = failed(still, kind.delete, Precondition.ABSENT);
    assertThat(apply(still, kind.delete, Precondition.standsAt(changed)).verdict())
        .isEqualTo(Verdict.ACCEPTED);
    Directory gone = accepted(still, kind.delete, Precondition.EXISTS);

    failed(gone, kind.put, Precondition.standsAt(changed));
    accepted(gone, kind.put, Precondition.ABSENT);
  }

  @Test
  void whoMayNotChangeAnEntity_learnsNothingOfIt() {
    Directory directory = directory(isp("acme"), isp("beta"), gateway("acme", "gw1"));
    for (Precondition guess :
        List.of(Precondition.EXISTS, Precondition.ABSENT, Precondition.standsAt(2))) {
      Origin origin = new Origin(directory.version() + 1, BETA, NOON);
      assertRefused(
          Refusal.NOT_ALLOWED,
          directory.apply(origin, put(gateway("acme", "gw1")), guess).verdict());
      assertRefused(
          Refusal.NOT_ALLOWED,
          directory.apply(origin, put(gateway("acme", "none")), guess).verdict());
    }
  }

  @Test
  void whatALaterVersionMade_standsAtItsCommand() {
    Directory directory = directory(isp("acme"), gateway("acme", "gw1"));
    long made = directory.version();
    long later = made + 1;
    Directory unknown =
        directory.skip(new Origin(later, Actor.AUTHORITY, NOON), "gateway/acme/gw1");
    failed(unknown, put(gateway("acme", "gw1")), Precondition.standsAt(made));
    accepted(unknown, put(gateway("acme", "gw1")), Precondition.standsAt(later));
  }

  @Test
  void aNumberStandsAtItsNewestFact() {
    Numbers numbers = new Numbers();
    assertFailed(numbers.assign(Precondition.EXISTS));
    assertFailed(numbers.assign(Precondition.standsAt(numbers.version)));
    assertThat(numbers.assign(Precondition.ABSENT)).isEqualTo(Verdict.ACCEPTED);
    long assigned = numbers.version;
    assertFailed(numbers.assign(Precondition.ABSENT));
    assertThat(Objects.requireNonNull(numbers.fact).version()).isEqualTo(assigned);

    // A lock changes what is known of the number.
    assertFailed(numbers.lock(true, Precondition.standsAt(numbers.version)));
    assertThat(numbers.lock(true, Precondition.standsAt(assigned))).isEqualTo(Verdict.ACCEPTED);
    long locked = numbers.version;
    assertFailed(numbers.assign(Precondition.standsAt(assigned)));
    assertThat(numbers.assign(Precondition.standsAt(locked))).isEqualTo(Verdict.ACCEPTED);

    assertFailed(numbers.withdraw(Precondition.standsAt(locked)));
    assertThat(numbers.withdraw(Precondition.EXISTS)).isEqualTo(Verdict.ACCEPTED);
    assertFailed(numbers.assign(Precondition.standsAt(numbers.version)));
    assertThat(numbers.assign(Precondition.ABSENT)).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void aPortStandsAtTheCommandThatMovedItLast() {
    Numbers numbers = new Numbers();
    numbers.assign(Precondition.NONE);
    assertThat(
            numbers.say(
                BETA,
                new NumberCommand.RequestPort(
                    Numbers.NUMBER, assignment("beta"), Port.AT_ONCE, 100_000, 100_000),
                Precondition.NONE))
        .isEqualTo(Verdict.ACCEPTED);
    long asked = numbers.version;
    NumberCommand confirm = new NumberCommand.ConfirmPort(Numbers.NUMBER, asked);
    NumberCommand cancel = new NumberCommand.CancelPort(Numbers.NUMBER, asked);
    assertFailed(numbers.say(ACME, confirm, Precondition.standsAt(asked - 1)));
    assertThat(numbers.say(ACME, confirm, Precondition.standsAt(asked)))
        .isEqualTo(Verdict.ACCEPTED);
    // What is not legal any more is told as such, whatever was expected.
    assertRefused(
        Refusal.PORT_STATE, numbers.say(BETA, cancel, Precondition.standsAt(numbers.version)));
  }

  @Test
  void aPreconditionHasAVersionWhenItNeedsOne() {
    assertThatThrownBy(() -> Precondition.standsAt(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Precondition(Precondition.Kind.EXISTS, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A number of acme's block under one command after the other. */
  private static final class Numbers {
    static final PhoneNumber NUMBER = number("+447106123456");
    private static final Directory DIRECTORY =
        directory(isp("acme"), isp("beta"), block("44", "acme"));

    @Nullable NumberFact fact;
    long version = 10;

    Verdict assign(Precondition precondition) {
      return say(ACME, new NumberCommand.Assign(NUMBER, assignment("acme")), precondition);
    }

    Verdict withdraw(Precondition precondition) {
      return say(ACME, new NumberCommand.Withdraw(NUMBER), precondition);
    }

    Verdict lock(boolean locked, Precondition precondition) {
      return say(ACME, new NumberCommand.Lock(NUMBER, locked), precondition);
    }

    Verdict say(Actor actor, NumberCommand command, Precondition precondition) {
      NumberFact before = fact;
      NumberRules.Applied applied =
          NumberRules.apply(
              DIRECTORY, before, new Origin(++version, actor, NOON), command, precondition);
      fact = applied.fact();
      if (!applied.verdict().accepted()) {
        assertThat(fact).isSameAs(before);
      }
      return applied.verdict();
    }
  }
}
