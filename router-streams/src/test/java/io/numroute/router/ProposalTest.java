package io.numroute.router;

import static io.numroute.router.Facts.digits;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.hop.Routers.Evidence;
import io.numroute.hop.Routers.Explored;
import io.numroute.hop.Routers.OverlayRefused;
import io.numroute.hop.Routers.WhatIf;
import io.numroute.routing.Directory;
import io.numroute.routing.GatewayStates;
import io.numroute.routing.Media;
import io.numroute.routing.NumberFact;
import io.numroute.routing.Outcome;
import io.numroute.routing.RouteQuery;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProposalTest {
  private static final String NUMBER = "+447106123456";
  private static final long AT = 1_800_000_000_000L;
  private static final Evidence EVIDENCE = new Evidence("d", "n", 0, 9, "r1", 0, false);

  private final Directory directory = World.withGateways();

  @Test
  void aProfileThatIsProposedRoutesOnlyThere() {
    Explored explored =
        explored(
            """
            {"profile":{"isp":"acme","name":"p","rules":[
              {"name":"first","targets":[{"gateway":"gw2"}]}]}},
            {"block":{"prefix":"4471","holder":"acme","totalLength":12,"profile":"p"}}""");
    assertThat(gateways(explored.today().outcome())).containsExactlyInAnyOrder("gw1", "gw2");
    assertThat(gateways(explored.proposed().outcome())).containsExactly("gw2");
    assertThat(explored.evidence()).isSameAs(EVIDENCE);
    assertThat(explored.today().steps()).isNotEmpty();
    assertThat(explored.proposed().steps()).isNotEmpty();
    assertThat(directory.version()).isEqualTo(explored.today().directoryVersion());
  }

  @Test
  void aGatewayThatWouldBeDownIsLeftOut() {
    Explored explored =
        explored("{\"gatewayState\":{\"isp\":\"acme\",\"name\":\"gw1\",\"state\":\"down\"}}");
    assertThat(gateways(explored.proposed().outcome())).containsExactly("gw2");
    assertThat(explored.proposed().validUntilMs()).isLessThanOrEqualTo(AT + 3_600_000);
  }

  @Test
  void aNumberCanBeProposedToAnother() {
    Explored explored =
        explored("{\"number\":{\"number\":\"" + NUMBER + "\",\"servingIsp\":\"beta\"}}");
    assertThat(explored.today().outcome()).isInstanceOf(Outcome.Routed.class);
    assertThat(explored.proposed().outcome())
        .isEqualTo(new Outcome.NoGateway(World.BETA, List.of()));
  }

  @Test
  void anotherNumbersChangeDoesNotMatter() {
    Explored explored =
        explored(
            """
            {"number":{"number":"+447106123457","servingIsp":"beta"}},
            {"number":{"number":"+447106123458","delete":true}}""");
    assertThat(gateways(explored.proposed().outcome()))
        .isEqualTo(gateways(explored.today().outcome()));
  }

  @Test
  void aBlockCanBeProposedToPassOn() {
    String passes =
        "{\"block\":{\"prefix\":\"4471\",\"holder\":\"acme\",\"successor\":"
            + "{\"from\":\"%s\",\"holder\":\"beta\"}}}";
    Explored later = explored(passes.formatted(Instant.ofEpochMilli(AT + 1)));
    assertThat(gateways(later.proposed().outcome())).hasSize(2);
    assertThat(later.today().validUntilMs()).isGreaterThan(AT + 1);
    assertThat(later.proposed().validUntilMs()).isEqualTo(AT + 1);
    Explored now = explored(passes.formatted(Instant.ofEpochMilli(AT)));
    assertThat(now.proposed().outcome()).isEqualTo(new Outcome.NoGateway(World.BETA, List.of()));
  }

  @Test
  void aRefusalNamesTheLine() {
    assertThat(
            refused(
                """
                {"isp":{"id":"new","name":"New"}},
                {"block":{"prefix":"4473","holder":"nobody"}}"""))
        .isEqualTo(new OverlayRefused("/changes/1", "/holder: no ISP nobody"));
    assertThat(refused("{\"gatewayState\":{\"isp\":\"acme\",\"name\":\"gw9\",\"state\":\"up\"}}"))
        .isEqualTo(new OverlayRefused("/changes/0", "no gateway acme/gw9"));
    assertThat(refused("{\"number\":{\"number\":\"" + NUMBER + "\",\"delete\":true}}").place())
        .isEqualTo("/changes/0");
    assertThat(refused("{\"number\":{\"number\":\"+447106\",\"servingIsp\":\"acme\"}}").detail())
        .contains("12 digits");
  }

  @Test
  void aFaultOfTheDocumentNamesItsPlace() {
    assertThat(refused("{\"block\":{\"prefix\":\"x\",\"holder\":\"acme\"}}").place())
        .isEqualTo("/changes/0/block/prefix");
    assertThat(
            refused(
                    """
                    {"profile":{"isp":"acme","name":"p","rules":[{"name":"r",
                      "when":{"zone":"Europe/London","start":"2026-01-05T09:00:00","duration":"PT8H",
                              "rrule":"FREQ=SECONDLY"},
                      "targets":[{"gateway":"gw1"}]}]}}""")
                .place())
        .isEqualTo("/changes/0/profile/rules/0/when/rrule");
    assertThat(explore("not json".getBytes(StandardCharsets.UTF_8), null))
        .isInstanceOf(OverlayRefused.class);
    assertThat(explore(new byte[(64 << 10) + 1], null)).isInstanceOf(OverlayRefused.class);
  }

  private Explored explored(String changes) {
    WhatIf explored = explore(document(changes), null);
    assertThat(explored).isInstanceOf(Explored.class);
    return (Explored) explored;
  }

  private OverlayRefused refused(String changes) {
    WhatIf refused = explore(document(changes), null);
    assertThat(refused).isInstanceOf(OverlayRefused.class);
    return (OverlayRefused) refused;
  }

  private static byte[] document(String changes) {
    return ("{\"changes\":[" + changes + "]}").getBytes(StandardCharsets.UTF_8);
  }

  private WhatIf explore(byte[] overlay, @Nullable NumberFact fact) {
    RouteQuery query = new RouteQuery(World.BETA, digits(NUMBER), Media.VOICE, AT, 1, 5);
    return Proposal.explore(
        query, new Proposal.State(directory, fact, GatewayStates.none(), EVIDENCE), overlay);
  }

  private static List<String> gateways(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Routed.class);
    return Arrays.stream(((Outcome.Routed) outcome).gateways())
        .map(gateway -> gateway.gateway().id().name())
        .toList();
  }
}
