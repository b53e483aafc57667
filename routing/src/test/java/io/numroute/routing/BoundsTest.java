package io.numroute.routing;

import static io.numroute.routing.TestObjects.gateway;
import static io.numroute.routing.TestObjects.id;
import static io.numroute.routing.TestObjects.prefixes;
import static io.numroute.routing.TestObjects.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What values the domain takes, at each bound and just beyond it. */
class BoundsTest {
  private static Gateway with(
      String host,
      int port,
      int strip,
      String prepend,
      @Nullable Integer timeoutMs,
      List<Integer> causes,
      Map<String, String> attributes) {
    return new Gateway(
        new GatewayId(id("acme"), "gw1"),
        host,
        port,
        Transport.UDP,
        EnumSet.of(Media.VOICE),
        AdminState.ENABLED,
        strip,
        prepend,
        timeoutMs,
        causes,
        attributes,
        Validity.ALWAYS);
  }

  private static void refused(Runnable making, String words) {
    assertThatThrownBy(making::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  private static void host(String host) {
    with(host, 5060, 0, "", null, List.of(), Map.of());
  }

  @Test
  void gatewayHost_isANameOrAnAddress() {
    for (String good :
        List.of(
            "a",
            "gw-1.acme_x.example",
            "AZ.az09",
            "192.0.2.1",
            "2001:db8::7",
            "::ffff:192.0.2.1",
            "ABCDEF::abcdef",
            "x".repeat(253))) {
      host(good);
    }
    for (String bad :
        List.of(
            "",
            "x".repeat(254),
            "a b",
            "a/b",
            "a@b",
            "[::1]",
            "a`",
            "a{",
            "A[",
            "g\u00e9",
            "::`",
            "::@")) {
      refused(() -> host(bad), "gateway host");
    }
    for (String bad : List.of("2001:db8::g", "gw1.example:5060", "::G", "1:-1")) {
      refused(() -> host(bad), "IPv6");
    }
  }

  @Test
  void gatewayNumbers_haveBounds() {
    for (int port : new int[] {1, 65_535}) {
      assertThat(with("h", port, 0, "", null, List.of(), Map.of()).port()).isEqualTo(port);
    }
    for (int port : new int[] {0, 65_536, -1}) {
      refused(() -> with("h", port, 0, "", null, List.of(), Map.of()), "port must be 1 to 65535");
    }
    assertThat(with("h", 1, 15, "", null, List.of(), Map.of()).strip()).isEqualTo(15);
    for (int strip : new int[] {-1, 16}) {
      refused(() -> with("h", 1, strip, "", null, List.of(), Map.of()), "strip must be 0 to 15");
    }
    String most = "1".repeat(16);
    assertThat(with("h", 1, 0, most, null, List.of(), Map.of()).prepend()).isEqualTo(most);
    for (String prepend : List.of("1".repeat(17), "1a", "+")) {
      refused(() -> with("h", 1, 0, prepend, null, List.of(), Map.of()), "prepend");
    }
    for (int timeoutMs : new int[] {1, 300_000}) {
      assertThat(with("h", 1, 0, "", timeoutMs, List.of(), Map.of()).timeoutMs())
          .isEqualTo(timeoutMs);
    }
    for (int timeoutMs : new int[] {0, 300_001}) {
      refused(() -> with("h", 1, 0, "", timeoutMs, List.of(), Map.of()), "timeoutMs");
    }
  }

  @Test
  void gatewayLists_haveBounds() {
    List<Integer> causes = List.of(300, 699);
    assertThat(with("h", 1, 0, "", null, causes, Map.of()).rerouteCauses()).isEqualTo(causes);
    with("h", 1, 0, "", null, Collections.nCopies(64, 503), Map.of());
    for (List<Integer> bad :
        List.of(List.of(299), List.of(700), Collections.nCopies(65, 503), List.of(503, 1))) {
      refused(() -> with("h", 1, 0, "", null, bad, Map.of()), "rerouteCauses");
    }
    String longest = "x".repeat(255);
    assertThat(with("h", 1, 0, "", null, List.of(), Map.of(longest, longest)).attributes())
        .containsEntry(longest, longest);
    refused(() -> with("h", 1, 0, "", null, List.of(), Map.of(longest + "x", "")), "attributes");
    refused(() -> with("h", 1, 0, "", null, List.of(), Map.of("", longest + "x")), "attributes");
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < 16; i++) {
      many.put("k" + i, "v");
    }
    assertThat(with("h", 1, 0, "", null, List.of(), many).attributes()).hasSize(16);
    many.put("one more", "v");
    refused(() -> with("h", 1, 0, "", null, List.of(), many), "attributes");
    refused(
        () ->
            gateway(
                "acme", "gw1", AdminState.ENABLED, Validity.ALWAYS, EnumSet.noneOf(Media.class)),
        "at least one medium");
  }

  @Test
  void names_areShortAndPlain() {
    for (String good : List.of("a", "0", "a-b", "z9", "x".repeat(63))) {
      assertThat(new IspId(good).value()).isEqualTo(good);
      assertThat(new ProfileId(id("acme"), good)).hasToString("acme/" + good);
      assertThat(new GatewayId(id("acme"), good)).hasToString("acme/" + good);
    }
    for (String bad : List.of("", "-a", "A", "a_b", "a.b", "x".repeat(64), "`", "{", "/", ":")) {
      refused(() -> new IspId(bad), "ISP id");
      refused(() -> new ProfileId(id("acme"), bad), "profile name");
      refused(() -> new GatewayId(id("acme"), bad), "gateway name");
    }
    assertThat(new ProfileId(id("a"), "z")).isLessThan(new ProfileId(id("b"), "a"));
    assertThat(new ProfileId(id("a"), "a")).isLessThan(new ProfileId(id("a"), "b"));
    assertThat(new GatewayId(id("a"), "z")).isLessThan(new GatewayId(id("b"), "a"));
    assertThat(new GatewayId(id("a"), "a")).isLessThan(new GatewayId(id("a"), "b"));
  }

  @Test
  void isp_hasAName() {
    new Isp(id("acme"), "x".repeat(200), IspState.ACTIVE, "AZ", "office");
    for (String bad : List.of("", " ", "x".repeat(201), "a\tb")) {
      refused(() -> new Isp(id("acme"), bad, IspState.ACTIVE, null), "ISP name");
    }
    for (String bad : List.of("G", "GBR", "gb", "G1", "@A", "A[")) {
      refused(() -> new Isp(id("acme"), "Acme", IspState.ACTIVE, bad), "country");
    }
    refused(() -> new Isp(id("acme"), "Acme", IspState.ACTIVE, null, "-"), "profile name");
  }

  @Test
  void rulesAndTargets_haveBounds() {
    assertThat(target("acme", "gw1", 255, 65_535).weight()).isEqualTo(65_535);
    assertThat(target("acme", "gw1", 0, 0).tier()).isZero();
    refused(() -> target("acme", "gw1", 256, 1), "tier");
    refused(() -> target("acme", "gw1", -1, 1), "tier");
    refused(() -> target("acme", "gw1", 0, 65_536), "weight");
    refused(() -> target("acme", "gw1", 0, -1), "weight");
    assertThat(new Rule.Refuse(400, "~").sipCode()).isEqualTo(400);
    assertThat(new Rule.Refuse(699, "x".repeat(100)).sipCode()).isEqualTo(699);
    refused(() -> new Rule.Refuse(399, "no"), "sipCode");
    refused(() -> new Rule.Refuse(700, "no"), "sipCode");
    for (String bad : List.of("", " ", "x".repeat(101), "a\u007f", "\u00e9", "a\nb")) {
      refused(() -> new Rule.Refuse(480, bad), "reason");
    }
    for (String bad : List.of("", " ", "x".repeat(101), "a\u0000")) {
      refused(() -> TestObjects.refuse(bad, null, 480, "no"), "name");
    }
    refused(() -> new Rule.Offer(List.of()), "1 to 64 targets");
    refused(
        () -> new Rule.Offer(List.of(target("acme", "gw1", 0, 1), target("acme", "gw1", 1, 1))),
        "once");
    Rule rule = TestObjects.refuse("r", null, 480, "no");
    assertThat(
            TestObjects.profile("acme", "p", Collections.nCopies(256, rule).toArray(Rule[]::new)))
        .isNotNull();
    refused(
        () -> TestObjects.profile("acme", "p", Collections.nCopies(257, rule).toArray(Rule[]::new)),
        "256 rules");
  }

  @Test
  void prefixSets_areEqualByContent() {
    assertThat(prefixes("44", "33", "44")).isEqualTo(prefixes("33", "44"));
    assertThat(prefixes("44")).isNotEqualTo(prefixes("33"));
    assertThat(prefixes("44").hashCode()).isEqualTo(prefixes("44", "44").hashCode());
    assertThat(prefixes("44", "33").prefixes())
        .containsExactly(Prefix.parse("33"), Prefix.parse("44"));
    assertThat(prefixes("44", "33")).hasToString("[33, 44]");
    assertThat(PrefixSet.of(Set.of())).isSameAs(PrefixSet.EMPTY);
  }

  @Test
  void words_areFoundAndStrangersAreNot() {
    for (Media media : Media.values()) {
      assertThat(Media.ofWord(media.word())).isEqualTo(media);
    }
    for (Transport transport : Transport.values()) {
      assertThat(Transport.ofWord(transport.word())).isEqualTo(transport);
    }
    for (AdminState state : AdminState.values()) {
      assertThat(AdminState.ofWord(state.word())).isEqualTo(state);
    }
    for (IspState state : IspState.values()) {
      assertThat(IspState.ofWord(state.word())).isEqualTo(state);
    }
    for (ServiceOperation service : ServiceOperation.values()) {
      assertThat(ServiceOperation.ofWord(service.word())).isEqualTo(service);
    }
    assertThat(Media.ofWord("carrier-pigeon")).isNull();
    assertThat(ServiceOperation.PRODUCT_ORDERING.word()).isEqualTo("product-ordering");
  }

  @Test
  void actors_areReadAsWritten() {
    assertThat(Actor.parse("authority")).isEqualTo(Actor.AUTHORITY).hasToString("authority");
    assertThat(Actor.parse("isp:acme")).isEqualTo(Actor.isp(id("acme"))).hasToString("isp:acme");
    refused(() -> Actor.parse("acme"), "not an actor");
    refused(() -> Actor.parse("isp:"), "ISP id");
  }

  @Test
  void entities_haveKeys() {
    assertThat(TestObjects.put(TestObjects.isp("acme")).entity()).isEqualTo("isp/acme");
    assertThat(TestObjects.put(gateway("acme", "gw1")).entity()).isEqualTo("gateway/acme/gw1");
    assertThat(TestObjects.put(TestObjects.block("44", "acme")).entity()).isEqualTo("block/44");
    assertThat(TestObjects.put(TestObjects.profile("acme", "p")).entity())
        .isEqualTo("profile/acme/p");
    assertThat(new DirectoryCommand.DeleteIsp(id("acme")).entity()).isEqualTo("isp/acme");
    assertThat(new DirectoryCommand.DeleteGateway(new GatewayId(id("acme"), "gw1")).entity())
        .isEqualTo("gateway/acme/gw1");
    assertThat(new DirectoryCommand.DeleteBlock(Prefix.parse("44")).entity()).isEqualTo("block/44");
    assertThat(new DirectoryCommand.DeleteProfile(new ProfileId(id("acme"), "p")).entity())
        .isEqualTo("profile/acme/p");
    assertThat(new DirectoryCommand.DeleteAgreement(id("acme")).entity())
        .isEqualTo("agreement/acme");
    assertThat(
            new DirectoryCommand.PutAgreement(
                    new Agreement(id("acme"), List.of(), List.of(), List.of()))
                .entity())
        .isEqualTo("agreement/acme");
  }
}
