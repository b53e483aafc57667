package io.numroute.routing;

import static io.numroute.routing.TestObjects.block;
import static io.numroute.routing.TestObjects.directory;
import static io.numroute.routing.TestObjects.gateway;
import static io.numroute.routing.TestObjects.id;
import static io.numroute.routing.TestObjects.isp;
import static io.numroute.routing.TestObjects.prefix;
import static io.numroute.routing.TestObjects.put;
import static io.numroute.routing.TestObjects.suspended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DirectoryTest {
  private static final Actor ACME = Actor.isp(new IspId("acme"));
  private static final Actor BETA = Actor.isp(new IspId("beta"));

  private static Verdict verdict(Directory directory, Actor actor, DirectoryCommand command) {
    Directory.Applied applied =
        directory.apply(new Origin(directory.version() + 1, actor, 0), command);
    assertThat(applied.directory().version()).isEqualTo(directory.version() + 1);
    return applied.verdict();
  }

  private static Directory after(Directory directory, Actor actor, DirectoryCommand command) {
    Directory.Applied applied =
        directory.apply(new Origin(directory.version() + 1, actor, 0), command);
    assertThat(applied.verdict()).isEqualTo(Verdict.ACCEPTED);
    return applied.directory();
  }

  private static void assertRefused(
      Refusal code, Directory directory, Actor actor, DirectoryCommand command) {
    assertThat(verdict(directory, actor, command))
        .isInstanceOfSatisfying(Verdict.Refused.class, r -> assertThat(r.code()).isEqualTo(code));
  }

  @Test
  void onlyTheAuthority_admitsAndSuspends() {
    Directory directory = directory(isp("acme"));
    assertRefused(Refusal.NOT_ALLOWED, directory, BETA, put(isp("beta")));
    assertRefused(Refusal.NOT_ALLOWED, directory, ACME, put(suspended("acme")));
    assertThat(
            verdict(
                directory, ACME, put(new Isp(id("acme"), "Acme Telecom", IspState.ACTIVE, "GB"))))
        .isEqualTo(Verdict.ACCEPTED);
    assertThat(verdict(directory, Actor.AUTHORITY, put(suspended("acme"))))
        .isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void suspendedIsp_doesNotUnsuspendItself() {
    assertRefused(Refusal.NOT_ALLOWED, directory(suspended("acme")), ACME, put(isp("acme")));
  }

  @Test
  void anIsp_changesItsOwnGatewaysOnly() {
    Directory directory = directory(isp("acme"), isp("beta"));
    assertThat(verdict(directory, ACME, put(gateway("acme", "gw1")))).isEqualTo(Verdict.ACCEPTED);
    assertRefused(Refusal.NOT_ALLOWED, directory, BETA, put(gateway("acme", "gw1")));
    assertRefused(Refusal.UNKNOWN_ISP, directory, Actor.AUTHORITY, put(gateway("gamma", "gw1")));
    assertRefused(
        Refusal.NOT_FOUND,
        directory,
        ACME,
        new DirectoryCommand.DeleteGateway(new GatewayId(id("acme"), "gw1")));
    Directory with = after(directory, ACME, put(gateway("acme", "gw1")));
    assertRefused(
        Refusal.NOT_ALLOWED,
        with,
        BETA,
        new DirectoryCommand.DeleteGateway(new GatewayId(id("acme"), "gw1")));
    Directory without =
        after(with, ACME, new DirectoryCommand.DeleteGateway(new GatewayId(id("acme"), "gw1")));
    assertThat(without.gateway(new GatewayId(id("acme"), "gw1"))).isNull();
  }

  @Test
  void gateways_stayOrderedById() {
    Directory directory =
        directory(
            isp("acme"),
            gateway("acme", "gw2"),
            gateway("acme", "gw10"),
            gateway("acme", "a"),
            gateway("acme", "gw2"));
    Directory.Member acme = java.util.Objects.requireNonNull(directory.member(id("acme")));
    assertThat(acme.gateways())
        .extracting(g -> g.gateway().id().name())
        .containsExactly("a", "gw10", "gw2");
    assertThat(acme.gateways())
        .extracting(Directory.VersionedGateway::version)
        .containsExactly(3L, 2L, 4L);
  }

  @Test
  void aHolder_delegatesInsideItsBlock() {
    Directory directory = directory(isp("acme"), isp("beta"), block("44", "acme"));
    assertThat(verdict(directory, ACME, put(block("4471", "beta")))).isEqualTo(Verdict.ACCEPTED);
    assertRefused(Refusal.NOT_ALLOWED, directory, ACME, put(block("49", "acme")));
    assertRefused(Refusal.NOT_ALLOWED, directory, BETA, put(block("4471", "beta")));
    assertRefused(Refusal.NOT_ALLOWED, directory, ACME, put(block("44", "beta")));
    assertRefused(Refusal.UNKNOWN_ISP, directory, ACME, put(block("4471", "gamma")));
  }

  @Test
  void aHolder_doesNotTakeWhatTheAuthorityGave() {
    Directory directory =
        directory(isp("acme"), isp("beta"), block("44", "acme"), block("4471", "beta"));
    assertRefused(Refusal.NOT_ALLOWED, directory, ACME, put(block("4471", "acme")));
    assertRefused(
        Refusal.NOT_ALLOWED, directory, ACME, new DirectoryCommand.DeleteBlock(prefix("4471")));
    assertRefused(Refusal.NOT_ALLOWED, directory, ACME, put(block("44712", "acme")));
    assertThat(verdict(directory, BETA, new DirectoryCommand.DeleteBlock(prefix("4471"))))
        .isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void aDelegation_isTakenBackByTheDelegator() {
    Directory directory = directory(isp("acme"), isp("beta"), block("44", "acme"));
    Directory delegated = after(directory, ACME, put(block("4471", "beta")));
    assertThat(verdict(delegated, ACME, new DirectoryCommand.DeleteBlock(prefix("4471"))))
        .isEqualTo(Verdict.ACCEPTED);
    assertRefused(
        Refusal.NOT_FOUND, directory, ACME, new DirectoryCommand.DeleteBlock(prefix("4471")));
  }

  @Test
  void anIspInUse_isNotTakenOut() {
    Directory directory = directory(isp("acme"), block("44", "acme"), block("45", "acme"));
    assertRefused(
        Refusal.IN_USE, directory, Actor.AUTHORITY, new DirectoryCommand.DeleteIsp(id("acme")));
    assertRefused(Refusal.NOT_ALLOWED, directory, ACME, new DirectoryCommand.DeleteIsp(id("acme")));
    Directory free =
        after(directory, Actor.AUTHORITY, new DirectoryCommand.DeleteBlock(prefix("44")));
    assertRefused(
        Refusal.IN_USE, free, Actor.AUTHORITY, new DirectoryCommand.DeleteIsp(id("acme")));
    free = after(free, Actor.AUTHORITY, new DirectoryCommand.DeleteBlock(prefix("45")));
    assertThat(after(free, Actor.AUTHORITY, new DirectoryCommand.DeleteIsp(id("acme"))).ispCount())
        .isZero();
  }

  @Test
  void aBlockGivenToAnother_isCountedThere() {
    Directory directory =
        directory(isp("acme"), isp("beta"), block("44", "acme"), block("44", "beta"));
    assertThat(java.util.Objects.requireNonNull(directory.member(id("acme"))).blocks()).isZero();
    assertThat(java.util.Objects.requireNonNull(directory.member(id("beta"))).blocks())
        .isEqualTo(1);
  }

  @Test
  void versions_onlyGrow() {
    Directory directory = directory(isp("acme"));
    assertThatThrownBy(() -> directory.apply(new Origin(0, Actor.AUTHORITY, 0), put(isp("beta"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> directory.skip(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(directory.skip(9).version()).isEqualTo(9);
    assertThat(directory.skip(9).ispCount()).isEqualTo(1);
  }
}
