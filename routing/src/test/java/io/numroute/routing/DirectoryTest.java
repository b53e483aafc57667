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

  private static void assertRefused(
      Refusal code, String detail, Directory directory, Actor actor, DirectoryCommand command) {
    assertThat(verdict(directory, actor, command)).isEqualTo(Verdict.refused(code, detail));
  }

  @Test
  void aProfile_namesWhatIsThereAndGranted() {
    Directory directory =
        directory(isp("acme"), isp("beta"), gateway("acme", "gw1"), gateway("beta", "gw1"));
    DirectoryCommand lost =
        put(
            TestObjects.profile(
                "acme",
                "office",
                TestObjects.refuse("closed", null, 480, "closed"),
                TestObjects.offer(
                    "open",
                    TestObjects.target("acme", "gw1", 0, 1),
                    TestObjects.target("acme", "gw9", 0, 1))));
    assertRefused(
        Refusal.UNKNOWN_GATEWAY,
        "/rules/1/targets/1/gateway: no gateway acme/gw9",
        directory,
        ACME,
        lost);
    DirectoryCommand others =
        put(
            TestObjects.profile(
                "acme", "office", TestObjects.offer("o", TestObjects.target("beta", "gw1", 0, 1))));
    assertRefused(
        Refusal.NOT_GRANTED,
        "/rules/0/targets/0/gateway: beta did not grant beta/gw1 to acme",
        directory,
        ACME,
        others);
    Agreement grant =
        new Agreement(
            id("beta"),
            java.util.List.of(),
            java.util.List.of(),
            java.util.List.of(
                new Agreement.Grant(id("acme"), java.util.Set.of("gw1"), Validity.ALWAYS)));
    Directory granted = after(directory, Actor.AUTHORITY, put(grant));
    after(granted, ACME, others);
    assertRefused(Refusal.NOT_ALLOWED, granted, BETA, others);
    assertRefused(
        Refusal.UNKNOWN_ISP,
        "no ISP nobody",
        directory,
        Actor.AUTHORITY,
        put(TestObjects.profile("nobody", "office")));
  }

  @Test
  void whatIsNamed_isNotDeleted() {
    Directory directory =
        directory(
            isp("acme"),
            gateway("acme", "gw1"),
            TestObjects.profile(
                "acme", "office", TestObjects.offer("o", TestObjects.target("acme", "gw1", 0, 1))));
    GatewayId gateway = new GatewayId(id("acme"), "gw1");
    ProfileId office = new ProfileId(id("acme"), "office");
    assertRefused(
        Refusal.IN_USE,
        "profile acme/office names it in /rules/0",
        directory,
        ACME,
        new DirectoryCommand.DeleteGateway(gateway));
    DirectoryCommand makeDefault =
        put(new Isp(id("acme"), "Acme", IspState.ACTIVE, null, "office"));
    Directory chosen = after(directory, ACME, makeDefault);
    assertRefused(
        Refusal.IN_USE,
        "acme/office is the default profile of its ISP",
        chosen,
        ACME,
        new DirectoryCommand.DeleteProfile(office));
    Directory free = after(chosen, ACME, named(isp("acme").name(), null));
    free = after(free, ACME, new DirectoryCommand.DeleteProfile(office));
    assertThat(free.profile(office)).isNull();
    free = after(free, ACME, new DirectoryCommand.DeleteGateway(gateway));
    assertThat(free.gateway(gateway)).isNull();
    assertRefused(
        Refusal.NOT_FOUND,
        "no profile acme/office",
        free,
        ACME,
        new DirectoryCommand.DeleteProfile(office));
    assertRefused(
        Refusal.UNKNOWN_PROFILE,
        "/defaultProfile: acme has no profile office",
        free,
        ACME,
        makeDefault);
  }

  private static DirectoryCommand named(
      String name, @org.jspecify.annotations.Nullable String profile) {
    return TestObjects.put(new Isp(id("acme"), name, IspState.ACTIVE, null, profile));
  }

  @Test
  void aHolder_reroutesItsBlockButChangesNothingElse() {
    Directory directory =
        directory(
            isp("acme"), isp("beta"), block("44", "acme"), TestObjects.profile("acme", "office"));
    Block rerouted =
        new Block(prefix("44"), Block.ANY_LENGTH, id("acme"), "office", Validity.ALWAYS);
    Directory changed = after(directory, ACME, put(rerouted));
    Directory.Holding holding = java.util.Objects.requireNonNull(changed.block(prefix("44")));
    assertThat(holding.givenBy()).as("it can still be taken back").isEqualTo(Actor.AUTHORITY);
    assertThat(holding.origin().actor()).isEqualTo(ACME);
    assertRefused(
        Refusal.NOT_ALLOWED,
        directory,
        ACME,
        put(new Block(prefix("44"), 9, id("acme"), "office", Validity.ALWAYS)));
    assertRefused(Refusal.NOT_ALLOWED, directory, BETA, put(rerouted));
    assertRefused(
        Refusal.UNKNOWN_PROFILE,
        "/profile: acme has no profile home",
        directory,
        ACME,
        put(new Block(prefix("44"), Block.ANY_LENGTH, id("acme"), "home", Validity.ALWAYS)));
  }

  @Test
  void anIsp_hasAThousandGatewaysAtMost() {
    Directory directory = directory(isp("acme"));
    for (int i = 0; i < Directory.Member.MAX_OF_EACH; i++) {
      directory = after(directory, ACME, put(gateway("acme", "gw" + i)));
    }
    assertRefused(
        Refusal.LIMIT,
        "acme has 1000 gateways already",
        directory,
        ACME,
        put(gateway("acme", "one-more")));
    after(directory, ACME, put(gateway("acme", "gw7")));
  }
}
