package io.numroute.routing;

import static io.numroute.routing.TestObjects.NOON;
import static io.numroute.routing.TestObjects.assignment;
import static io.numroute.routing.TestObjects.block;
import static io.numroute.routing.TestObjects.directory;
import static io.numroute.routing.TestObjects.followed;
import static io.numroute.routing.TestObjects.id;
import static io.numroute.routing.TestObjects.isp;
import static io.numroute.routing.TestObjects.number;
import static io.numroute.routing.TestObjects.prefix;
import static io.numroute.routing.TestObjects.profile;
import static io.numroute.routing.TestObjects.put;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who may schedule what of a block, and who disposes of it and its numbers at which time. */
class BlockHandoverTest {
  private static final long T = NOON + 5000;
  private static final Actor ACME = Actor.isp(new IspId("acme"));
  private static final Actor BETA = Actor.isp(new IspId("beta"));
  private static final Actor GAMMA = Actor.isp(new IspId("gamma"));
  private static final Verdict NOT_TO_GIVE =
      Verdict.refused(Refusal.NOT_ALLOWED, "block 44 is not yours to give");

  /** 44 passes from acme to beta at T. */
  private static final Block HANDOVER = followed(block("44", "acme"), T, block("44", "beta"));

  private static final Directory DIRECTORY =
      directory(
          isp("acme"),
          isp("beta"),
          isp("gamma"),
          profile("acme", "day"),
          profile("beta", "day"),
          HANDOVER);

  private static Directory.Applied apply(
      Directory directory, Actor actor, long atMs, DirectoryCommand command) {
    return directory.apply(new Origin(directory.version() + 1, actor, atMs), command);
  }

  private static Verdict verdict(
      Directory directory, Actor actor, long atMs, DirectoryCommand command) {
    return apply(directory, actor, atMs, command).verdict();
  }

  private static Verdict verdict(Actor actor, long atMs, Block block) {
    return verdict(DIRECTORY, actor, atMs, put(block));
  }

  private static Directory after(
      Directory directory, Actor actor, long atMs, DirectoryCommand command) {
    Directory.Applied applied = apply(directory, actor, atMs, command);
    assertThat(applied.verdict()).isEqualTo(Verdict.ACCEPTED);
    return applied.directory();
  }

  private static Directory.Holding holding(Directory directory, String prefix) {
    return requireNonNull(directory.block(prefix(prefix)));
  }

  private static Block routed(String holder, @Nullable String profile) {
    return new Block(prefix("44"), Block.ANY_LENGTH, id(holder), profile, Validity.ALWAYS);
  }

  @Test
  void aHolder_neitherSchedulesNorCancelsAHandover() {
    Directory plain = directory(isp("acme"), isp("beta"), block("44", "acme"));
    assertThat(verdict(plain, ACME, NOON, put(HANDOVER))).isEqualTo(NOT_TO_GIVE);
    assertThat(verdict(ACME, NOON, block("44", "acme"))).isEqualTo(NOT_TO_GIVE);
    assertThat(verdict(ACME, NOON, followed(block("44", "acme"), T + 1, block("44", "beta"))))
        .isEqualTo(NOT_TO_GIVE);
    assertThat(verdict(ACME, NOON, followed(block("44", "acme"), T - 1, block("44", "beta"))))
        .isEqualTo(NOT_TO_GIVE);
    assertThat(verdict(ACME, NOON, followed(block("44", "acme"), T, block("44", "gamma"))))
        .isEqualTo(NOT_TO_GIVE);
    assertThat(verdict(ACME, NOON, followed(block("44", "acme"), T, block("44", "beta", 12))))
        .isEqualTo(NOT_TO_GIVE);
    Validity shorter = new Validity(Long.MIN_VALUE, T + 9);
    assertThat(
            verdict(
                ACME,
                NOON,
                followed(
                    block("44", "acme"),
                    T,
                    new Block(prefix("44"), Block.ANY_LENGTH, id("beta"), shorter))))
        .isEqualTo(NOT_TO_GIVE);
    assertThat(verdict(GAMMA, NOON, HANDOVER)).as("not even as it is").isEqualTo(NOT_TO_GIVE);
    assertThat(verdict(Actor.AUTHORITY, NOON, block("44", "acme"))).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void aHolder_schedulesItsOwnProfile() {
    Directory plain =
        directory(isp("acme"), isp("beta"), profile("acme", "day"), block("44", "acme"));
    Block scheduled = followed(block("44", "acme"), T, routed("acme", "day"));
    Directory later = after(plain, ACME, NOON, put(scheduled));
    assertThat(holding(later, "44").givenBy()).isEqualTo(Actor.AUTHORITY);
    assertThat(holding(later, "44").block()).isEqualTo(scheduled);
    Directory never = after(later, ACME, NOON, put(block("44", "acme")));
    assertThat(holding(never, "44").block().successor()).isNull();
    assertThat(verdict(plain, BETA, NOON, put(scheduled))).isEqualTo(NOT_TO_GIVE);
    assertThat(
            verdict(plain, ACME, NOON, put(followed(block("44", "acme"), T, routed("acme", "x")))))
        .isEqualTo(
            Verdict.refused(Refusal.UNKNOWN_PROFILE, "/successor/profile: acme has no profile x"));
  }

  @Test
  void each_routesTheNumbersOfItsOwnTime() {
    Block acmes = followed(routed("acme", "day"), T, block("44", "beta"));
    Block betas = followed(block("44", "acme"), T, routed("beta", "day"));
    assertThat(verdict(ACME, NOON, acmes)).isEqualTo(Verdict.ACCEPTED);
    assertThat(verdict(BETA, NOON, acmes)).isEqualTo(NOT_TO_GIVE);
    assertThat(verdict(BETA, NOON, betas)).isEqualTo(Verdict.ACCEPTED);
    assertThat(verdict(ACME, NOON, betas)).isEqualTo(NOT_TO_GIVE);
    assertThat(holding(after(DIRECTORY, BETA, NOON, put(betas)), "44").givenBy())
        .as("it can still be taken back")
        .isEqualTo(Actor.AUTHORITY);
  }

  @Test
  void afterTheInstant_theOldHolderHasNoSay_andTheNewOneNeedNotRepeatThePast() {
    assertThat(verdict(ACME, T - 1, followed(routed("acme", "day"), T, block("44", "beta"))))
        .isEqualTo(Verdict.ACCEPTED);
    assertThat(verdict(ACME, T, followed(routed("acme", "day"), T, block("44", "beta"))))
        .isEqualTo(NOT_TO_GIVE);
    assertThat(verdict(BETA, T - 1, routed("beta", "day"))).isEqualTo(NOT_TO_GIVE);
    Directory changed = after(DIRECTORY, BETA, T, put(routed("beta", "day")));
    assertThat(holding(changed, "44").givenBy()).isEqualTo(Actor.AUTHORITY);
    assertThat(verdict(BETA, T, followed(block("44", "acme"), T, routed("beta", "day"))))
        .isEqualTo(Verdict.ACCEPTED);
    assertThat(verdict(BETA, T, followed(block("44", "beta"), T + 9, routed("beta", "day"))))
        .isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void aSuccessor_namesWhatIsThere() {
    assertThat(
            verdict(Actor.AUTHORITY, NOON, followed(block("44", "acme"), T, block("44", "nobody"))))
        .isEqualTo(Verdict.refused(Refusal.UNKNOWN_ISP, "/successor/holder: no ISP nobody"));
    assertThat(
            verdict(Actor.AUTHORITY, NOON, followed(block("44", "acme"), T, routed("beta", "x"))))
        .isEqualTo(
            Verdict.refused(Refusal.UNKNOWN_PROFILE, "/successor/profile: beta has no profile x"));
    assertThat(verdict(Actor.AUTHORITY, NOON, block("44", "nobody")))
        .isEqualTo(Verdict.refused(Refusal.UNKNOWN_ISP, "/holder: no ISP nobody"));
  }

  @Test
  void whoHoldsTheCoveringBlockAtTheTime_delegates() {
    DirectoryCommand delegation = put(block("4471", "gamma"));
    assertThat(verdict(DIRECTORY, ACME, T - 1, delegation)).isEqualTo(Verdict.ACCEPTED);
    assertThat(verdict(DIRECTORY, ACME, T, delegation))
        .isEqualTo(Verdict.refused(Refusal.NOT_ALLOWED, "block 4471 is not yours to give"));
    assertThat(verdict(DIRECTORY, BETA, T - 1, delegation))
        .isEqualTo(Verdict.refused(Refusal.NOT_ALLOWED, "block 4471 is not yours to give"));
    assertThat(verdict(DIRECTORY, BETA, T, delegation)).isEqualTo(Verdict.ACCEPTED);
    assertThat(
            verdict(
                DIRECTORY,
                ACME,
                NOON,
                put(followed(block("4471", "gamma"), T, block("4471", "beta")))))
        .as("a delegation may pass on too")
        .isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void aCoveringBlockThatIsNotInForce_givesNoRight() {
    Validity bounded = new Validity(NOON, T);
    Directory directory =
        directory(
            isp("acme"),
            isp("beta"),
            block("4", "beta"),
            new Block(prefix("44"), Block.ANY_LENGTH, id("acme"), bounded));
    DirectoryCommand delegation = put(block("4471", "beta"));
    assertThat(verdict(directory, ACME, NOON, delegation)).isEqualTo(Verdict.ACCEPTED);
    assertThat(verdict(directory, ACME, T, delegation).accepted()).isFalse();
    assertThat(verdict(directory, ACME, NOON - 1, delegation).accepted()).isFalse();
    assertThat(verdict(directory, BETA, NOON, delegation).accepted()).isFalse();
    assertThat(verdict(directory, BETA, T, delegation)).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void whoGaveAPart_takesItBackWhileItHoldsTheWhole() {
    Directory delegated = after(DIRECTORY, ACME, NOON, put(block("4471", "gamma")));
    DirectoryCommand delete = new DirectoryCommand.DeleteBlock(prefix("4471"));
    Verdict notYours = Verdict.refused(Refusal.NOT_ALLOWED, "block 4471 is not yours");
    assertThat(verdict(delegated, ACME, T - 1, delete)).isEqualTo(Verdict.ACCEPTED);
    assertThat(verdict(delegated, ACME, T, delete)).isEqualTo(notYours);
    assertThat(verdict(delegated, BETA, T, delete)).as("it did not give it").isEqualTo(notYours);
    assertThat(verdict(delegated, GAMMA, T, delete)).isEqualTo(Verdict.ACCEPTED);
    Verdict notToGive = Verdict.refused(Refusal.NOT_ALLOWED, "block 4471 is not yours to give");
    assertThat(verdict(delegated, ACME, T - 1, put(block("4471", "beta"))))
        .isEqualTo(Verdict.ACCEPTED);
    assertThat(verdict(delegated, ACME, T, put(block("4471", "beta")))).isEqualTo(notToGive);
    assertThat(verdict(delegated, BETA, T, put(block("4471", "beta")))).isEqualTo(notToGive);
  }

  @Test
  void aPartOfOnesOwn_isRoutedByItsHolder_whoeverHoldsTheWhole() {
    Directory own = after(DIRECTORY, ACME, NOON, put(block("4471", "acme")));
    Block day = new Block(prefix("4471"), Block.ANY_LENGTH, id("acme"), "day", Validity.ALWAYS);
    assertThat(verdict(own, ACME, T, put(day))).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void whatPassesToAnother_isNotGivenBack() {
    DirectoryCommand delete = new DirectoryCommand.DeleteBlock(prefix("44"));
    assertThat(verdict(DIRECTORY, ACME, T - 1, delete))
        .isEqualTo(Verdict.refused(Refusal.NOT_ALLOWED, "block 44 passes to beta"));
    assertThat(verdict(DIRECTORY, ACME, T, delete))
        .isEqualTo(Verdict.refused(Refusal.NOT_ALLOWED, "block 44 is not yours"));
    assertThat(verdict(DIRECTORY, BETA, T - 1, delete))
        .isEqualTo(Verdict.refused(Refusal.NOT_ALLOWED, "block 44 is not yours"));
    assertThat(verdict(DIRECTORY, BETA, T, delete)).isEqualTo(Verdict.ACCEPTED);
    assertThat(verdict(DIRECTORY, Actor.AUTHORITY, NOON, delete)).isEqualTo(Verdict.ACCEPTED);
    Directory own =
        directory(isp("acme"), followed(block("44", "acme"), T, block("44", "acme", 12)));
    assertThat(verdict(own, ACME, NOON, delete)).isEqualTo(Verdict.ACCEPTED);
  }

  private static int blocks(Directory directory, String isp) {
    return requireNonNull(directory.member(id(isp))).blocks();
  }

  @Test
  void anIspThatIsToHoldABlock_isNotTakenOut() {
    DirectoryCommand delete = new DirectoryCommand.DeleteIsp(id("beta"));
    assertThat(verdict(DIRECTORY, Actor.AUTHORITY, NOON, delete))
        .isEqualTo(Verdict.refused(Refusal.IN_USE, "beta has 1 blocks and 0 gateways"));
    assertThat(blocks(DIRECTORY, "acme")).isEqualTo(1);
    Directory free = after(DIRECTORY, Actor.AUTHORITY, NOON, put(block("44", "acme")));
    assertThat(verdict(free, Actor.AUTHORITY, NOON, delete)).isEqualTo(Verdict.ACCEPTED);
    assertThat(blocks(free, "acme")).isEqualTo(1);
  }

  @Test
  void aBlockThatNamesAnIspTwice_isCountedOnce() {
    Directory twice =
        after(
            DIRECTORY,
            Actor.AUTHORITY,
            NOON,
            put(followed(block("44", "beta"), T, block("44", "beta", 12))));
    assertThat(blocks(twice, "beta")).isEqualTo(1);
    assertThat(blocks(twice, "acme")).isZero();
    Directory none =
        after(twice, Actor.AUTHORITY, NOON, new DirectoryCommand.DeleteBlock(prefix("44")));
    assertThat(blocks(none, "beta")).isZero();
    Directory gone =
        after(DIRECTORY, Actor.AUTHORITY, NOON, new DirectoryCommand.DeleteBlock(prefix("44")));
    assertThat(blocks(gone, "acme")).isZero();
    assertThat(blocks(gone, "beta")).isZero();
  }

  private static Verdict assign(Directory directory, Actor actor, long atMs, String number) {
    return NumberRules.apply(
            directory,
            null,
            new Origin(9, actor, atMs),
            new NumberCommand.Assign(number(number), assignment("acme")))
        .verdict();
  }

  @Test
  void numbers_areAssignedByWhoHoldsTheBlockAtTheTime() {
    Verdict foreign =
        Verdict.refused(Refusal.NOT_IN_OWN_BLOCK, "the number lies in no block of yours");
    assertThat(assign(DIRECTORY, ACME, T - 1, "+447106123456")).isEqualTo(Verdict.ACCEPTED);
    assertThat(assign(DIRECTORY, ACME, T, "+447106123456")).isEqualTo(foreign);
    assertThat(assign(DIRECTORY, BETA, T - 1, "+447106123456")).isEqualTo(foreign);
    assertThat(assign(DIRECTORY, BETA, T, "+447106123456")).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void aNumberWithoutAnAssignment_isServedByWhoHoldsTheBlockAtTheTime() {
    NumberCommand lock = new NumberCommand.Lock(number("+447106123456"), true);
    Verdict foreign = Verdict.refused(Refusal.NOT_ALLOWED, "the number is served by somebody else");
    assertThat(verdict(ACME, T - 1, lock)).isEqualTo(Verdict.ACCEPTED);
    assertThat(verdict(BETA, T - 1, lock)).isEqualTo(foreign);
    assertThat(verdict(ACME, T, lock)).isEqualTo(foreign);
    assertThat(verdict(BETA, T, lock)).isEqualTo(Verdict.ACCEPTED);
  }

  private static Verdict verdict(Actor actor, long atMs, NumberCommand command) {
    return NumberRules.apply(DIRECTORY, null, new Origin(9, actor, atMs), command).verdict();
  }

  @Test
  void aBlockThatIsNotInForce_givesNoNumbers() {
    Block bounded = new Block(prefix("4471"), 12, id("beta"), new Validity(NOON, T));
    Directory directory = directory(isp("acme"), isp("beta"), block("44", "acme"), bounded);
    assertThat(assign(directory, BETA, NOON - 1, "+447106123456").accepted()).isFalse();
    assertThat(assign(directory, ACME, NOON - 1, "+447106123456")).isEqualTo(Verdict.ACCEPTED);
    assertThat(assign(directory, BETA, NOON, "+447106123456")).isEqualTo(Verdict.ACCEPTED);
    assertThat(assign(directory, ACME, NOON, "+447106123456").accepted()).isFalse();
    assertThat(assign(directory, BETA, T, "+447106123456").accepted()).isFalse();
    assertThat(assign(directory, ACME, T, "+4471061234"))
        .as("of any length")
        .isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void aNumbersLength_isTheBlocksAtTheTime() {
    Directory directory =
        directory(isp("acme"), followed(block("44", "acme", 12), T, block("44", "acme", 13)));
    Verdict wrong = Verdict.refused(Refusal.WRONG_LENGTH, "numbers of block 44 have 13 digits");
    assertThat(assign(directory, ACME, T - 1, "+447106123456")).isEqualTo(Verdict.ACCEPTED);
    assertThat(assign(directory, ACME, T, "+447106123456")).isEqualTo(wrong);
    assertThat(assign(directory, ACME, T, "+4471061234567")).isEqualTo(Verdict.ACCEPTED);
  }
}
