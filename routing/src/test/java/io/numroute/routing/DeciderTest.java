package io.numroute.routing;

import static io.numroute.routing.TestObjects.NOON;
import static io.numroute.routing.TestObjects.assigned;
import static io.numroute.routing.TestObjects.block;
import static io.numroute.routing.TestObjects.directory;
import static io.numroute.routing.TestObjects.gateway;
import static io.numroute.routing.TestObjects.id;
import static io.numroute.routing.TestObjects.isp;
import static io.numroute.routing.TestObjects.prefix;
import static io.numroute.routing.TestObjects.query;
import static io.numroute.routing.TestObjects.suspended;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeciderTest {
  private static final Directory DIRECTORY =
      directory(
          isp("acme"),
          isp("beta"),
          isp("bare"),
          suspended("gone"),
          block("44", "acme"),
          block("4471", "beta"),
          block("49", "beta", 12),
          block("33", "bare"),
          block("34", "gone"),
          gateway("acme", "gw1"),
          gateway("acme", "gw2"),
          gateway("acme", "gw3"),
          gateway("beta", "gw1"));

  private static Outcome outcome(String asking, String number) {
    return outcome(asking, number, null);
  }

  private static Outcome outcome(String asking, String number, @Nullable NumberFact fact) {
    return decide(query(asking, number), DIRECTORY, fact).outcome();
  }

  private static Decision decide(RouteQuery query, Directory directory, @Nullable NumberFact fact) {
    return Decider.decide(query, directory, fact, GatewayStates.none());
  }

  private static String servedBy(Outcome outcome) {
    return ((Outcome.Routed) outcome).servingIsp().value();
  }

  private static List<String> gatewaysOf(Decision decision) {
    return List.of(((Outcome.Routed) decision.outcome()).gateways()).stream()
        .map(g -> g.gateway().id().toString())
        .toList();
  }

  @Test
  void longestBlock_decides() {
    assertThat(servedBy(outcome("acme", "+442012345678"))).isEqualTo("acme");
    assertThat(servedBy(outcome("acme", "+447106123456"))).isEqualTo("beta");
  }

  @Test
  void anAssignment_overridesEveryBlock() {
    assertThat(servedBy(outcome("acme", "+447106123456", assigned("acme")))).isEqualTo("acme");
    NumberFact withdrawn = new NumberFact.Withdrawn(Actor.AUTHORITY, 8, 0, 0);
    assertThat(servedBy(outcome("acme", "+447106123456", withdrawn))).isEqualTo("beta");
  }

  @Test
  void outcomes_areToldApart() {
    assertThat(outcome("acme", "+998901234567").slug()).isEqualTo("unallocated");
    assertThat(outcome("acme", "+4930").slug()).isEqualTo("incomplete");
    assertThat(outcome("acme", "+4").slug()).isEqualTo("incomplete");
    assertThat(outcome("acme", "+4930123456789").slug()).isEqualTo("unassigned");
    assertThat(outcome("acme", "+112").slug()).isEqualTo("special");
    assertThat(outcome("nobody", "+442012345678").slug()).isEqualTo("asking-isp-unknown");
    assertThat(outcome("gone", "+442012345678").slug()).isEqualTo("asking-isp-suspended");
    assertThat(outcome("acme", "+34123456789").slug()).isEqualTo("serving-isp-suspended");
    assertThat(outcome("acme", "+33123456789").slug()).isEqualTo("no-gateway");
    assertThat(outcome("acme", "+442012345678", assigned("nobody")).slug()).isEqualTo("unassigned");
  }

  @Test
  void order_isTheSameForTheSameCall_andSpreadOverCalls() {
    Set<List<String>> orders = new HashSet<>();
    int[] primaries = new int[4];
    for (int call = 0; call < 3000; call++) {
      RouteQuery query =
          new RouteQuery(
              id("beta"),
              Digits.parse("442012345678"),
              Media.VOICE,
              NOON,
              CallOrder.keyOf("call" + call),
              5);
      List<String> order = gatewaysOf(decide(query, DIRECTORY, null));
      assertThat(gatewaysOf(decide(query, DIRECTORY, null))).isEqualTo(order);
      orders.add(order);
      primaries[order.get(0).charAt(order.get(0).length() - 1) - '0']++;
    }
    assertThat(orders).hasSize(6);
    for (int gateway = 1; gateway <= 3; gateway++) {
      assertThat(primaries[gateway]).isBetween(900, 1100);
    }
  }

  @Test
  void max_bounds() {
    RouteQuery query =
        new RouteQuery(id("beta"), Digits.parse("442012345678"), Media.VOICE, NOON, 1, 2);
    assertThat(gatewaysOf(decide(query, DIRECTORY, null))).hasSize(2);
  }

  @Test
  void gateways_areKeptByStateMediaAndTime() {
    EnumSet<Media> all = EnumSet.allOf(Media.class);
    Directory directory =
        directory(
            isp("acme"),
            block("44", "acme"),
            gateway("acme", "off", AdminState.DISABLED, Validity.ALWAYS, all),
            gateway("acme", "drain", AdminState.DRAINING, Validity.ALWAYS, all),
            gateway(
                "acme",
                "later",
                AdminState.ENABLED,
                new Validity(NOON + 5000, Long.MAX_VALUE),
                all),
            gateway("acme", "fax", AdminState.ENABLED, Validity.ALWAYS, EnumSet.of(Media.FAX)));
    assertThat(gatewaysOf(decide(query("acme", "+4420", Media.FAX, NOON), directory, null)))
        .containsExactly("acme/fax", "acme/drain");
    Decision voice = decide(query("acme", "+4420", Media.VOICE, NOON), directory, null);
    assertThat(gatewaysOf(voice)).containsExactly("acme/drain");
    assertThat(voice.validUntilMs()).isEqualTo(NOON + 5000);
    assertThat(
            gatewaysOf(decide(query("acme", "+4420", Media.VOICE, NOON + 5000), directory, null)))
        .as("draining ones come last of all")
        .containsExactly("acme/later", "acme/drain");
  }

  @Test
  void noGateway_saysWhichWereDroppedAndWhy() {
    Directory directory =
        directory(
            isp("acme"),
            block("44", "acme"),
            gateway(
                "acme", "off", AdminState.DISABLED, Validity.ALWAYS, EnumSet.allOf(Media.class)));
    Outcome outcome = decide(query("acme", "+4420"), directory, null).outcome();
    assertThat(((Outcome.NoGateway) outcome).dropped())
        .containsExactly(
            new Outcome.Dropped(new GatewayId(id("acme"), "off"), Outcome.DropReason.DISABLED));
  }

  @Test
  void aBlockNotInForce_fallsBackAndBoundsValidUntil() {
    Block future =
        new Block(
            prefix("4471"), Block.ANY_LENGTH, id("beta"), new Validity(NOON + 1000, NOON + 2000));
    Directory directory =
        directory(
            isp("acme"),
            isp("beta"),
            block("44", "acme"),
            future,
            gateway("acme", "gw1"),
            gateway("beta", "gw1"));
    Decision before = decide(query("acme", "+447106", Media.VOICE, NOON), directory, null);
    assertThat(servedBy(before.outcome())).isEqualTo("acme");
    assertThat(before.validUntilMs()).isEqualTo(NOON + 1000);
    assertThat(
            servedBy(
                decide(query("acme", "+447106", Media.VOICE, NOON + 1000), directory, null)
                    .outcome()))
        .isEqualTo("beta");
    assertThat(
            servedBy(
                decide(query("acme", "+447106", Media.VOICE, NOON + 2000), directory, null)
                    .outcome()))
        .isEqualTo("acme");
  }

  @Test
  void explain_decidesTheSameAndNamesVersions() {
    Decision explained =
        Decider.explain(
            query("acme", "+447106123456"), DIRECTORY, assigned("acme"), GatewayStates.none());
    Decision decided = decide(query("acme", "+447106123456"), DIRECTORY, assigned("acme"));
    assertThat(gatewaysOf(explained)).isEqualTo(gatewaysOf(decided));
    assertThat(decided.steps()).isEmpty();
    assertThat(explained.steps())
        .extracting(step -> step.kind().word())
        .contains("asking-isp", "number", "serving-isp", "profile", "order", "valid-until");
    assertThat(explained.steps())
        .anySatisfy(
            step ->
                assertThat(step)
                    .isEqualTo(
                        new Decision.Step(
                            Decision.Kind.NUMBER,
                            "assigned to acme",
                            Decision.Source.NUMBERS,
                            new Origin(7, Actor.AUTHORITY, NOON - 5))));
  }
}
