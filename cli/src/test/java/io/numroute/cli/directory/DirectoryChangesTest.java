package io.numroute.cli.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.cli.directory.DirectoryChanges.Step;
import io.numroute.notation.DirectoryDocument;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectoryChangesTest {
  private static final String ACME =
      """
      isp: {id: acme, name: Acme, defaultProfile: office}
      gateways:
        gw1: {host: gw1.acme.example}
        gw2: {host: gw2.acme.example, port: 5061, transport: tls, media: [voice, fax]}
      profiles:
        office:
          rules:
          - {name: a, targets: [{gateway: gw1}, {gateway: gw2, tier: 1}]}
          - {name: b, targets: [{gateway: gw2}]}
        night: {rules: []}
      blocks:
        "44": {}
        "4471": {totalLength: 12, profile: night}
      agreement: {grants: [{to: beta}]}
      """;

  private static DirectoryDocument document(String yaml) throws Exception {
    return DirectoryDocument.read(NotationFile.of("f", yaml.getBytes(UTF_8)).object());
  }

  private static DirectoryChanges changes(String is, String wanted, boolean prune)
      throws Exception {
    return DirectoryChanges.between(document(is), document(wanted), prune);
  }

  private static DirectoryChanges edited(String from, String to) throws Exception {
    assertThat(ACME).contains(from);
    return changes(ACME, ACME.replace(from, to), false);
  }

  private static List<String> lines(DirectoryChanges changes) {
    return changes.steps().stream()
        .map(step -> step.kind().sign() + " " + step.entity() + " " + step.path())
        .toList();
  }

  private static Step only(DirectoryChanges changes) {
    assertThat(changes.steps()).hasSize(1);
    return changes.steps().get(0);
  }

  @Test
  void theSameIsNoChange_howeverItIsWritten() throws Exception {
    assertThat(changes(ACME, ACME, true).steps()).isEmpty();
    String spelledOut =
        ACME.replace(
                "{host: gw1.acme.example}", "{media: [voice], port: 5060, host: gw1.acme.example}")
            .replace("media: [voice, fax]", "media: [fax, voice]")
            .replace("{gateway: gw1}", "{gateway: acme/gw1, tier: 0, weight: 1}")
            .replace("\"44\": {}", "\"44\": {totalLength: 0}");
    assertThat(changes(ACME, spelledOut, true).steps()).isEmpty();
  }

  @Test
  void aNewIspComesInAnOrderThatWorks() throws Exception {
    DirectoryChanges changes = DirectoryChanges.between(null, document(ACME), true);
    assertThat(lines(changes))
        .containsExactly(
            "+ isp /v1/isps/acme",
            "+ gateway gw1 /v1/gateways/acme/gw1",
            "+ gateway gw2 /v1/gateways/acme/gw2",
            "+ agreement /v1/agreements/acme",
            "+ profile night /v1/profiles/acme/night",
            "+ profile office /v1/profiles/acme/office",
            "~ isp /v1/isps/acme",
            "+ block 44 /v1/blocks/44",
            "+ block 4471 /v1/blocks/4471");
    assertThat(String.valueOf(changes.steps().get(0).body())).doesNotContain("defaultProfile");
    assertThat(changes.steps().get(6).details()).containsExactly("/defaultProfile: + \"office\"");
  }

  @Test
  void oneFieldOfAGatewayIsOneCommand() throws Exception {
    Step step = only(edited("host: gw1.acme.example", "host: 192.0.2.1"));
    assertThat(step.entity()).isEqualTo("gateway gw1");
    assertThat(step.details()).containsExactly("/host: \"gw1.acme.example\" -> \"192.0.2.1\"");
    assertThat(String.valueOf(step.body())).isEqualTo("{\"host\":\"192.0.2.1\"}");
  }

  @Test
  void aRuleInBetweenIsOneLine() throws Exception {
    Step step =
        only(
            edited(
                "    - {name: b,", "    - {name: ab, targets: [{gateway: gw1}]}\n    - {name: b,"));
    assertThat(step.entity()).isEqualTo("profile office");
    assertThat(step.details())
        .containsExactly("/rules/1: + {\"name\":\"ab\",\"targets\":[{\"gateway\":\"gw1\"}]}");
  }

  @Test
  void aChangeWithinARuleIsSaidAtItsPlace() throws Exception {
    assertThat(only(edited("tier: 1", "tier: 2")).details())
        .containsExactly("/rules/0/targets/1/tier: 1 -> 2");
  }

  @Test
  void ispBlockAndAgreementChange() throws Exception {
    assertThat(lines(edited("name: Acme,", "name: New Acme,")))
        .containsExactly("~ isp /v1/isps/acme");
    assertThat(only(edited("defaultProfile: office", "defaultProfile: night")).details())
        .containsExactly("/defaultProfile: \"office\" -> \"night\"");
    Step block = only(edited("totalLength: 12, ", ""));
    assertThat(block.details()).containsExactly("/totalLength: - 12");
    assertThat(String.valueOf(block.body()))
        .isEqualTo("{\"holder\":\"acme\",\"profile\":\"night\"}");
    assertThat(lines(edited("{to: beta}", "{to: beta, gateways: [gw1]}")))
        .containsExactly("~ agreement /v1/agreements/acme");
  }

  @Test
  void whatIsNotInTheDocumentStays_orGoesLastAndInAnOrderThatWorks() throws Exception {
    String less = "isp: {id: acme, name: Acme}\ngateways: {gw3: {host: gw3.acme.example}}\n";
    DirectoryChanges kept = changes(ACME, less, false);
    assertThat(lines(kept))
        .containsExactly("+ gateway gw3 /v1/gateways/acme/gw3", "~ isp /v1/isps/acme");
    assertThat(kept.left())
        .containsExactly(
            "block 4471",
            "block 44",
            "profile office",
            "profile night",
            "agreement",
            "gateway gw2",
            "gateway gw1");
    DirectoryChanges pruned = changes(ACME, less, true);
    assertThat(pruned.left()).isEmpty();
    assertThat(lines(pruned))
        .containsExactly(
            "+ gateway gw3 /v1/gateways/acme/gw3",
            "~ isp /v1/isps/acme",
            "- block 4471 /v1/blocks/4471",
            "- block 44 /v1/blocks/44",
            "- profile office /v1/profiles/acme/office",
            "- profile night /v1/profiles/acme/night",
            "- agreement /v1/agreements/acme",
            "- gateway gw2 /v1/gateways/acme/gw2",
            "- gateway gw1 /v1/gateways/acme/gw1");
    assertThat(pruned.steps())
        .filteredOn(step -> step.path().contains("blocks"))
        .allMatch(s -> s.body() == null);
  }

  @Test
  void manyDifferencesAreCutShort() throws Exception {
    StringBuilder before = new StringBuilder("isp: {id: a, name: A}\ngateways: {g: {host: h}}\n");
    before.append("profiles:\n  p:\n    rules:\n");
    String after = before.toString();
    for (int i = 0; i < 30; i++) {
      String rule = "    - {name: r%d, targets: [{gateway: g, weight: %d}]}\n";
      before.append(rule.formatted(i, 1));
      after += rule.formatted(i, 2);
    }
    List<String> details = only(changes(before.toString(), after, false)).details();
    assertThat(details).hasSize(12).endsWith("and 19 more");
  }
}
