package io.numroute.routing;

import static io.numroute.routing.TestObjects.NOON;
import static io.numroute.routing.TestObjects.assignment;
import static io.numroute.routing.TestObjects.block;
import static io.numroute.routing.TestObjects.directory;
import static io.numroute.routing.TestObjects.gateway;
import static io.numroute.routing.TestObjects.id;
import static io.numroute.routing.TestObjects.isp;
import static io.numroute.routing.TestObjects.offer;
import static io.numroute.routing.TestObjects.prefixes;
import static io.numroute.routing.TestObjects.profile;
import static io.numroute.routing.TestObjects.query;
import static io.numroute.routing.TestObjects.refuse;
import static io.numroute.routing.TestObjects.rule;
import static io.numroute.routing.TestObjects.suspended;
import static io.numroute.routing.TestObjects.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.routing.Outcome.DropReason;
import io.numroute.routing.time.Recurrence;
import io.numroute.routing.time.TimeCondition;
import io.numroute.routing.time.Window;
import io.numroute.routing.time.WindowLength;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Profiles, agreements, grants, observed states and successors, one behaviour a test. Long, because
 * it is a list of them on one small directory.
 */
class ProfileDecisionTest {
  private static final String NUMBER = "+442012345678";
  private static final TimeCondition OFFICE =
      new TimeCondition.In(
          new Window(
              Window.zone("Europe/London"),
              LocalDateTime.parse("2026-01-05T09:00:00"),
              WindowLength.Nominal.parse("PT8H"),
              Recurrence.parse("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")));
  private static final long MONDAY_10 = ms("2026-11-23T10:00:00Z");
  private static final long MONDAY_20 = ms("2026-11-23T20:00:00Z");

  private static long ms(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  /** Acme with three gateways and that default profile; beta asks. */
  private static Directory with(Rule... rules) {
    return with(null, rules);
  }

  private static Directory with(@Nullable Record more, Rule... rules) {
    Directory directory =
        directory(
            isp("acme"),
            isp("beta"),
            isp("gamma"),
            block("44", "acme"),
            gateway("acme", "gw1"),
            gateway("acme", "gw2"),
            gateway("acme", "gw3"),
            gateway("gamma", "gw1"));
    if (more != null) {
      directory = put(directory, TestObjects.put(more));
    }
    directory = put(directory, TestObjects.put(profile("acme", "office", rules)));
    return put(
        directory, TestObjects.put(new Isp(id("acme"), "Acme", IspState.ACTIVE, null, "office")));
  }

  private static Directory put(Directory directory, DirectoryCommand command) {
    Directory.Applied applied = apply(directory, Actor.AUTHORITY, command);
    assertThat(applied.verdict()).isEqualTo(Verdict.ACCEPTED);
    return applied.directory();
  }

  private static Directory.Applied apply(
      Directory directory, Actor actor, DirectoryCommand command) {
    return directory.apply(new Origin(directory.version() + 1, actor, NOON), command);
  }

  private static Decision decide(Directory directory, RouteQuery query) {
    return Decider.decide(query, directory, null, GatewayStates.none());
  }

  private static List<String> order(Directory directory, RouteQuery query) {
    return order(decide(directory, query));
  }

  private static List<String> order(Decision decision) {
    assertThat(decision.outcome()).isInstanceOf(Outcome.Routed.class);
    return List.of(((Outcome.Routed) decision.outcome()).gateways()).stream()
        .map(g -> g.gateway().id().toString())
        .toList();
  }

  private static RouteQuery at(long atMs) {
    return query("beta", NUMBER, Media.VOICE, atMs);
  }

  @Test
  void firstRuleThatHolds_decides() {
    Directory directory =
        with(
            rule("office", OFFICE, Rule.Calls.ANY, target("acme", "gw2", 0, 1)),
            offer("night", target("acme", "gw3", 0, 1)));
    assertThat(order(directory, at(MONDAY_10))).containsExactly("acme/gw2");
    assertThat(order(directory, at(MONDAY_20))).containsExactly("acme/gw3");
  }

  @Test
  void noRuleHolds_allGatewaysServe() {
    Directory directory = with(rule("office", OFFICE, Rule.Calls.ANY, target("acme", "gw2", 0, 1)));
    assertThat(order(directory, at(MONDAY_20)))
        .containsExactlyInAnyOrder("acme/gw1", "acme/gw2", "acme/gw3");
  }

  @Test
  void tiersComeInOrder_weightZeroLast_drainingLastOfAll() {
    Directory directory =
        with(
            gateway("acme", "gw1", AdminState.DRAINING, Validity.ALWAYS, EnumSet.of(Media.VOICE)),
            offer(
                "any",
                target("acme", "gw1", 0, 10),
                target("acme", "gw2", 2, 10),
                target("acme", "gw3", 1, 0)));
    for (int call = 0; call < 50; call++) {
      RouteQuery query =
          new RouteQuery(id("beta"), Digits.parse("442012345678"), Media.VOICE, NOON, call, 5);
      assertThat(order(directory, query)).containsExactly("acme/gw3", "acme/gw2", "acme/gw1");
    }
    Directory zero = with(offer("any", target("acme", "gw2", 0, 0), target("acme", "gw3", 0, 1)));
    assertThat(order(zero, at(NOON))).containsExactly("acme/gw3", "acme/gw2");
  }

  @Test
  void max_boundsAProfilesTargets() {
    Directory directory =
        with(
            offer(
                "any",
                target("acme", "gw1", 2, 10),
                target("acme", "gw2", 1, 10),
                target("acme", "gw3", 0, 10)));
    RouteQuery two =
        new RouteQuery(id("beta"), Digits.parse("442012345678"), Media.VOICE, NOON, 7, 2);
    assertThat(order(directory, two)).containsExactly("acme/gw3", "acme/gw2");
  }

  /** So that writing down what holds anyway changes nothing. */
  @Test
  void equalWeights_giveTheOrderOfNoProfile() {
    Directory directory =
        with(
            offer(
                "any",
                target("acme", "gw3", 0, 7),
                target("acme", "gw1", 0, 7),
                target("acme", "gw2", 0, 7)));
    Directory bare = with();
    for (int call = 0; call < 200; call++) {
      RouteQuery query =
          new RouteQuery(
              id("beta"),
              Digits.parse("442012345678"),
              Media.VOICE,
              NOON,
              CallOrder.keyOf("c" + call),
              5);
      assertThat(order(directory, query)).isEqualTo(order(bare, query));
    }
  }

  @Test
  void conditions_mustAllHold() {
    Rule.Calls calls =
        new Rule.Calls(Set.of(id("beta")), Set.of(Media.FAX), prefixes("4420", "4421"), Set.of());
    Directory directory =
        with(
            rule("some", null, calls, target("acme", "gw1", 0, 1)),
            offer("rest", target("acme", "gw2", 0, 1)));
    assertThat(order(directory, query("beta", NUMBER, Media.FAX, NOON)))
        .containsExactly("acme/gw1");
    assertThat(order(directory, query("gamma", NUMBER, Media.FAX, NOON)))
        .containsExactly("acme/gw2");
    assertThat(order(directory, query("beta", NUMBER, Media.VOICE, NOON)))
        .containsExactly("acme/gw2");
    assertThat(order(directory, query("beta", "+442212345678", Media.FAX, NOON)))
        .containsExactly("acme/gw2");
  }

  @Test
  void aServiceNumber_isRoutedByItsService() {
    Rule.Calls orders =
        new Rule.Calls(
            Set.of(), Set.of(), PrefixSet.EMPTY, Set.of(ServiceOperation.PRODUCT_ORDERING));
    Directory directory =
        with(
            rule("orders", null, orders, target("acme", "gw1", 0, 1)),
            offer("rest", target("acme", "gw2", 0, 1)));
    NumberAssignment ordering =
        new NumberAssignment(
            id("acme"), ServiceOperation.PRODUCT_ORDERING, null, null, Validity.ALWAYS);
    NumberFact fact = new NumberFact.Assigned(ordering, Actor.AUTHORITY, 7, 0, NOON);
    Decision decision = Decider.decide(at(NOON), directory, fact, GatewayStates.none());
    assertThat(order(decision)).containsExactly("acme/gw1");
    assertThat(((Outcome.Routed) decision.outcome()).assignment()).isEqualTo(ordering);
    assertThat(order(directory, at(NOON))).containsExactly("acme/gw2");
  }

  @Test
  void numberThenBlockThenIsp_nameTheProfile() {
    Directory directory = with(offer("default", target("acme", "gw1", 0, 1)));
    directory =
        put(
            directory,
            TestObjects.put(profile("acme", "block", offer("b", target("acme", "gw2", 0, 1)))));
    directory =
        put(
            directory,
            TestObjects.put(profile("acme", "number", offer("n", target("acme", "gw3", 0, 1)))));
    directory =
        put(
            directory,
            TestObjects.put(
                new Block(
                    TestObjects.prefix("4420"),
                    Block.ANY_LENGTH,
                    id("acme"),
                    "block",
                    Validity.ALWAYS)));
    NumberAssignment own = new NumberAssignment(id("acme"), null, "number", null, Validity.ALWAYS);
    NumberAssignment lost = new NumberAssignment(id("acme"), null, "gone", null, Validity.ALWAYS);
    assertThat(order(Decider.decide(at(NOON), directory, fact(own), GatewayStates.none())))
        .containsExactly("acme/gw3");
    assertThat(order(Decider.decide(at(NOON), directory, fact(lost), GatewayStates.none())))
        .as("a profile that is not there any more")
        .containsExactly("acme/gw1");
    assertThat(order(directory, at(NOON))).containsExactly("acme/gw2");
    assertThat(order(directory, query("beta", "+449912345678", Media.VOICE, NOON)))
        .containsExactly("acme/gw1");
  }

  private static NumberFact fact(NumberAssignment assignment) {
    return new NumberFact.Assigned(assignment, Actor.AUTHORITY, 7, 0, NOON);
  }

  @Test
  void refusal_carriesTheRulesOwnWords() {
    Directory directory = with(refuse("closed", new TimeCondition.Not(OFFICE), 480, "we sleep"));
    assertThat(decide(directory, at(MONDAY_20)).outcome())
        .isEqualTo(new Outcome.RefusedByRule(id("acme"), "closed", 480, "we sleep"));
    assertThat(order(directory, at(MONDAY_10))).hasSize(3);
  }

  @Test
  void validUntil_isTheNextEdgeOfAWindow() {
    Directory directory = with(refuse("closed", new TimeCondition.Not(OFFICE), 480, "we sleep"));
    long end = ms("2026-11-23T17:00:00Z");
    assertThat(decide(directory, at(end - 10_000)).validUntilMs()).isEqualTo(end);
    assertThat(decide(directory, at(MONDAY_10)).validUntilMs())
        .isEqualTo(MONDAY_10 + Decider.MAX_TTL_MS);
  }

  @Test
  void ruleAndProfileValidity_boundAndDecide() {
    Rule later =
        new Rule(
            "later",
            null,
            Rule.Calls.ANY,
            new Rule.Refuse(404, "moved"),
            new Validity(NOON + 1000, NOON + 2000));
    Directory directory = with(later);
    assertThat(decide(directory, at(NOON)).validUntilMs()).isEqualTo(NOON + 1000);
    assertThat(decide(directory, at(NOON + 1000)).outcome().slug()).isEqualTo("refused-by-rule");
    assertThat(order(directory, at(NOON + 2000))).hasSize(3);

    RoutingProfile ended =
        new RoutingProfile(
            new ProfileId(id("acme"), "office"),
            List.of(refuse("all", null, 603, "no")),
            new Validity(Long.MIN_VALUE, NOON));
    directory = put(directory, TestObjects.put(ended));
    assertThat(decide(directory, at(NOON - 1)).outcome().slug()).isEqualTo("refused-by-rule");
    assertThat(decide(directory, at(NOON - 1)).validUntilMs()).isEqualTo(NOON);
    assertThat(order(directory, at(NOON))).hasSize(3);
  }

  @Test
  void mediaNobodyCarries_saysWhatWouldHaveBeenPossible() {
    Directory directory =
        directory(
            isp("acme"),
            block("44", "acme"),
            gateway(
                "acme",
                "gw1",
                AdminState.ENABLED,
                Validity.ALWAYS,
                EnumSet.of(Media.VOICE, Media.FAX)),
            gateway(
                "acme", "gw2", AdminState.DISABLED, Validity.ALWAYS, EnumSet.allOf(Media.class)));
    assertThat(decide(directory, query("acme", NUMBER, Media.VIDEO, NOON)).outcome())
        .isEqualTo(
            new Outcome.MediaNotCarried(
                id("acme"),
                Set.of(Media.VOICE, Media.FAX),
                List.of(
                    new Outcome.Dropped(new GatewayId(id("acme"), "gw1"), DropReason.MEDIA),
                    new Outcome.Dropped(new GatewayId(id("acme"), "gw2"), DropReason.DISABLED))));
  }

  @Test
  void anothersGateway_servesByGrantOnly() {
    Agreement grant =
        new Agreement(
            id("gamma"),
            List.of(),
            List.of(),
            List.of(
                new Agreement.Grant(
                    id("acme"), Set.of("gw1"), new Validity(Long.MIN_VALUE, NOON + 500))));
    Rule lastResort = offer("any", target("acme", "gw1", 0, 1), target("gamma", "gw1", 9, 1));
    Directory directory = with(grant, lastResort);
    Decision granted = decide(directory, at(NOON));
    assertThat(order(granted)).containsExactly("acme/gw1", "gamma/gw1");
    assertThat(granted.validUntilMs()).isEqualTo(NOON + 500);
    assertThat(order(directory, at(NOON + 500))).containsExactly("acme/gw1");

    Directory withdrawn = put(directory, new DirectoryCommand.DeleteAgreement(id("gamma")));
    assertThat(order(withdrawn, at(NOON))).containsExactly("acme/gw1");
    Directory left = put(directory, TestObjects.put(suspended("gamma")));
    assertThat(order(left, at(NOON))).containsExactly("acme/gw1");
    Directory gone =
        put(directory, new DirectoryCommand.DeleteGateway(new GatewayId(id("gamma"), "gw1")));
    assertThat(order(gone, at(NOON))).containsExactly("acme/gw1");
  }

  @Test
  void whyATargetIsLeftOut_isTold() {
    Agreement grant =
        new Agreement(
            id("gamma"),
            List.of(),
            List.of(),
            List.of(new Agreement.Grant(id("acme"), Set.of(), Validity.ALWAYS)));
    Rule only = offer("only", target("gamma", "gw1", 0, 1));
    Directory directory = with(grant, only);
    assertThat(dropReason(put(directory, new DirectoryCommand.DeleteAgreement(id("gamma")))))
        .isEqualTo(DropReason.NOT_GRANTED);
    assertThat(dropReason(put(directory, TestObjects.put(suspended("gamma")))))
        .isEqualTo(DropReason.OWNER_SUSPENDED);
    assertThat(
            dropReason(
                put(
                    directory,
                    new DirectoryCommand.DeleteGateway(new GatewayId(id("gamma"), "gw1")))))
        .isEqualTo(DropReason.GONE);
  }

  private static DropReason dropReason(Directory directory) {
    return ((Outcome.NoGateway) decide(directory, at(NOON)).outcome()).dropped().get(0).reason();
  }

  @Test
  void agreements_refuseByTheFirstEntryThatSpeaks() {
    Agreement acme =
        new Agreement(
            id("acme"),
            List.of(),
            List.of(
                new Agreement.Permission(true, Set.of(id("beta")), prefixes("4420")),
                new Agreement.Permission(false, Set.of(id("beta")), PrefixSet.EMPTY)),
            List.of());
    Agreement gamma =
        new Agreement(
            id("gamma"),
            List.of(new Agreement.Permission(false, Set.of(), prefixes("442"))),
            List.of(),
            List.of());
    Directory directory = put(with(acme), TestObjects.put(gamma));
    assertThat(order(directory, query("beta", NUMBER))).hasSize(3);
    assertThat(decide(directory, query("beta", "+443012345678")).outcome())
        .isEqualTo(new Outcome.RefusedByAgreement(id("acme"), id("acme")));
    assertThat(decide(directory, query("gamma", NUMBER)).outcome())
        .isEqualTo(new Outcome.RefusedByAgreement(id("acme"), id("gamma")));
    assertThat(order(directory, query("gamma", "+443012345678"))).hasSize(3);
  }

  @Test
  void agreements_areTheAuthoritysUntilProvisioningSettlesThem() {
    Directory directory = with();
    Agreement own = new Agreement(id("acme"), List.of(), List.of(), List.of());
    assertThat(
            apply(directory, Actor.isp(id("acme")), new DirectoryCommand.PutAgreement(own))
                .verdict())
        .isInstanceOfSatisfying(
            Verdict.Refused.class, r -> assertThat(r.code()).isEqualTo(Refusal.NOT_ALLOWED));
  }

  @Test
  void aGatewayReportedDown_isLeftOutUntilTheReportExpires() {
    Directory directory = with();
    GatewayId gw2 = new GatewayId(id("acme"), "gw2");
    GatewayStates states =
        GatewayStates.none()
            .with(
                new GatewayStates.Report(
                    gw2, false, NOON + 30_000, Actor.isp(id("acme")), 3, NOON - 100));
    Decision down = Decider.decide(at(NOON), directory, null, states);
    assertThat(order(down)).containsExactlyInAnyOrder("acme/gw1", "acme/gw3");
    assertThat(down.validUntilMs()).isEqualTo(NOON + 30_000);
    assertThat(order(Decider.decide(at(NOON + 30_000), directory, null, states))).hasSize(3);
    assertThat(order(Decider.decide(at(NOON - 101), directory, null, states))).hasSize(3);
    Decision explained = Decider.explain(at(NOON), directory, null, states);
    assertThat(explained.steps())
        .anySatisfy(
            step -> {
              assertThat(step.source()).isEqualTo(Decision.Source.GATEWAY_STATE);
              assertThat(step.finding()).startsWith("acme/gw2 is left out: reported down until");
              assertThat(step.origin()).isEqualTo(new Origin(3, Actor.isp(id("acme")), NOON - 100));
            });
  }

  @Test
  void aSuccessor_takesEffectAtExactlyItsInstant() {
    Directory directory = put(with(), TestObjects.put(gateway("beta", "gw1")));
    NumberAssignment ported =
        new NumberAssignment(
            id("acme"),
            null,
            null,
            null,
            Validity.ALWAYS,
            new NumberAssignment.Successor(NOON + 5000, assignment("beta")));
    NumberFact fact = new NumberFact.Assigned(ported, Actor.AUTHORITY, 7, 0, NOON);
    Decision before = Decider.decide(at(NOON), directory, fact, GatewayStates.none());
    assertThat(((Outcome.Routed) before.outcome()).servingIsp()).isEqualTo(id("acme"));
    assertThat(before.validUntilMs()).isEqualTo(NOON + 5000);
    Decision after = Decider.decide(at(NOON + 5000), directory, fact, GatewayStates.none());
    assertThat(((Outcome.Routed) after.outcome()).servingIsp()).isEqualTo(id("beta"));
    assertThat(Decider.explain(at(NOON), directory, fact, GatewayStates.none()).steps())
        .anySatisfy(step -> assertThat(step.finding()).startsWith("to be followed by beta from "));
  }

  @Test
  void whatALaterVersionWrote_isLeftOutAndNamed() {
    Directory directory = with(refuse("all", null, 603, "no"));
    Origin later = new Origin(directory.version() + 1, Actor.isp(id("acme")), NOON);
    Directory skipped = directory.skip(later, "profile/acme/office");
    assertThat(order(skipped, at(NOON))).as("its old rules hold no more").hasSize(3);
    assertThat(steps(skipped)).anySatisfy(s -> assertThat(s).contains("does not understand"));
    Directory again =
        put(skipped, TestObjects.put(profile("acme", "office", refuse("x", null, 486, "x"))));
    assertThat(again.notUnderstoodCount()).isZero();
    assertThat(decide(again, at(NOON)).outcome().slug()).isEqualTo("refused-by-rule");

    Directory gateway = with().skip(new Origin(100, Actor.AUTHORITY, NOON), "gateway/acme/gw2");
    assertThat(order(gateway, at(NOON))).containsExactlyInAnyOrder("acme/gw1", "acme/gw3");
    assertThat(steps(gateway)).contains("acme/gw2 is left out: not-understood");
    assertThat(origin(gateway, "acme/gw2 is left out"))
        .isEqualTo(new Origin(100, Actor.AUTHORITY, NOON));
    assertThat(origin(skipped, "profile/acme/office was changed by a later version"))
        .isEqualTo(later);
    for (String entity : List.of("isp/acme", "agreement/acme")) {
      Origin nobody = new Origin(100, Actor.UNKNOWN, NOON);
      assertThat(origin(with().skip(nobody, entity), entity + " was changed by a later version"))
          .isEqualTo(nobody);
    }

    Directory block = with().skip(new Origin(100, Actor.AUTHORITY, NOON), "block/44");
    assertThat(decide(block, at(NOON)).outcome().slug()).isEqualTo("unassigned");
    NumberFact fact = new NumberFact.NotUnderstood(Actor.AUTHORITY, 9, 0, NOON);
    Decision number = Decider.explain(at(NOON), with(), fact, GatewayStates.none());
    assertThat(order(number)).hasSize(3);
    assertThat(number.steps())
        .anySatisfy(step -> assertThat(step.finding()).contains("does not understand"));
  }

  /** The command behind the step that begins so. */
  private static @Nullable Origin origin(Directory directory, String finding) {
    return Decider.explain(at(NOON), directory, null, GatewayStates.none()).steps().stream()
        .filter(step -> step.finding().startsWith(finding))
        .findFirst()
        .orElseThrow()
        .origin();
  }

  private static List<String> steps(Directory directory) {
    return Decider.explain(at(NOON), directory, null, GatewayStates.none()).steps().stream()
        .map(Decision.Step::finding)
        .toList();
  }

  @Test
  void explain_namesEachRuleAndWhyItDoesNotHold() {
    Rule.Calls fax = new Rule.Calls(Set.of(), Set.of(Media.FAX), PrefixSet.EMPTY, Set.of());
    Rule ended =
        new Rule(
            "ended",
            null,
            Rule.Calls.ANY,
            new Rule.Refuse(404, "x"),
            new Validity(Long.MIN_VALUE, NOON));
    Directory directory =
        with(
            rule("fax", null, fax, target("acme", "gw1", 0, 1)),
            ended,
            refuse("closed", new TimeCondition.Not(OFFICE), 480, "we sleep"),
            offer("day", target("acme", "gw2", 3, 7)));
    List<String> steps =
        Decider.explain(at(MONDAY_10), directory, null, GatewayStates.none()).steps().stream()
            .map(step -> step.kind().word() + ": " + step.finding())
            .toList();
    assertThat(steps)
        .contains(
            "profile: acme/office applies",
            "rule: 1 (fax) is for other calls",
            "rule: 3 (closed) is for other times",
            "rule: 4 (day) holds",
            "order: 1. acme/gw2, tier 3 weight 7 (enabled)");
    assertThat(steps).anySatisfy(step -> assertThat(step).startsWith("valid-until: 2026-"));
  }
}
